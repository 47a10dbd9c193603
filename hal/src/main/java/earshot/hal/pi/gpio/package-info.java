/**
 * The kernel's GPIO character device (uAPI v2) through the foreign function interface: chips,
 * lines, edges. Knows nothing of Pi4J.
 */
package earshot.hal.pi.gpio;
