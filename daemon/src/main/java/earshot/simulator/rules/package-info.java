/** Which events are well-formed, by rules of the simulator's own. */
package earshot.simulator.rules;
