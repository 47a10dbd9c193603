package earshot;

import java.util.function.BiConsumer;

/** Runs the tools that the model calls. */
@FunctionalInterface
public interface ToolCalls {

  /** No tools: every call is answered with that. */
  ToolCalls NONE =
      (callId, name, arguments, done) ->
          done.accept(callId, "{\"error\":\"there is no such tool\"}");

  /**
   * On the loop; does not block. {@code done} is told the call's id and its output once, on any
   * thread, whatever becomes of the tool.
   */
  void call(String callId, String name, String arguments, BiConsumer<String, String> done);
}
