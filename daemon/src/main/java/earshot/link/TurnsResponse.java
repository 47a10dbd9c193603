package earshot.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.hal.Pcm;
import earshot.link.TurnsHistory.Entry;
import earshot.realtime.Item;
import earshot.realtime.ServerEvent;
import earshot.realtime.ServerEvent.Status;
import earshot.realtime.ServiceError;
import earshot.realtime.Usage;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One answer on its way in: the chunks of a stream become the events of a response. Heard on the
 * call's own thread; cancelled from any. Guarded by its session, as there is one guard for both.
 */
final class TurnsResponse implements Web.Hearer {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_ERROR = 64 * 1024;
  private static final int MOST_CALLS = 32;
  private static final int MOST_CHARACTERS = 100_000;
  private static final String DONE = "[DONE]";

  final String id;
  private final TurnsSession session;
  private final Entry said;
  private final EventStream stream = new EventStream(this::event);
  private final ByteArrayOutputStream refusal = new ByteArrayOutputStream();
  private final Map<Integer, Called> called = new TreeMap<>();
  private Web.@Nullable Call call;
  private int status;
  private Map<String, String> headers = Map.of();
  private long samples;
  private boolean odd;
  private byte oddByte;
  private boolean over;
  private @Nullable String finish;
  private @Nullable Usage usage;

  /** A function call, as far as it has come. */
  private static final class Called {
    String callId = "";
    String name = "";
    final StringBuilder arguments = new StringBuilder();
  }

  TurnsResponse(TurnsSession session, String id, String itemId) {
    this.session = session;
    this.id = id;
    this.said = new Entry(itemId, Item.Kind.MESSAGE, Item.Role.ASSISTANT);
  }

  /** Under the guard, as are the next two. */
  void start(Web.Call begun) {
    call = begun;
    if (over) begun.abort();
  }

  void abort() {
    over = true;
    if (call != null) call.abort();
  }

  void cancel(String reason) {
    if (over) return;
    abort();
    end(Status.CANCELLED, reason, null);
  }

  // --- what comes

  @Override
  public void answered(int code, Map<String, String> head) {
    synchronized (session) {
      status = code;
      headers = head;
    }
  }

  @Override
  public void piece(byte[] bytes, int length) {
    session.awaitRoom();
    synchronized (session) {
      if (over) return;
      if (status != 200) {
        refusal.write(bytes, 0, Math.min(length, LONGEST_ERROR - refusal.size()));
      } else if (!stream.take(bytes, length)) {
        fail("server_error", null, "the answer is no stream of events");
      }
    }
  }

  @Override
  public void ended() {
    synchronized (session) {
      if (over) return;
      if (status != 200) {
        refused();
        return;
      }
      stream.end();
      if (!over) finish(false);
    }
  }

  @Override
  public void failed(Transport.Failure failure) {
    synchronized (session) {
      if (over) return;
      if (samples > 0 || !said.words.isEmpty()) {
        fail("server_error", null, failure.message());
      } else {
        // Nothing was heard of it: with another connection it is asked again.
        over = true;
      }
      session.lost(failure.message());
    }
  }

  private void event(String data) {
    if (over) return;
    if (data.equals(DONE)) {
      finish(true);
      return;
    }
    JsonNode chunk;
    try {
      chunk = JSON.readTree(data);
    } catch (JsonProcessingException e) {
      session.garbled("a piece of an answer that is no JSON");
      return;
    }
    if (chunk == null) return;
    if (chunk.path("error").isObject()) {
      JsonNode error = chunk.path("error");
      fail(error.path("type").asText("server_error"), code(error), error.path("message").asText());
      return;
    }
    JsonNode choice = chunk.path("choices").path(0);
    if (choice.path("finish_reason").isTextual()) finish = choice.path("finish_reason").asText();
    if (chunk.path("usage").isObject()) usage = usage(chunk.path("usage"));
    delta(choice.path("delta"));
  }

  private void delta(JsonNode delta) {
    if (delta.path("content").isTextual()) {
      String words = delta.path("content").asText();
      say(words);
      if (!words.isEmpty()) session.hear(new ServerEvent.TextDelta(id, said.id, 0, words));
    }
    JsonNode audio = delta.path("audio");
    if (audio.path("id").isTextual()) said.audioId = audio.path("id").asText();
    if (audio.path("expires_at").isNumber()) {
      said.audioUntilEpochSeconds = audio.path("expires_at").asLong();
    }
    if (audio.path("transcript").isTextual()) {
      String words = audio.path("transcript").asText();
      say(words);
      if (!words.isEmpty()) session.hear(new ServerEvent.TranscriptDelta(id, said.id, 0, words));
    }
    if (audio.path("data").isTextual()) sound(audio.path("data").asText());
    for (JsonNode each : delta.path("tool_calls")) calls(each);
  }

  private void say(String words) {
    if (said.words.length() < MOST_CHARACTERS) said.words += words;
  }

  private void sound(String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return;
    }
    // A sample may be cut in two between pieces.
    int lead = odd ? 1 : 0;
    var all = new byte[lead + bytes.length];
    if (odd) all[0] = oddByte;
    System.arraycopy(bytes, 0, all, lead, bytes.length);
    odd = all.length % 2 == 1;
    if (odd) oddByte = all[all.length - 1];
    var heard = new short[all.length / 2];
    if (heard.length == 0) return;
    Pcm.toSamples(all, 0, heard, 0, heard.length);
    samples += heard.length;
    session.hear(new ServerEvent.AudioDelta(id, said.id, 0, heard));
  }

  private void calls(JsonNode piece) {
    int index = piece.path("index").asInt();
    if (index < 0 || index >= MOST_CALLS) return;
    Called one = called.computeIfAbsent(index, i -> new Called());
    if (piece.path("id").isTextual()) one.callId = piece.path("id").asText();
    JsonNode function = piece.path("function");
    if (one.name.length() + one.arguments.length() > MOST_CHARACTERS) return;
    if (function.path("name").isTextual()) one.name += function.path("name").asText();
    one.arguments.append(function.path("arguments").asText());
  }

  private static @Nullable String code(JsonNode error) {
    return error.path("code").isTextual() ? error.path("code").asText() : null;
  }

  private static Usage usage(JsonNode u) {
    long input = tokens(u, "/prompt_tokens");
    long output = tokens(u, "/completion_tokens");
    long audioIn = Math.min(input, tokens(u, "/prompt_tokens_details/audio_tokens"));
    long audioOut = Math.min(output, tokens(u, "/completion_tokens_details/audio_tokens"));
    long cached = Math.min(input, tokens(u, "/prompt_tokens_details/cached_tokens"));
    long imageIn = Math.min(input - audioIn, tokens(u, "/prompt_tokens_details/image_tokens"));
    long textIn = input - audioIn - imageIn;
    long cachedText = Math.min(cached, textIn);
    return new Usage(
        input + output,
        input,
        output,
        textIn,
        audioIn,
        imageIn,
        cachedText,
        Math.min(cached - cachedText, audioIn),
        0,
        output - audioOut,
        audioOut);
  }

  /** Less than nothing, or more than any service counts, would spoil the sums of the bill. */
  private static long tokens(JsonNode usage, String at) {
    return Math.clamp(usage.at(at).asLong(), 0, 1_000_000_000);
  }

  // --- the end

  private void finish(boolean told) {
    String reason = finish;
    if (reason == null && !told) {
      fail("server_error", null, "the answer broke off");
      return;
    }
    over = true;
    switch (reason == null ? "stop" : reason) {
      case "length" -> end(Status.INCOMPLETE, "max_output_tokens", null);
      case "content_filter" -> end(Status.INCOMPLETE, "content_filter", null);
      default -> end(Status.COMPLETED, null, null);
    }
  }

  private void fail(String type, @Nullable String code, String message) {
    abort();
    end(Status.FAILED, null, new ServiceError(type, code, message, null, null));
  }

  private void end(Status how, @Nullable String reason, @Nullable ServiceError error) {
    said.audioMillis = Pcm.millis(samples);
    List<Entry> entries = new ArrayList<>();
    List<Item> output = new ArrayList<>();
    if (!said.words.isEmpty() || samples > 0) {
      output.add(
          new Item(
              said.id,
              Item.Kind.MESSAGE,
              Item.Role.ASSISTANT,
              how == Status.COMPLETED ? "completed" : "incomplete",
              List.of(new Item.Part(Item.PartKind.OUTPUT_AUDIO, said.words)),
              null,
              null,
              null,
              null,
              null));
    }
    for (Called each : called.values()) {
      if (each.callId.isEmpty() || how != Status.COMPLETED) continue;
      var entry = new Entry(session.newId("item"), Item.Kind.FUNCTION_CALL, null);
      entry.callId = each.callId;
      entry.name = each.name;
      entry.words = each.arguments.toString();
      entries.add(entry);
      output.add(
          new Item(
              entry.id,
              Item.Kind.FUNCTION_CALL,
              null,
              "completed",
              List.of(),
              each.callId,
              each.name,
              entry.words,
              null,
              null));
    }
    session.ended(this, said, entries);
    session.hear(
        new ServerEvent.ResponseDone(
            id, how, reason, error, usage, output, "conversation", Map.of()));
  }

  /** An HTTP status in the words that a session would have for it. */
  private void refused() {
    JsonNode error = error();
    String message = error.path("message").asText("HTTP status " + status);
    String code = code(error);
    switch (status) {
      case 401, 403 -> complain("invalid_api_key", "the service refuses the key: HTTP " + status);
      case 404 -> complain("model_not_found", "HTTP 404: check service.model and service.url");
      case 429 -> {
        if ("insufficient_quota".equals(code)) complain("insufficient_quota", message);
        else fail("tokens", "rate_limit_exceeded", later());
      }
      default -> fail(status >= 500 ? "server_error" : "invalid_request_error", code, message);
    }
  }

  private JsonNode error() {
    try {
      JsonNode body = JSON.readTree(refusal.toByteArray());
      return body == null ? JSON.missingNode() : body.path("error");
    } catch (java.io.IOException e) {
      return JSON.missingNode();
    }
  }

  private String later() {
    Long seconds =
        Diagnosis.retryAfterSeconds(
            headers.get("retry-after-ms"), headers.get("retry-after"), session.nowMillis());
    return "too many requests" + (seconds == null ? "" : "; please try again in " + seconds + "s");
  }

  private void complain(String code, String message) {
    fail("invalid_request_error", code, message);
    session.hear(
        new ServerEvent.ErrorReported(
            new ServiceError("invalid_request_error", code, message, null, null)));
  }
}
