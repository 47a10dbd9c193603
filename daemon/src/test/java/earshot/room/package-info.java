/**
 * A simulated room with a talker, noise and arrays of microphones, and what the arrays make of it.
 */
package earshot.room;
