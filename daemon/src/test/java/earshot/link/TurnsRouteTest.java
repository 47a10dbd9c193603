package earshot.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.sim.SimTime;
import earshot.link.LocalEars.Heard;
import earshot.realtime.ClientEvent;
import earshot.realtime.ClientEvent.ResponseSpec;
import earshot.realtime.Item;
import earshot.realtime.Provider;
import earshot.realtime.ServerEvent;
import earshot.realtime.Session;
import earshot.realtime.SessionSpec;
import earshot.simulator.Voices;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The session that is held turn by turn, against a web that says what the test tells it. */
class TurnsRouteTest {

  private static final String CHUNK =
      "data: {\"choices\":[{\"index\":0,\"delta\":{\"audio\":{\"transcript\":\"wörd"
          + " \",\"data\":\"AAEC\"}}}]}\n\n";
  private static final String LAST =
      "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
  private static final String DONE = "data: [DONE]\n\n";

  private final SimTime time = new SimTime(0, 1_800_000_000_000L);
  private final List<ServerEvent> heard = new ArrayList<>();
  private final List<String> garbled = new ArrayList<>();
  private final List<String> closed = new ArrayList<>();
  private final List<String> bodies = new ArrayList<>();
  private Web.Hearer hearer = new Nobody();
  private int aborted;
  private final Route.Connection connection = open();

  private static final class Nobody implements Web.Hearer {
    @Override
    public void answered(int status, Map<String, String> headers) {}

    @Override
    public void piece(byte[] bytes, int length) {}

    @Override
    public void ended() {}

    @Override
    public void failed(Transport.Failure failure) {}
  }

  private Route.Connection open() {
    Web web =
        (question, told) -> {
          byte[] body = question.body();
          if (body == null) {
            told.answered(200, Map.of());
            told.ended();
          } else {
            bodies.add(new String(body, StandardCharsets.UTF_8));
            hearer = told;
          }
          return () -> aborted++;
        };
    TurnsRoute.Teller inline =
        new TurnsRoute.Teller() {
          @Override
          public void tell(Runnable word) {
            word.run();
          }

          @Override
          public void awaitRoom() {}

          @Override
          public void end() {}
        };
    var target = new Provider.Target("gpt-audio-1.5", "ga", null, null, null, "key");
    var spec =
        new SessionSpec(
            "gpt-audio-1.5",
            true,
            "alloy",
            "Be brief.",
            new SessionSpec.ByRelease(),
            null,
            null,
            null,
            null,
            null,
            null,
            List.of());
    var listener =
        new Route.Listener() {
          @Override
          public void opened() {}

          @Override
          public void heard(ServerEvent event) {
            heard.add(event);
          }

          @Override
          public void garbled(String reason) {
            garbled.add(reason);
          }

          @Override
          public void pong() {}

          @Override
          public void failed(Transport.Failure failure) {
            closed.add("failed " + failure.kind());
          }

          @Override
          public void closed(int code, String reason) {
            closed.add(code + " " + reason);
          }
        };
    return new TurnsRoute(web, time, () -> inline)
        .open(new Session(Provider.OPENAI.chat(target), spec), listener);
  }

  private void ask() {
    connection.say(new ClientEvent.CreateItem(Item.userText(null, "hello"), null), "item_1");
    connection.say(new ClientEvent.CreateResponse(ResponseSpec.AS_SESSION), "create_1");
    hearer.answered(200, Map.of());
  }

  private void stream(String... pieces) {
    for (String piece : pieces) {
      byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
      hearer.piece(bytes, bytes.length);
    }
  }

  private ServerEvent.ResponseDone done() {
    return heard.stream()
        .filter(ServerEvent.ResponseDone.class::isInstance)
        .map(ServerEvent.ResponseDone.class::cast)
        .reduce((a, b) -> b)
        .orElseThrow(() -> new AssertionError("no end in " + heard));
  }

  private String words() {
    var words = new StringBuilder();
    for (ServerEvent event : heard) {
      if (event instanceof ServerEvent.TranscriptDelta t) words.append(t.delta());
    }
    return words.toString();
  }

  private int samples() {
    int samples = 0;
    for (ServerEvent event : heard) {
      if (event instanceof ServerEvent.AudioDelta a) samples += a.samples().length;
    }
    return samples;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 100_000})
  void anAnswerMayComeInPiecesOfAnySize(int size) {
    ask();
    byte[] all =
        (": hello\r\n\r\n" + CHUNK.replace("\n", "\r\n") + CHUNK + LAST + DONE)
            .getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < all.length; at += size) {
      byte[] piece = java.util.Arrays.copyOfRange(all, at, Math.min(all.length, at + size));
      hearer.piece(piece, piece.length);
    }
    hearer.ended();
    assertEquals("wörd wörd ", words());
    assertEquals(3, samples(), "a sample that was cut in two is put together");
    assertEquals(ServerEvent.Status.COMPLETED, done().status());
  }

  @Test
  void whatEndsWithoutSayingSoHasFailed() {
    ask();
    stream(CHUNK);
    hearer.ended();
    assertEquals(ServerEvent.Status.FAILED, done().status());
  }

  @Test
  void aMissingLastWordIsNoHarm() {
    ask();
    stream(CHUNK, LAST.strip());
    hearer.ended();
    assertEquals(ServerEvent.Status.COMPLETED, done().status());
  }

  @Test
  void anErrorInTheMiddleIsAFailure() {
    ask();
    stream(CHUNK, "data: {\"error\":{\"type\":\"server_error\",\"message\":\"oh\"}}\n\n");
    assertEquals("oh", String.valueOf(done().error()).contains("oh") ? "oh" : "lost");
    assertEquals(1, aborted);
  }

  @Test
  void onlyOneResponseAtATimeAndAnyErrorNamesItsEvent() {
    ask();
    connection.say(new ClientEvent.CreateResponse(ResponseSpec.AS_SESSION), "create_2");
    var refused = (ServerEvent.ErrorReported) heard.getLast();
    assertEquals("conversation_already_has_active_response", refused.error().code());
    assertEquals("create_2", refused.error().clientEventId());
    connection.say(new ClientEvent.CancelResponse(null), "cancel_1");
    assertEquals(ServerEvent.Status.CANCELLED, done().status());
    stream(CHUNK);
    assertEquals("", words(), "nothing of it is heard any more");
    connection.say(new ClientEvent.CancelResponse(null), "cancel_2");
    assertEquals(
        "response_cancel_not_active", ((ServerEvent.ErrorReported) heard.getLast()).error().code());
  }

  @Test
  void tooLittleSoundIsNoQuestion() {
    connection.append(new short[2399], 0, 2399);
    connection.say(new ClientEvent.CommitInput(), "commit_1");
    assertEquals(
        "input_audio_buffer_commit_empty",
        ((ServerEvent.ErrorReported) heard.getLast()).error().code());
    connection.append(new short[1], 0, 1);
    connection.say(new ClientEvent.CommitInput(), "commit_2");
    assertTrue(heard.getLast() instanceof ServerEvent.InputCommitted);
  }

  @Test
  void aNetThatBreaksBeforeAnythingWasHeardEndsTheSessionOnly() {
    ask();
    hearer.failed(new Transport.Failure(Transport.Kind.TCP, "reset", 0, null));
    assertEquals(List.of("1006 reset"), closed);
    assertFalse(heard.stream().anyMatch(ServerEvent.ResponseDone.class::isInstance));
  }

  @Test
  void aRequestStaysSmallHoweverLongTheTalk() {
    for (int i = 0; i < 60; i++) {
      connection.append(new short[24_000 * 20], 0, 24_000 * 20);
      connection.say(new ClientEvent.CommitInput(), "commit");
      connection.say(new ClientEvent.CreateResponse(ResponseSpec.AS_SESSION), "create");
      hearer.answered(200, Map.of());
      stream(CHUNK, LAST, DONE);
    }
    int longest = bodies.stream().mapToInt(String::length).max().orElse(0);
    assertTrue(longest < 20_000_000, longest + " bytes");
    assertTrue(bodies.getLast().contains("no longer kept"));
  }

  /** Ten thousand broken streams: no crash, and never a response without an end. */
  @Test
  void aBrokenStreamNeverLeavesAResponseOpen() {
    byte[] whole = (CHUNK + CHUNK + LAST + DONE).getBytes(StandardCharsets.UTF_8);
    for (int seed = 0; seed < 10_000; seed++) {
      var random = new Random(seed);
      heard.clear();
      ask();
      byte[] spoilt = whole.clone();
      for (int i = random.nextInt(6); i >= 0; i--) {
        spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(spoilt.length) : spoilt.length;
      hearer.piece(spoilt, length);
      hearer.ended();
      assertTrue(done().status() != ServerEvent.Status.IN_PROGRESS, "seed " + seed);
    }
  }

  // --- hearing

  @Test
  void everyClipIsHeardFromItsFirstWordToItsLast() {
    for (String clip : Voices.names()) {
      var ears = new LocalEars(0.5, 500);
      short[] speech = Voices.clip(clip);
      short[] all = java.util.Arrays.copyOf(speech, speech.length + 24_000 * 2);
      List<Heard> heardAll = new ArrayList<>();
      int last = 0;
      for (int at = 0; at + 480 <= all.length; at += 480) {
        Heard now = ears.frame(all, at);
        if (now != Heard.NOTHING_NEW) heardAll.add(now);
        if (now == Heard.SILENCE) last = at;
      }
      assertEquals(Heard.SPEECH, heardAll.getFirst(), clip);
      assertEquals(Heard.SILENCE, heardAll.getLast(), clip);
      assertTrue(last >= speech.length - 24_000 / 2, clip + " ended at " + last);
    }
  }

  /** As of a vacuum cleaner: what is said after it is a question like any other. */
  @Test
  void aNoiseOfManyMinutesDoesNotMakeItDeaf() {
    connection.say(new ClientEvent.UpdateSession(listening()), "update_1");
    var random = new Random(5);
    var frame = new short[480];
    for (int i = 0; i < 50 * 400; i++) {
      for (int j = 0; j < frame.length; j++) frame[j] = (short) (random.nextGaussian() * 6_000);
      connection.append(frame, 0, frame.length);
    }
    var silence = new short[24_000];
    connection.append(silence, 0, silence.length);
    assertEquals(1, count(ServerEvent.InputCommitted.class), "the noise is over");
    hearer.answered(200, Map.of());
    stream(CHUNK, LAST, DONE);
    assertTrue(bodies.getLast().length() < 16_000_000, bodies.getLast().length() + " bytes");
    short[] question = Voices.clip("question-weather");
    connection.append(question, 0, question.length);
    connection.append(silence, 0, silence.length);
    assertEquals(2, count(ServerEvent.InputCommitted.class));
  }

  private long count(Class<? extends ServerEvent> type) {
    return heard.stream().filter(type::isInstance).count();
  }

  private static SessionSpec listening() {
    return new SessionSpec(
        "gpt-audio-1.5",
        true,
        "alloy",
        "Be brief.",
        new SessionSpec.ByServer(0.5, 300, 500, true, true, null),
        null,
        null,
        null,
        null,
        null,
        null,
        List.of());
  }

  @Test
  void aSteadyNoiseIsARoomAndNobodysSpeech() {
    var ears = new LocalEars(0.5, 500);
    var random = new Random(3);
    int heardSpeech = 0;
    var frame = new short[480];
    for (int i = 0; i < 50 * 60; i++) {
      for (int j = 0; j < frame.length; j++) frame[j] = (short) (random.nextGaussian() * 300);
      if (ears.frame(frame, 0) == Heard.SPEECH) heardSpeech++;
    }
    assertTrue(heardSpeech <= 1, heardSpeech + " times in a minute of noise");
  }
}
