/** The command line, and the socket on which a running daemon answers it. */
package earshot.control;
