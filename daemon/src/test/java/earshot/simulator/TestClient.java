package earshot.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.hal.Pcm;
import earshot.hal.sim.SimTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A client of the simulated service that says what it is told and keeps what it is told. */
final class TestClient implements Client {

  static final Upgrade GA =
      new Upgrade("/v1/realtime?model=gpt-realtime-2.1", Map.of("Authorization", "Bearer sk-test"));
  static final Upgrade BETA =
      new Upgrade(
          "/v1/realtime?model=gpt-4o-realtime-preview",
          Map.of("Authorization", "Bearer sk-test", "OpenAI-Beta", "realtime=v1"));
  static final long SECOND = 1_000_000_000L;
  private static final ObjectMapper JSON = new ObjectMapper();

  final SimTime time = new SimTime(0, 1_800_000_000_000L);
  final SimulatedService service;
  final List<JsonNode> events = new ArrayList<>();
  final List<Long> atNanos = new ArrayList<>();
  final List<String> closes = new ArrayList<>();
  final List<String> oddities = new ArrayList<>();
  private @Nullable Session session;
  private int seen;

  TestClient(Script script) {
    service = new SimulatedService(script, time, 7).remembering();
  }

  static TestClient connected(Script script, Upgrade upgrade) {
    var client = new TestClient(script);
    client.connect(upgrade);
    client.time.runFor(SECOND / 5);
    return client;
  }

  void connect(Upgrade upgrade) {
    try {
      session = service.connect(upgrade, this);
    } catch (RefusedUpgrade e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void text(byte[] message) {
    try {
      events.add(JSON.readTree(message));
      atNanos.add(time.nanos());
    } catch (IOException e) {
      oddities.add(new String(message, StandardCharsets.UTF_8));
    }
  }

  @Override
  public void close(int code, String reason) {
    closes.add(code + " " + reason);
  }

  @Override
  public void cut() {
    closes.add("cut");
  }

  @Override
  public void deaf() {
    oddities.add("deaf");
  }

  Session session() {
    return Objects.requireNonNull(session, "not connected");
  }

  /** Says one event, written with single quotes. */
  TestClient say(String json) {
    session().text(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    return this;
  }

  TestClient append(short[] samples) {
    return append(samples, 0, samples.length);
  }

  TestClient append(short[] samples, int at, int count) {
    var bytes = new byte[count * 2];
    Pcm.toBytes(samples, at, bytes, 0, count);
    String audio = Base64.getEncoder().encodeToString(bytes);
    return say("{'type':'input_audio_buffer.append','audio':'" + audio + "'}");
  }

  /** Speaks in frames of 20 ms, as fast as time goes. */
  TestClient speak(short[] samples) {
    for (int at = 0; at < samples.length; at += Pcm.FRAME) {
      append(samples, at, Math.min(Pcm.FRAME, samples.length - at));
      time.runFor(Pcm.FRAME_NANOS);
    }
    return this;
  }

  TestClient silence(int millis) {
    return speak(new short[(int) Pcm.samples(millis)]);
  }

  TestClient run(double seconds) {
    time.runFor((long) (seconds * SECOND));
    return this;
  }

  List<String> types() {
    return events.stream().map(event -> event.path("type").asText()).toList();
  }

  /** The types of what came since this was last asked, each run of one type once. */
  List<String> newTypes() {
    var types = new ArrayList<String>();
    for (; seen < events.size(); seen++) {
      String type = events.get(seen).path("type").asText();
      if (types.isEmpty() || !types.getLast().equals(type)) types.add(type);
    }
    return types;
  }

  List<JsonNode> all(String type) {
    return events.stream().filter(event -> event.path("type").asText().equals(type)).toList();
  }

  JsonNode last(String type) {
    List<JsonNode> found = all(type);
    if (found.isEmpty()) throw new AssertionError("no " + type + " among " + types());
    return found.getLast();
  }

  JsonNode lastError() {
    return last("error").path("error");
  }

  /** All sound of an item. */
  short[] sound(String itemId) {
    var bytes = new ByteArrayOutputStream();
    for (JsonNode event : events) {
      if (event.path("type").asText().endsWith("audio.delta")
          && event.path("item_id").asText().equals(itemId)) {
        try {
          bytes.write(event.path("delta").binaryValue());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    var samples = new short[bytes.size() / 2];
    Pcm.toSamples(bytes.toByteArray(), 0, samples, 0, samples.length);
    return samples;
  }

  /** The reply that ended last. */
  JsonNode lastReply() {
    return last("response.done").path("response");
  }

  TestClient ask(String words) {
    say(
        "{'type':'conversation.item.create','item':{'type':'message','role':'user','content':[{'type':'input_text','text':'"
            + words
            + "'}]}}");
    return say("{'type':'response.create'}");
  }
}
