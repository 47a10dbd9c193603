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
    session.put("input_audio_format", "pcm16").put("output_audio_format", "pcm16");
    EventWriter.put(
        session, "input_audio_transcription", spec.transcription(), EventWriter::transcription);
    EventWriter.put(
        session, "input_audio_noise_reduction", spec.noiseReduction(), EventWriter::noiseReduction);
    EventWriter.turnDetection(session, spec.turnDetection(), false);
    if (spec.speed() != null) session.put("speed", spec.speed());
    if (spec.temperature() != null) session.put("temperature", spec.temperature());
    EventWriter.putTokens(
        session, "max_response_output_tokens", spec.maxOutputTokens(), MOST_OUTPUT_TOKENS);
    EventWriter.tools(session, spec.tools());
    return session;
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
    if (spec.toolChoice() != null) response.put("tool_choice", spec.toolChoice());
    return response;
  }

  @Override
  public String assistantText() {
    return "text";
  }
}
