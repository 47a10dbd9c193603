/**
 * What is well-formed in each dialect, by tables of our own: a second witness beside the codec,
 * which it does not know. Pure.
 */
package earshot.simulator.rules;
