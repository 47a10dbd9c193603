/** Alarms and timers: they need no network, and survive a power cut. */
package earshot.alarm;
