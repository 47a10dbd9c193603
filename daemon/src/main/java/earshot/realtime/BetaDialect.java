package earshot.realtime;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The dialect of the preview: a flat session, and text beside every sound. Alive in compatible
 * services.
 */
final class BetaDialect implements Dialect, EventWriter.Differences {

  /** What any model of the preview says at most; a larger number is refused, and means no bound. */
  private static final int MOST_OUTPUT_TOKENS = 4096;

  @Override
  public String name() {
    return "beta";
  }

  @Override
  public byte[] write(ClientEvent event, String eventId) {
    return EventWriter.write(event, eventId, this);
  }

  @Override
  public ObjectNode session(SessionSpec spec) {
    ObjectNode session = EventWriter.object();
    modalities(session, spec.audio());
    if (spec.instructions() != null) session.put("instructions", spec.instructions());
    if (spec.voice() != null) session.put("voice", spec.voice());
    session
        .put("input_audio_format", spec.details().inputFormat().beta())
        .put("output_audio_format", spec.details().outputFormat().beta());
    EventWriter.put(
        session, "input_audio_transcription", spec.transcription(), EventWriter::transcription);
    EventWriter.put(
        session, "input_audio_noise_reduction", spec.noiseReduction(), EventWriter::noiseReduction);
    EventWriter.turnDetection(session, spec.turnDetection(), false);
    if (spec.speed() != null) session.put("speed", spec.speed());
    if (spec.temperature() != null) session.put("temperature", spec.temperature());
    EventWriter.putTokens(
        session, "max_response_output_tokens", spec.maxOutputTokens(), MOST_OUTPUT_TOKENS);
    if (!spec.tools().isEmpty()) EventWriter.functions(session.putArray("tools"), spec.tools());
    if (spec.details().toolChoice() != null) toolChoice(session, spec.details().toolChoice());
    EventWriter.details(session, spec);
    return session;
  }

  /** There is no asking for one tool: some tool it is. */
  private static void toolChoice(ObjectNode to, String choice) {
    to.put("tool_choice", choice.contains(":") ? "required" : choice);
  }

  private static void modalities(ObjectNode to, boolean audio) {
    ArrayNode modalities = to.putArray("modalities");
    modalities.add("text");
    if (audio) modalities.add("audio");
  }

  @Override
  public ObjectNode response(ClientEvent.ResponseSpec spec) {
    ObjectNode response = EventWriter.object();
    if (spec.instructions() != null) response.put("instructions", spec.instructions());
    if (spec.audio() != null) modalities(response, spec.audio());
    if (spec.toolChoice() != null) toolChoice(response, spec.toolChoice());
    // By another name than in the session, as in every published example.
    EventWriter.putTokens(
        response, "max_output_tokens", spec.maxOutputTokens(), MOST_OUTPUT_TOKENS);
    EventWriter.texts(response, "metadata", spec.metadata());
    return response;
  }

  @Override
  public String assistantText() {
    return "text";
  }

  @Override
  public boolean truncates() {
    return false;
  }

  @Override
  public boolean hasImages() {
    return false;
  }

  @Override
  public boolean hasHostedTools() {
    return false;
  }
}
