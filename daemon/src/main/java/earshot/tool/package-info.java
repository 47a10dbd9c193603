/** What the model may call: one file per kind of tool, one row in {@link earshot.tool.Tools}. */
package earshot.tool;
