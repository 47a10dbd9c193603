package earshot.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.realtime.AudioFormat;
import earshot.realtime.ClientEvent;
import earshot.realtime.Dialect;
import earshot.realtime.Endpoint;
import earshot.realtime.ServerEvent;
import earshot.realtime.Session;
import earshot.realtime.SessionSpec;
import earshot.realtime.SessionSpec.Details;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sound between the house and a service, in every format. */
class MessageRouteTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What was sent and heard, without a network. */
  private static final class Wire implements Transport, Transport.Connection, Route.Listener {
    final List<JsonNode> sent = new ArrayList<>();
    final List<ServerEvent> heard = new ArrayList<>();
    Transport.@Nullable Listener peer;
    final Route.Connection connection;

    Wire(String dialect, AudioFormat in, AudioFormat out) {
      var details = new Details(null, false, in, out, null, null, null, null, null, List.of());
      var spec =
          new SessionSpec(
              null,
              true,
              null,
              null,
              new SessionSpec.ByRelease(),
              null,
              null,
              null,
              null,
              null,
              null,
              List.of(),
              details);
      var endpoint = new Endpoint(URI.create("ws://h/"), Map.of(), Dialect.named(dialect));
      connection = new MessageRoute(this).open(new Session(endpoint, spec), this);
    }

    @Override
    public Connection connect(Endpoint endpoint, Transport.Listener listener) {
      peer = listener;
      return this;
    }

    @Override
    public void send(byte[] text) {
      try {
        sent.add(JSON.readTree(text));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void ping() {}

    @Override
    public long queuedBytes() {
      return 0;
    }

    @Override
    public void close(int code, String reason) {}

    @Override
    public void opened() {}

    @Override
    public void heard(ServerEvent event) {
      heard.add(event);
    }

    @Override
    public void garbled(String reason) {
      throw new AssertionError(reason);
    }

    @Override
    public void pong() {}

    @Override
    public void failed(Failure failure) {}

    @Override
    public void closed(int code, String reason) {}

    /** All the sound that was sent so far, less what had been sent at that message. */
    byte[] sound(int from) {
      var bytes = new ByteArrayOutputStream();
      for (JsonNode event : sent.subList(from, sent.size())) {
        bytes.writeBytes(Base64.getDecoder().decode(event.path("audio").asText()));
      }
      return bytes.toByteArray();
    }

    void says(String type, String item, byte[] sound) {
      String json =
          "{\"type\":\"%s\",\"response_id\":\"r\",\"item_id\":\"%s\",\"delta\":\"%s\",\"response\":{\"id\":\"r\"}}"
              .formatted(type, item, Base64.getEncoder().encodeToString(sound));
      if (peer != null) peer.message(json.getBytes(StandardCharsets.UTF_8));
    }

    int samplesOf(String item) {
      int count = 0;
      for (ServerEvent event : heard) {
        if (event instanceof ServerEvent.AudioDelta d && d.itemId().equals(item)) {
          count += d.samples().length;
        }
      }
      return count;
    }

    short[] samples() {
      short[] all = new short[heard.stream().mapToInt(MessageRouteTest::length).sum()];
      int at = 0;
      for (ServerEvent event : heard) {
        if (!(event instanceof ServerEvent.AudioDelta d)) continue;
        System.arraycopy(d.samples(), 0, all, at, d.samples().length);
        at += d.samples().length;
      }
      return all;
    }
  }

  private static int length(ServerEvent event) {
    return event instanceof ServerEvent.AudioDelta d ? d.samples().length : 0;
  }

  private static short[] sine(double hertz, int count) {
    short[] samples = new short[count];
    for (int i = 0; i < count; i++) {
      samples[i] = (short) Math.round(20_000 * Math.sin(2 * Math.PI * hertz * i / 24_000));
    }
    return samples;
  }

  @ParameterizedTest
  @CsvSource({"ga, ULAW", "ga, ALAW", "beta, ULAW", "beta, ALAW"})
  void whatWasSaidIsHeardAsItWasOverTheTelephone(String dialect, AudioFormat format) {
    var wire = new Wire(dialect, format, format);
    short[] spoken = sine(1000, 24_000);
    var random = new Random(5);
    for (int at = 0; at < spoken.length; ) {
      int count = Math.min(spoken.length - at, 1 + random.nextInt(1_500));
      wire.connection.append(spoken, at, count);
      at += count;
    }
    wire.connection.say(new ClientEvent.CommitInput(), "e");
    assertEquals("input_audio_buffer.commit", wire.sent.removeLast().path("type").asText());
    byte[] sound = wire.sound(0);
    // To the sample: a third of them, and not one lost before the commit.
    assertEquals(8_000, sound.length);

    String said = dialect.equals("ga") ? "response.output_audio." : "response.audio.";
    for (int at = 0; at < sound.length; ) {
      int count = Math.min(sound.length - at, 1 + random.nextInt(700));
      wire.says(said + "delta", "i", Arrays.copyOfRange(sound, at, at + count));
      at += count;
    }
    wire.says(said + "done", "i", new byte[0]);
    short[] heard = wire.samples();
    assertEquals(24_000, heard.length);
    double noise = 0;
    double signal = 0;
    for (int i = 2_400; i < 21_600; i++) {
      signal += (double) spoken[i] * spoken[i];
      noise += Math.pow(heard[i] - spoken[i], 2);
    }
    double decibels = 10 * Math.log10(signal / noise);
    // What eight bits can hold: some 37 dB, in time with what was said.
    assertTrue(decibels > 34, decibels + " dB");
  }

  @Test
  void whatATelephoneCannotCarryDoesNotComeBackAsSomethingElse() {
    var wire = new Wire("ga", AudioFormat.ULAW, AudioFormat.PCM);
    wire.connection.append(sine(5_500, 24_000), 0, 24_000);
    for (short sample : heard(AudioFormat.ULAW, Arrays.copyOfRange(wire.sound(0), 400, 7_600))) {
      assertTrue(Math.abs(sample) < 20, "an alias of " + sample);
    }
  }

  /** A coded sound as the house hears it. */
  private static short[] heard(AudioFormat format, byte[] sound) {
    var wire = new Wire("ga", AudioFormat.PCM, format);
    wire.says("response.output_audio.delta", "i", sound);
    return wire.samples();
  }

  @Test
  void eachItemIsWholeBeforeTheNextBegins() {
    var wire = new Wire("ga", AudioFormat.PCM, AudioFormat.ALAW);
    wire.says("response.output_audio.delta", "a", new byte[100]);
    wire.says("response.output_audio.delta", "b", new byte[50]);
    assertEquals(300, wire.samplesOf("a"));
    wire.says("response.done", "", new byte[0]);
    assertEquals(150, wire.samplesOf("b"));
    assertEquals(ServerEvent.ResponseDone.class, wire.heard.getLast().getClass());
    // Nothing is left over for whoever comes next.
    wire.says("response.output_audio.done", "b", new byte[0]);
    assertEquals(150, wire.samplesOf("b"));
  }

  @Test
  void whatIsClearedIsNotInTheNextQuestion() {
    var wire = new Wire("ga", AudioFormat.ULAW, AudioFormat.PCM);
    wire.connection.append(sine(1000, 480), 0, 480);
    wire.connection.say(new ClientEvent.ClearInput(), "e");
    int before = wire.sent.size();
    wire.connection.append(new short[2_400], 0, 2_400);
    wire.connection.say(new ClientEvent.CommitInput(), "e");
    wire.sent.removeLast();
    byte[] sound = wire.sound(before);
    assertEquals(800, sound.length);
    for (byte code : sound) assertEquals((byte) 0xff, code);
  }

  @Test
  void inHouseFormatNothingIsTouched() {
    var wire = new Wire("ga", AudioFormat.PCM, AudioFormat.PCM);
    short[] spoken = sine(3000, 480);
    wire.connection.append(spoken, 0, 480);
    byte[] sound = wire.sound(0);
    wire.says("response.output_audio.delta", "i", sound);
    assertArrayEquals(spoken, wire.samples());
  }
}
