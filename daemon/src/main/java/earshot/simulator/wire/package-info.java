/** The simulated service on a real port: HTTP, WebSocket and TLS, written apart from the client. */
package earshot.simulator.wire;
