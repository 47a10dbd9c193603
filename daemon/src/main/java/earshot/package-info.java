/** The daemon itself: the loop that decides, and the wiring. */
package earshot;
