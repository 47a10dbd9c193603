/**
 * A board of two pipes: microphone on standard input, speaker on standard output, raw 24 kHz
 * samples, bit-exact.
 */
package earshot.hal.pipe;
