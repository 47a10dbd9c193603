package earshot.realtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a session shall be, in neither dialect. Null leaves the service's default.
 *
 * @param maxOutputTokens {@link #UNBOUNDED} for as many as the model has
 */
public record SessionSpec(
    @Nullable String model,
    boolean audio,
    @Nullable String voice,
    @Nullable String instructions,
    TurnDetection turnDetection,
    @Nullable Transcription transcription,
    @Nullable NoiseReduction noiseReduction,
    @Nullable Double speed,
    @Nullable Double temperature,
    @Nullable Integer maxOutputTokens,
    @Nullable String reasoningEffort,
    List<Tool> tools) {

  public static final int UNBOUNDED = Integer.MAX_VALUE;

  /** Who decides when the user has finished. */
  public sealed interface TurnDetection {}

  /** The user does, by releasing the button. */
  public record ByRelease() implements TurnDetection {}

  public record ByServer(
      double threshold,
      int prefixPaddingMillis,
      int silenceMillis,
      boolean createResponse,
      boolean interruptResponse,
      @Nullable Integer idleTimeoutMillis)
      implements TurnDetection {}

  public record BySemantics(String eagerness, boolean createResponse, boolean interruptResponse)
      implements TurnDetection {}

  public record Transcription(
      @Nullable String model, @Nullable String language, @Nullable String prompt) {}

  public enum NoiseReduction {
    NEAR_FIELD,
    FAR_FIELD
  }

  /** A function that the model may call; parameters are a JSON Schema as text. */
  public record Tool(String name, String description, String parametersJson) {}
}
