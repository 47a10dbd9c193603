/**
 * The Realtime protocol as values: what is said in both directions, and the two dialects that put
 * it on the wire. Pure.
 */
package earshot.realtime;
