package earshot.realtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The messages of a session that only writes down what is said: those of a conversation, of which
 * one half is never used, and a session of another shape.
 */
record TranscriptionDialect(boolean beta) implements Dialect {

  private static final Dialect GA = Dialect.named("ga");
  private static final Dialect BETA = Dialect.named("beta");

  @Override
  public String name() {
    return beta ? "beta" : "ga";
  }

  @Override
  public Kind kind() {
    return new Kind.Transcription();
  }

  @Override
  public byte[] write(ClientEvent event, String eventId) {
    if (!(event instanceof ClientEvent.UpdateSession(SessionSpec spec))) {
      return (beta ? BETA : GA).write(event, eventId);
    }
    ObjectNode out = EventWriter.object().put("event_id", eventId);
    if (beta) {
      flat(out.put("type", "transcription_session.update").putObject("session"), spec);
    } else {
      nested(out.put("type", "session.update").putObject("session"), spec);
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void flat(ObjectNode session, SessionSpec spec) {
    session.put("input_audio_format", spec.details().inputFormat().beta());
    EventWriter.put(
        session, "input_audio_transcription", spec.transcription(), EventWriter::transcription);
    EventWriter.put(
        session, "input_audio_noise_reduction", spec.noiseReduction(), EventWriter::noiseReduction);
    detection(session, spec);
    include(session, spec);
  }

  private static void nested(ObjectNode session, SessionSpec spec) {
    session.put("type", "transcription");
    ObjectNode input = session.putObject("audio").putObject("input");
    GaDialect.format(input, spec.details().inputFormat());
    EventWriter.put(input, "transcription", spec.transcription(), GaDialect::transcription);
    EventWriter.put(input, "noise_reduction", spec.noiseReduction(), EventWriter::noiseReduction);
    detection(input, spec);
    include(session, spec);
  }

  private static void include(ObjectNode session, SessionSpec spec) {
    if (spec.details().logprobs()) session.putArray("include").add(EventWriter.LOGPROBS);
  }

  /** There are no responses to be created or interrupted. */
  private static void detection(ObjectNode to, SessionSpec spec) {
    EventWriter.turnDetection(to, spec.turnDetection(), false);
    if (to.get("turn_detection") instanceof ObjectNode detection) {
      detection.remove(List.of("create_response", "interrupt_response"));
    }
  }
}
