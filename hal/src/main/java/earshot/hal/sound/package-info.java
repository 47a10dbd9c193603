/**
 * Real sound cards through Java Sound. Odd rates, widths and channel counts end here. The only
 * package that knows Java Sound.
 */
package earshot.hal.sound;
