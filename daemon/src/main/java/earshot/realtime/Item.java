package earshot.realtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the conversation, in neither dialect.
 *
 * @param phase "commentary" or "final_answer", of models that tell them apart
 */
public record Item(
    @Nullable String id,
    Kind kind,
    @Nullable Role role,
    @Nullable String status,
    List<Part> parts,
    @Nullable String callId,
    @Nullable String name,
    @Nullable String arguments,
    @Nullable String output,
    @Nullable String phase) {

  public enum Kind {
    MESSAGE,
    FUNCTION_CALL,
    FUNCTION_CALL_OUTPUT,
    /** A kind that the conversation itself does not need (MCP and whatever comes later). */
    OTHER
  }

  public enum Role {
    SYSTEM,
    USER,
    ASSISTANT
  }

  /** A piece of a message: text, or the transcript of sound. */
  public record Part(PartKind kind, @Nullable String text) {}

  public enum PartKind {
    INPUT_TEXT,
    INPUT_AUDIO,
    INPUT_IMAGE,
    OUTPUT_TEXT,
    OUTPUT_AUDIO,
    OTHER
  }

  public static Item userText(@Nullable String id, String text) {
    return new Item(
        id,
        Kind.MESSAGE,
        Role.USER,
        null,
        List.of(new Part(PartKind.INPUT_TEXT, text)),
        null,
        null,
        null,
        null,
        null);
  }

  public static Item functionCallOutput(String callId, String output) {
    return new Item(
        null, Kind.FUNCTION_CALL_OUTPUT, null, null, List.of(), callId, null, null, output, null);
  }
}
