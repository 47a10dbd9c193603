/**
 * The whole house on virtual time: simulated board, simulated service, the real daemon between
 * them. For the demonstration and the tests.
 */
package earshot.stage;
