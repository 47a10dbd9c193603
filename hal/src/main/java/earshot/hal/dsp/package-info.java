/**
 * What becomes of the samples of several microphones: one stream of one voice. Arithmetic only; it
 * runs on the thread of the device that calls it and allocates nothing for a frame.
 */
package earshot.hal.dsp;
