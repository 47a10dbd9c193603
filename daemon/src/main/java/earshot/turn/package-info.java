/**
 * The conversation as a pure machine: states, events, effects, gestures, manners. No I/O, no clock,
 * no randomness.
 */
package earshot.turn;
