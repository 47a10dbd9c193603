package earshot.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.hal.Pcm;
import earshot.hal.Wav;
import earshot.simulator.Answer;
import earshot.simulator.Misbehaviour;
import earshot.simulator.Misbehaviour.Point;
import earshot.simulator.Misbehaviour.When;
import earshot.simulator.Script;
import earshot.simulator.Terms;
import earshot.simulator.Voices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole daemon over the real transport and TLS against the simulated service. */
@Timeout(400)
class LoopbackTest {

  private static final Script STORY =
      Script.answering(Answer.clips("story"))
          .with(Script.usual().delivery().withPace(20).withThought(10));

  @TempDir Path directory;

  private Service service(Script script) throws Exception {
    Service service = Service.playing(script, true);
    Files.writeString(directory.resolve("ca.pem"), service.server.pem());
    return service;
  }

  private Path key(String value) throws Exception {
    Path file = Files.writeString(directory.resolve("key"), value + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private Program.Plan daemon(String url) throws Exception {
    return new Program.Plan(directory, "run", "--board", "sim")
        .set("service.url", url)
        .set("service.ca", directory.resolve("ca.pem"))
        .set("service.key", "file:" + key("sk-test"));
  }

  /** The forms in which a service is addressed. */
  @ParameterizedTest
  @CsvSource({
    "custom, ga, /v1/realtime",
    "custom, beta, /v1/realtime",
    "openai, ga, /v1/realtime",
    "azure, ga, /openai/v1/realtime",
    "azure, beta, /openai/realtime?api-version=2025-04-01-preview",
  })
  void aQuestionByButtonOneInWritingAndOneThatIsInterrupted(
      String provider, String dialect, String path) throws Exception {
    Script script =
        Script.answering(Answer.sound(0.8), Answer.sound(1.1), Answer.clips("story"))
            .with(Script.usual().delivery().withPace(20).withThought(10))
            .with(Terms.USUAL.withKeys("sk-test"));
    Path heard = directory.resolve("heard.wav");
    try (var service = service(script);
        var program =
            daemon(service.url().replace("/v1/realtime", path))
                .set("service.provider", provider)
                .set("service.dialect", dialect)
                .set("service.model", "gpt-realtime-2.1")
                .set("board.speaker", heard)
                .start()
                .up()) {
      program.reach("idle");
      assertTrue(program.call("hold", "millis", 700).path("ok").asBoolean());
      program.reach("speaking");
      program.reach("idle");
      byte[] first = service.soundSaid();
      int milliseconds = service.soundHeard().length / 2 / 24;
      assertTrue(milliseconds >= 700, () -> milliseconds + " ms were heard of a press of 700");

      JsonNode answer = program.call("ask", "text", "Set a timer, please.");
      assertTrue(answer.path("transcript").asText().startsWith("so it goes"), answer::toString);
      assertTrue(answer.path("complete").asBoolean());
      program.reach("idle");
      byte[] both = service.soundSaid();

      program.call("hold", "millis", 700);
      program.reach("finishing");
      program.call("press");
      program.reach("listening");
      Await.until(
          "the service knows what was not heard",
          () -> service.types(false).contains("conversation.item.truncated"));
      program.call("stop");
      program.reach("idle");
      assertEquals(List.of(), errors(service));
      assertEquals(1, service.connections());
      assertTrue(program.terminatedAfterMillis() < 10_000);
      short[] played = Wav.read(heard);
      assertTrue(contains(played, samples(first, 0)), "the first answer was not heard whole");
      assertTrue(
          contains(played, samples(both, first.length)), "the second answer was not heard whole");
      assertFalse(contains(played, Voices.clip("story")), "the third answer was not interrupted");
    }
  }

  /** Torn off while it is being heard: it comes back by itself, and the next turn is whole. */
  @Test
  void aCutInTheMiddleOfAnAnswerIsSurvived() throws Exception {
    Script atLeisure = STORY.with(Script.usual().delivery().withPace(2).withThought(10));
    try (var service = service(atLeisure);
        Relay relay = Relay.to(service.server.port());
        var program =
            daemon(relay.url("wss", "localhost")).set("service.provider", "custom").start().up()) {
      program.reach("idle");
      var torn = program.later("ask", "text", "A story!");
      program.reach("speaking");
      relay.cut();
      assertFalse(torn.get().path("complete").asBoolean(), () -> torn.join().toString());
      program.reach("ready");
      JsonNode answer = program.call("ask", "text", "A story!");
      assertTrue(answer.path("complete").asBoolean(), answer::toString);
      assertEquals(2, service.connections());
      assertEquals(List.of(), errors(service));
    }
  }

  /** Torn off before anything of the answer was heard: the question is asked again. */
  @Test
  void aCutBeforeTheAnswerBeginsIsNotEvenNoticed() throws Exception {
    Script script = STORY.with(When.at(Point.RESPONSE).on(1), new Misbehaviour.Cut());
    try (var service = service(script);
        var program = daemon(service.url()).set("service.provider", "custom").start().up()) {
      program.reach("idle");
      JsonNode answer = program.call("ask", "text", "A story!");
      assertTrue(answer.path("complete").asBoolean(), answer::toString);
      assertEquals(2, service.connections());
      assertEquals(List.of(), errors(service));
    }
  }

  /** What was said while there was no link is sent when there is one. */
  @Test
  void aQuestionAskedWithoutALinkIsAnsweredWhenThereIsOne() throws Exception {
    try (var service = service(STORY);
        Relay relay = Relay.to(service.server.port())) {
      try (var program =
          daemon(relay.url("wss", "localhost")).set("service.provider", "custom").start().up()) {
        program.reach("idle");
        relay.manner(Relay.Manner.SLAM);
        relay.cut();
        program.reach("down");
        program.call("hold", "millis", 900);
        relay.manner(Relay.Manner.PASS);
        program.reach("speaking");
        int milliseconds = service.soundHeard().length / 2 / 24;
        assertTrue(milliseconds >= 900, () -> milliseconds + " ms were heard of a press of 900");
      }
    }
  }

  /** Nobody is left silent: chat completions carry the talk while there is no session to be had. */
  @Test
  void theFallbackTurnByTurnAnswersWhileTheFirstServiceIsAwayAndTheFirstComesBack()
      throws Exception {
    try (var service = service(STORY);
        Relay relay = Relay.to(service.server.port())) {
      relay.manner(Relay.Manner.SLAM);
      Path config = directory.resolve("earshot.toml");
      Files.writeString(
          config,
          """
          [board]
          name = "sim"
          [service]
          provider = "custom"
          url = "%s"
          ca = "%s"
          key = "file:%s"
          [[service.fallback]]
          provider = "custom"
          transport = "turns"
          model = "gpt-audio-1.5"
          url = "%s"
          ca = "%s"
          key = "file:%s"
          """
              .formatted(
                  relay.url("wss", "localhost"),
                  directory.resolve("ca.pem"),
                  key("sk-test"),
                  service.url(),
                  directory.resolve("ca.pem"),
                  directory.resolve("key")));
      try (var program = new Program.Plan(directory, "run").config(config).start().up()) {
        program.reach("idle");
        JsonNode answer = program.call("ask", "text", "A story!");
        assertTrue(answer.path("complete").asBoolean(), answer::toString);
        assertEquals(0, service.connections());
        String status = program.call("status").toString();
        assertTrue(status.contains("on-fallback"), status);
        relay.manner(Relay.Manner.PASS);
        Await.until(
            "the first service carries the talk again",
            () -> !program.call("status").toString().contains("on-fallback"));
        answer = program.call("ask", "text", "A story!");
        assertTrue(answer.path("complete").asBoolean(), answer::toString);
        assertEquals(1, service.connections());
        assertEquals(List.of(), errors(service));
        JsonNode usage = program.call("usage");
        assertEquals(2, usage.at("/sums/day/responses").asInt(), usage::toString);
        assertTrue(program.terminatedAfterMillis() < 10_000);
      }
    }
  }

  /** The device has a credential of its own, a broker the key, and the service a short secret. */
  @Test
  void aSecretFromABrokerOpensTheSessionAndNobodyReadsItAnywhere() throws Exception {
    Script script = STORY.with(Terms.USUAL.withKeys("sk-the-key-of-the-broker"));
    try (var service = service(script);
        var broker =
            BrokerForTests.before(service, "sk-the-key-of-the-broker", "device-canary-1")) {
      key("device-canary-1");
      try (var program =
          new Program.Plan(directory, "run", "--board", "sim")
              .set("service.provider", "custom")
              .set("service.url", service.url())
              .set("service.ca", directory.resolve("ca.pem"))
              .set("service.credential", "broker")
              .set("service.broker.url", broker.url())
              .set("service.broker.credential", "file:" + directory.resolve("key"))
              .start()
              .up()) {
        program.reach("idle");
        JsonNode answer = program.call("ask", "text", "A story!");
        assertTrue(answer.path("complete").asBoolean(), answer::toString);
        assertEquals(1, broker.asked());
        String everything =
            program.err()
                + program.call("status")
                + program.call("metrics")
                + program.call("usage")
                + answer;
        for (String secret : broker.secrets()) {
          assertFalse(everything.contains(secret), "a secret can be read: " + secret);
        }
        assertEquals(List.of(), errors(service));
      }
      key("device-canary-2");
      try (var program =
          new Program.Plan(directory, "run", "--board", "sim")
              .set("service.provider", "custom")
              .set("service.url", service.url())
              .set("service.ca", directory.resolve("ca.pem"))
              .set("service.credential", "broker")
              .set("service.broker.url", broker.url())
              .set("service.broker.credential", "file:" + directory.resolve("key"))
              .start()
              .up()) {
        program.reach("parked");
        String status = program.call("status").toString();
        assertTrue(status.contains("key-refused"), status);
        assertFalse((status + program.err()).contains("device-canary-2"), status);
      }
    }
  }

  /** A service that quotes the key it refuses does not bring it into the log. */
  @Test
  void aKeyThatTheServiceQuotesIsCovered() throws Exception {
    Script script =
        STORY.with(
            When.at(Point.CREATED),
            new Misbehaviour.SayError(
                "invalid_request_error", "odd", "What is sk-canary-12345 supposed to mean?"));
    try (var service = service(script)) {
      key("sk-canary-12345");
      try (var program =
          new Program.Plan(directory, "run", "--board", "sim")
              .set("service.provider", "custom")
              .set("service.url", service.url())
              .set("service.ca", directory.resolve("ca.pem"))
              .set("service.key", "file:" + directory.resolve("key"))
              .start()
              .up()) {
        program.reach("parked");
        Await.until("it is told", () -> program.err().contains("supposed to mean"));
        String everything = program.err() + program.call("status");
        assertTrue(everything.contains("***"), everything);
        assertFalse(everything.contains("canary"), everything);
      }
    }
  }

  /** A key that is refused is not tried again and again, and a mended one is taken at a reload. */
  @ParameterizedTest
  @CsvSource({"custom, /v1/realtime", "azure, /openai/v1/realtime"})
  void aRefusedKeyParksTheLinkUntilItIsMendedAndReloaded(String provider, String path)
      throws Exception {
    try (var service = service(STORY.with(Terms.USUAL.withKeys("sk-mended")));
        var program =
            daemon(service.url().replace("/v1/realtime", path))
                .set("service.provider", provider)
                .start()
                .up()) {
      program.reach("parked");
      JsonNode status = program.call("status");
      assertTrue(status.path("troubles").toString().contains("key-refused"), status::toString);
      JsonNode unanswered = program.call("ask", "text", "Hello?");
      assertEquals(69, unanswered.path("exit").asInt(), unanswered::toString);
      assertTrue(unanswered.path("error").asText().contains("refused"), unanswered::toString);
      JsonNode refused = program.call("reload");
      assertTrue(refused.path("ok").asBoolean(), refused::toString);
      program.reach("parked");
      key("sk-mended");
      assertTrue(program.call("reload").path("ok").asBoolean());
      assertEquals("idle", program.reach("ready").path("state").asText());
      assertEquals(0, program.call("status").path("troubles").size());
      assertFalse(program.err().contains("sk-"), program::errNow);
      assertTrue(service.connections() <= 3, () -> "it knocked with a key that was refused");
    }
  }

  private static List<JsonNode> errors(Service service) throws Exception {
    return service.said(false).stream()
        .filter(event -> event.path("type").asText().equals("error"))
        .toList();
  }

  private static short[] samples(byte[] bytes, int from) {
    var samples = new short[(bytes.length - from) / 2];
    Pcm.toSamples(bytes, from, samples, 0, samples.length);
    return samples;
  }

  /** The samples of one sound in another, in order and without a gap. */
  private static boolean contains(short[] all, short[] part) {
    int first = 0;
    while (part[first] == 0) first++;
    for (int at = first; at + part.length - first <= all.length; at++) {
      if (all[at] == part[first]
          && java.util.Arrays.equals(all, at, at + part.length - first, part, first, part.length)) {
        return true;
      }
    }
    return false;
  }
}
