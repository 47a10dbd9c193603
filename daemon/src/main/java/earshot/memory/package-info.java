/** What outlives a connection. */
package earshot.memory;
