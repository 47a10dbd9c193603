/** The documents that tests write, and hold to be true. */
package earshot.document;
