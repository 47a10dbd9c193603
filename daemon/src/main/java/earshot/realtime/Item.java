package earshot.realtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the conversation, in neither dialect.
 *
 * @param callId of an answer to a request for approval, the id of the request's item; of the
 *     request and of a call of a hosted tool, the label of the server
 * @param arguments of an answer to a request for approval, why
 * @param output of an answer to a request for approval, {@link #YES} or {@link #NO}
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

  public static final String YES = "yes";
  public static final String NO = "no";

  public enum Kind {
    MESSAGE,
    FUNCTION_CALL,
    FUNCTION_CALL_OUTPUT,
    /** The service asks whether it may call a tool of a hosted server. GA only. */
    MCP_APPROVAL_REQUEST,
    /** Whether it may. GA only. */
    MCP_APPROVAL_RESPONSE,
    /**
     * The service has called a tool of a hosted server; its output says what came of it. GA only.
     */
    MCP_CALL,
    /** A kind that the conversation itself does not need (MCP and whatever comes later). */
    OTHER;

    /** Whether a new session can be told of it, and needs to be. */
    public boolean isTold() {
      return this == MESSAGE || this == FUNCTION_CALL || this == FUNCTION_CALL_OUTPUT;
    }
  }

  public enum Role {
    SYSTEM,
    USER,
    ASSISTANT
  }

  /**
   * A piece of a message: text, or the transcript of sound, or an image.
   *
   * @param image as a data URL
   */
  public record Part(PartKind kind, @Nullable String text, @Nullable String image) {

    public Part(PartKind kind, @Nullable String text) {
      this(kind, text, null);
    }

    /** Without the image, which is long. */
    @Override
    public String toString() {
      return "Part[" + kind + ", " + text + (image == null ? "]" : ", an image]");
    }
  }

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

  /** An image for the model to look at, and what is said with it. GA only. */
  public static Item userImage(@Nullable String id, String dataUrl, @Nullable String text) {
    Part image = new Part(PartKind.INPUT_IMAGE, null, dataUrl);
    List<Part> parts =
        text == null ? List.of(image) : List.of(new Part(PartKind.INPUT_TEXT, text), image);
    return new Item(id, Kind.MESSAGE, Role.USER, null, parts, null, null, null, null, null);
  }

  /** The answer to an {@link Kind#MCP_APPROVAL_REQUEST}. */
  public static Item mcpApproval(String id, String requestId, boolean approved) {
    return mcpApproval(id, requestId, approved, null);
  }

  /** The same, and why. */
  public static Item mcpApproval(
      String id, String requestId, boolean approved, @Nullable String reason) {
    return new Item(
        id,
        Kind.MCP_APPROVAL_RESPONSE,
        null,
        null,
        List.of(),
        requestId,
        null,
        reason,
        approved ? YES : NO,
        null);
  }

  public static Item functionCallOutput(String callId, String output) {
    return new Item(
        null, Kind.FUNCTION_CALL_OUTPUT, null, null, List.of(), callId, null, null, output, null);
  }
}
