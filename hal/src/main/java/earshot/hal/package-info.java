/**
 * What a device is: interfaces that say who may call what and whether it blocks, and the house's
 * audio format.
 */
package earshot.hal;
