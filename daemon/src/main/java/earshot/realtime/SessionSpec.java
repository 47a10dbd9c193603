package earshot.realtime;

import java.util.List;
import java.util.Map;
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
    List<Tool> tools,
    Details details) {

  public static final int UNBOUNDED = Integer.MAX_VALUE;

  /** Without what few ever set. */
  public SessionSpec(
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
    this(
        model,
        audio,
        voice,
        instructions,
        turnDetection,
        transcription,
        noiseReduction,
        speed,
        temperature,
        maxOutputTokens,
        reasoningEffort,
        tools,
        Details.NONE);
  }

  /** The same with these functions to call. */
  public SessionSpec withTools(List<Tool> others) {
    return new SessionSpec(
        model,
        audio,
        voice,
        instructions,
        turnDetection,
        transcription,
        noiseReduction,
        speed,
        temperature,
        maxOutputTokens,
        reasoningEffort,
        List.copyOf(others),
        details);
  }

  /**
   * What few ever set.
   *
   * @param voiceId a voice of one's own, instead of one by name; GA only
   * @param logprobs whether transcripts come with how sure they are
   * @param toolChoice "auto", "none", "required", "function:NAME", or in GA "mcp:LABEL"
   * @param parallelToolCalls GA only
   * @param truncation GA only
   * @param mcp GA only
   */
  public record Details(
      @Nullable String voiceId,
      boolean logprobs,
      AudioFormat inputFormat,
      AudioFormat outputFormat,
      @Nullable Truncation truncation,
      @Nullable Tracing tracing,
      @Nullable Prompt prompt,
      @Nullable String toolChoice,
      @Nullable Boolean parallelToolCalls,
      List<Mcp> mcp) {

    public static final Details NONE =
        new Details(
            null, false, AudioFormat.PCM, AudioFormat.PCM, null, null, null, null, null, List.of());
  }

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

  /**
   * @param languages several to expect, instead of one; GA only
   * @param keywords names and words to expect; GA only
   * @param delay how long it may wait to be surer; GA only
   */
  public record Transcription(
      @Nullable String model,
      @Nullable String language,
      @Nullable String prompt,
      List<String> languages,
      List<String> keywords,
      @Nullable String delay) {

    public Transcription(
        @Nullable String model, @Nullable String language, @Nullable String prompt) {
      this(model, language, prompt, List.of(), List.of(), null);
    }
  }

  public enum NoiseReduction {
    NEAR_FIELD,
    FAR_FIELD
  }

  /** What becomes of a conversation that is longer than the model can hold. */
  public sealed interface Truncation {

    /** As the service likes. */
    record Auto() implements Truncation {}

    /** A full context is an error. */
    record Disabled() implements Truncation {}

    /**
     * So much is kept when it is full; less keeps the cache valid longer.
     *
     * @param mostTokens of conversation, after which it counts as full; null for all the model has
     */
    record Retaining(double ratio, @Nullable Integer mostTokens) implements Truncation {}
  }

  /** Traces at the service; all empty for what it makes up itself. */
  public record Tracing(
      @Nullable String workflow, @Nullable String group, Map<String, String> metadata) {}

  /** A prompt that is stored at the service. */
  public record Prompt(String id, @Nullable String version, Map<String, String> variables) {}

  /** A function that the model may call; parameters are a JSON Schema as text. */
  public record Tool(String name, String description, String parametersJson) {}

  /**
   * A server of tools that the service itself calls.
   *
   * @param url or a connector, exactly one of them
   * @param allowedTools empty for all
   * @param approval "always" or "never": whether each call waits for a yes
   * @param unasked with "always": tools that need no yes
   * @param headers may hold secrets
   * @param authorization a secret
   */
  public record Mcp(
      String label,
      @Nullable String url,
      @Nullable String connector,
      @Nullable String description,
      List<String> allowedTools,
      String approval,
      List<String> unasked,
      Map<String, String> headers,
      @Nullable String authorization) {

    /** Without the secrets. */
    @Override
    public String toString() {
      return "Mcp[" + label + "]";
    }
  }
}
