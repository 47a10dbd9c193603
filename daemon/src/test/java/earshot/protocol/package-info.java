/** The published protocol data as a fixture, for every test that has a word to say on events. */
package earshot.protocol;
