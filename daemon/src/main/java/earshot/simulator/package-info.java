/**
 * The simulated Realtime service: what it says, hears, charges and refuses, on virtual time. A
 * second witness of the protocol, written apart from {@code earshot.realtime}.
 */
package earshot.simulator;
