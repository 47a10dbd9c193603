package earshot.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.tool.Tool.ToolFailed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs what the model calls: each call on its own thread, within a deadline, so many at once, and
 * with one answer for each in words that the model understands. Safe from any thread; does not
 * block.
 */
public final class ToolRunner {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int AT_ONCE = 8;
  private static final int LONGEST_OUTPUT = 16_000;
  private static final int LONGEST_ARGUMENTS = 64_000;

  private final Map<String, Tool> tools = new LinkedHashMap<>();
  private final Executor executor;
  private final long deadlineMillis;
  private final AtomicInteger running = new AtomicInteger();

  /**
   * @param executor gives each task a thread; on virtual time it runs it at once
   */
  public ToolRunner(List<Tool> tools, Executor executor, long deadlineMillis) {
    tools.forEach(tool -> this.tools.put(tool.name(), tool));
    this.executor = executor;
    this.deadlineMillis = deadlineMillis;
  }

  public List<Tool> tools() {
    return List.copyOf(tools.values());
  }

  /** {@code done} is told the call's id and its output once, on any thread. */
  public void call(String callId, String name, String arguments, BiConsumer<String, String> done) {
    Tool tool = tools.get(name);
    if (tool == null) {
      done.accept(callId, error("there is no tool of this name"));
      return;
    }
    JsonNode read = read(arguments);
    String wrong = read == null ? "the arguments are not a JSON object" : missing(tool, read);
    if (read == null || wrong != null) {
      done.accept(callId, error(wrong == null ? "" : wrong));
      return;
    }
    if (running.incrementAndGet() > AT_ONCE) {
      running.decrementAndGet();
      done.accept(callId, error("too many tools are running; try again"));
      return;
    }
    var output = new CompletableFuture<String>();
    var worker = new AtomicReference<@Nullable Thread>();
    output
        .completeOnTimeout(error("it took too long"), deadlineMillis, TimeUnit.MILLISECONDS)
        .whenComplete(
            (said, bug) -> {
              Thread still = worker.getAndSet(null);
              if (still != null && still != Thread.currentThread()) still.interrupt();
              done.accept(callId, said == null ? error("it failed") : bounded(said));
            });
    executor.execute(
        () -> {
          worker.set(Thread.currentThread());
          try {
            output.complete(run(tool, read));
          } finally {
            worker.set(null);
            running.decrementAndGet();
          }
        });
  }

  private static String run(Tool tool, JsonNode arguments) {
    try {
      return tool.call(arguments);
    } catch (ToolFailed e) {
      return error(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      return error("it was interrupted");
    } catch (RuntimeException e) {
      // A tool's bug is the tool's: the conversation goes on, and the model knows.
      return error("it failed: " + e.getClass().getSimpleName());
    }
  }

  /** The arguments, or null. A model may leave them out where there are none. */
  private static @Nullable JsonNode read(String arguments) {
    if (arguments.isBlank()) return JSON.createObjectNode();
    if (arguments.length() > LONGEST_ARGUMENTS) return null;
    try {
      JsonNode read = JSON.readTree(arguments);
      return read != null && read.isObject() ? read : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static @Nullable String missing(Tool tool, JsonNode arguments) {
    try {
      for (JsonNode required : JSON.readTree(tool.parametersJson()).path("required")) {
        if (!arguments.hasNonNull(required.asText())) {
          return "the argument " + required.asText() + " is missing";
        }
      }
      return null;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the schema of " + tool.name() + " is no JSON", e);
    }
  }

  private static String bounded(String output) {
    return output.length() <= LONGEST_OUTPUT ? output : output.substring(0, LONGEST_OUTPUT) + "...";
  }

  private static String error(String why) {
    return JSON.createObjectNode().put("error", why).toString();
  }
}
