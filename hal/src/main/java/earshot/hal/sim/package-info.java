/**
 * The same devices on virtual time: they do what real ones do, repeatably, and remember what
 * happened.
 */
package earshot.hal.sim;
