/**
 * Sound on its way: from the microphone ring to the service, and from the service through the reply
 * store to the speaker.
 */
package earshot.audio;
