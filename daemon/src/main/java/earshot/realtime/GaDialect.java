package earshot.realtime;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.realtime.SessionSpec.Mcp;
import earshot.realtime.SessionSpec.Transcription;
import earshot.realtime.SessionSpec.Truncation;

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
    SessionSpec.Details details = spec.details();
    ObjectNode session = EventWriter.object().put("type", "realtime");
    session.putArray("output_modalities").add(spec.audio() ? "audio" : "text");
    if (spec.instructions() != null) session.put("instructions", spec.instructions());
    ObjectNode audio = session.putObject("audio");
    ObjectNode input = audio.putObject("input");
    format(input, details.inputFormat());
    EventWriter.put(input, "transcription", spec.transcription(), GaDialect::transcription);
    EventWriter.put(input, "noise_reduction", spec.noiseReduction(), EventWriter::noiseReduction);
    EventWriter.turnDetection(input, spec.turnDetection(), true);
    ObjectNode output = audio.putObject("output");
    format(output, details.outputFormat());
    if (details.voiceId() != null) output.putObject("voice").put("id", details.voiceId());
    else if (spec.voice() != null) output.put("voice", spec.voice());
    if (spec.speed() != null) output.put("speed", spec.speed());
    EventWriter.putTokens(
        session, "max_output_tokens", spec.maxOutputTokens(), SessionSpec.UNBOUNDED - 1);
    if (spec.reasoningEffort() != null) {
      session.putObject("reasoning").put("effort", spec.reasoningEffort());
    }
    if (details.truncation() != null) truncation(session, details.truncation());
    if (!spec.tools().isEmpty() || !details.mcp().isEmpty()) {
      ArrayNode tools = session.putArray("tools");
      EventWriter.functions(tools, spec.tools());
      for (Mcp server : details.mcp()) mcp(tools.addObject(), server);
    }
    if (details.parallelToolCalls() != null) {
      session.put("parallel_tool_calls", details.parallelToolCalls());
    }
    if (details.toolChoice() != null) toolChoice(session, details.toolChoice());
    EventWriter.details(session, spec);
    return session;
  }

  static void format(ObjectNode to, AudioFormat format) {
    ObjectNode said = to.putObject("format").put("type", format.ga());
    if (format == AudioFormat.PCM) said.put("rate", format.rate());
  }

  static ObjectNode transcription(Transcription t) {
    ObjectNode out = EventWriter.transcription(t);
    EventWriter.texts(out, "languages", t.languages());
    EventWriter.texts(out, "keywords", t.keywords());
    if (t.delay() != null) out.put("delay", t.delay());
    return out;
  }

  private static void truncation(ObjectNode session, Truncation truncation) {
    switch (truncation) {
      case Truncation.Auto() -> session.put("truncation", "auto");
      case Truncation.Disabled() -> session.put("truncation", "disabled");
      case Truncation.Retaining(double ratio, Integer most) -> {
        ObjectNode out =
            session
                .putObject("truncation")
                .put("type", "retention_ratio")
                .put("retention_ratio", ratio);
        if (most != null) out.putObject("token_limits").put("post_instructions", most);
      }
    }
  }

  private static void toolChoice(ObjectNode to, String choice) {
    int colon = choice.indexOf(':');
    if (colon < 0) {
      to.put("tool_choice", choice);
      return;
    }
    String kind = choice.substring(0, colon);
    to.putObject("tool_choice")
        .put("type", kind)
        .put(kind.equals("mcp") ? "server_label" : "name", choice.substring(colon + 1));
  }

  private static void mcp(ObjectNode out, Mcp server) {
    out.put("type", "mcp").put("server_label", server.label());
    if (server.url() != null) out.put("server_url", server.url());
    if (server.connector() != null) out.put("connector_id", server.connector());
    if (server.description() != null) out.put("server_description", server.description());
    if (server.authorization() != null) out.put("authorization", server.authorization());
    EventWriter.texts(out, "headers", server.headers());
    EventWriter.texts(out, "allowed_tools", server.allowedTools());
    if (server.unasked().isEmpty()) {
      out.put("require_approval", server.approval());
    } else {
      ObjectNode never = out.putObject("require_approval").putObject("never");
      EventWriter.texts(never, "tool_names", server.unasked());
    }
  }

  @Override
  public ObjectNode response(ClientEvent.ResponseSpec spec) {
    ObjectNode response = EventWriter.object();
    if (spec.instructions() != null) response.put("instructions", spec.instructions());
    if (spec.audio() != null) {
      response.putArray("output_modalities").add(spec.audio() ? "audio" : "text");
    }
    if (spec.toolChoice() != null) toolChoice(response, spec.toolChoice());
    EventWriter.putTokens(
        response, "max_output_tokens", spec.maxOutputTokens(), SessionSpec.UNBOUNDED - 1);
    EventWriter.texts(response, "metadata", spec.metadata());
    return response;
  }

  @Override
  public String assistantText() {
    return "output_text";
  }

  @Override
  public boolean hasImages() {
    return true;
  }

  @Override
  public boolean hasHostedTools() {
    return true;
  }
}
