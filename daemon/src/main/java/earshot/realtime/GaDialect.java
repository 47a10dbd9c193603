package earshot.realtime;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The dialect of the generally available API: a nested session that says its type, and one kind of
 * output at a time.
 */
final class GaDialect implements Dialect, EventWriter.Differences {

  @Override
  public String name() {
    return "ga";
  }

  @Override
  public byte[] write(ClientEvent event, String eventId) {
    return EventWriter.write(event, eventId, this);
  }

  @Override
  public ObjectNode session(SessionSpec spec) {
    ObjectNode session = EventWriter.object().put("type", "realtime");
    session.putArray("output_modalities").add(spec.audio() ? "audio" : "text");
    if (spec.instructions() != null) session.put("instructions", spec.instructions());
    ObjectNode audio = session.putObject("audio");
    ObjectNode input = audio.putObject("input");
    pcm(input);
    EventWriter.put(input, "transcription", spec.transcription(), EventWriter::transcription);
    EventWriter.put(input, "noise_reduction", spec.noiseReduction(), EventWriter::noiseReduction);
    EventWriter.turnDetection(input, spec.turnDetection(), true);
    ObjectNode output = audio.putObject("output");
    pcm(output);
    if (spec.voice() != null) output.put("voice", spec.voice());
    if (spec.speed() != null) output.put("speed", spec.speed());
    EventWriter.putTokens(
        session, "max_output_tokens", spec.maxOutputTokens(), SessionSpec.UNBOUNDED - 1);
    if (spec.reasoningEffort() != null) {
      session.putObject("reasoning").put("effort", spec.reasoningEffort());
    }
    EventWriter.tools(session, spec.tools());
    return session;
  }

  private static void pcm(ObjectNode to) {
    to.putObject("format").put("type", "audio/pcm").put("rate", earshot.hal.Pcm.RATE);
  }

  @Override
  public ObjectNode response(ClientEvent.ResponseSpec spec) {
    ObjectNode response = EventWriter.object();
    if (spec.instructions() != null) response.put("instructions", spec.instructions());
    if (spec.audio() != null) {
      response.putArray("output_modalities").add(spec.audio() ? "audio" : "text");
    }
    if (spec.toolChoice() != null) response.put("tool_choice", spec.toolChoice());
    return response;
  }

  @Override
  public String assistantText() {
    return "output_text";
  }
}
