/** What the appliance tells about itself: metrics, health, journal. */
package earshot.telemetry;
