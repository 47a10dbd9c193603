package earshot.tool;

import com.fasterxml.jackson.databind.JsonNode;

/** Something that the model may call. Named and described for the model. */
public interface Tool {

  String name();

  String description();

  /** A JSON Schema of the arguments, as text. */
  String parametersJson();

  /**
   * Does it, on a thread of its own that is interrupted at the deadline. Returns what the model is
   * to know, as JSON or plain words.
   *
   * @param arguments an object with all required members; the model may have put anything in them
   */
  String call(JsonNode arguments) throws ToolFailed, InterruptedException;

  /** It could not be done; the message is for the model, and has no secret in it. */
  final class ToolFailed extends Exception {
    private static final long serialVersionUID = 1;

    public ToolFailed(String message) {
      super(message);
    }
  }
}
