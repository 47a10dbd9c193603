/**
 * The connection to the service and its return: the pure machine, the delays, and the transports.
 */
package earshot.link;
