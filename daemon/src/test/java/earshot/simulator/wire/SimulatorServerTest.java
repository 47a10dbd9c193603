package earshot.simulator.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.simulator.Answer;
import earshot.simulator.Misbehaviour;
import earshot.simulator.Misbehaviour.Point;
import earshot.simulator.Misbehaviour.When;
import earshot.simulator.Script;
import earshot.simulator.Terms;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service on a real port, spoken to by the JDK's own client. */
@Timeout(60)
class SimulatorServerTest {

  private static final String MODEL = "?model=gpt-realtime-2.1";
  private static final Script QUICK =
      Script.answering(Answer.sound(2))
          .with(Script.usual().delivery().withPace(20).withThought(10));

  private static SimulatorServer listen(Script script) throws Exception {
    return SimulatorServer.listen("127.0.0.1", 0, false, script);
  }

  @Test
  void aWholeTurnOverLoopback() throws Exception {
    try (var server = listen(QUICK);
        var talker = new Talker("").connect(server.url() + MODEL)) {
      talker.next("session.created");
      talker.say("{'type':'response.create'}");
      var done = talker.next("response.done").path("response");
      assertEquals("completed", done.path("status").asText());
      assertEquals(40, done.at("/usage/output_token_details/audio_tokens").asInt());
    }
  }

  @Test
  void aWholeTurnOverTlsWithTheCertificateItWrote(@TempDir Path dir) throws Exception {
    Path pem = dir.resolve("ca.pem");
    Path record = dir.resolve("heard");
    var options = new SimulatorServer.Options("localhost", 0, true, null, 20.0, record, pem);
    try (var server = SimulatorServer.listen(options);
        var talker = new Talker(Files.readString(pem)).connect(server.url() + MODEL)) {
      assertTrue(server.url().startsWith("wss://localhost:"), server.url());
      talker.next("session.created");
      talker.say("{'type':'input_audio_buffer.append','audio':'" + "AAAA".repeat(2000) + "'}");
      talker.say("{'type':'input_audio_buffer.commit'}");
      talker.next("input_audio_buffer.committed");
      try (var files = Files.list(record)) {
        assertEquals(6000, Files.size(files.findFirst().orElseThrow()));
      }
      talker.say("{'type':'response.create'}");
      talker.next("response.done");
      try (var stranger = new Talker("")) {
        assertThrows(CompletionException.class, () -> stranger.connect(server.url() + MODEL));
      }
    }
  }

  @Test
  void fragmentsAreOneMessageAndPingsAreAnsweredBetweenThem() throws Exception {
    try (var server = listen(QUICK);
        var talker = new Talker("").connect(server.url() + MODEL)) {
      talker.next("session.created");
      talker.socket().sendText("{\"type\":\"input_audio_", false).join();
      talker.socket().sendPing(ByteBuffer.wrap(new byte[] {'h', 'i'})).join();
      talker.socket().sendText("buffer.clear\"}", true).join();
      assertEquals("pong hi", talker.next("pong").asText());
      talker.next("input_audio_buffer.cleared");
    }
  }

  @Test
  void megabytesInOneMessageArrive() throws Exception {
    try (var server = listen(QUICK);
        var talker = new Talker("").connect(server.url() + MODEL)) {
      talker.next("session.created");
      talker.say(
          "{'type':'session.update','session':{'type':'realtime','audio':{'input':{'turn_detection':null}}}}");
      talker.say("{'type':'input_audio_buffer.append','audio':'" + "AAAA".repeat(2_000_000) + "'}");
      talker.say("{'type':'input_audio_buffer.commit'}");
      String item = talker.next("input_audio_buffer.committed").path("item_id").asText();
      talker.say("{'type':'conversation.item.retrieve','item_id':'" + item + "'}");
      var audio = talker.next("conversation.item.retrieved").at("/item/content/0/audio").asText();
      assertEquals(8_000_000, audio.length());
    }
  }

  @Test
  void aBinaryMessageIsRefusedAndNothingElseHappens() throws Exception {
    try (var server = listen(QUICK);
        var talker = new Talker("").connect(server.url() + MODEL)) {
      talker.next("session.created");
      talker.socket().sendBinary(ByteBuffer.wrap(new byte[100]), true).join();
      assertEquals("invalid_event", talker.next("error").at("/error/code").asText());
      talker.say("{'type':'input_audio_buffer.clear'}");
      talker.next("input_audio_buffer.cleared");
    }
  }

  @Test
  void closingIsAnswered() throws Exception {
    try (var server = listen(QUICK);
        var talker = new Talker("").connect(server.url() + MODEL)) {
      talker.next("session.created");
      talker.socket().sendClose(1000, "bye").join();
      assertEquals("close 1000 bye", talker.next("close").asText());
    }
  }

  @Test
  void aBadKeyIsToldInBandAndClosed() throws Exception {
    try (var server = listen(QUICK.with(Terms.USUAL.withKeys("sk-other")));
        var talker = new Talker("").connect(server.url() + MODEL)) {
      assertEquals("invalid_api_key", talker.next("error").at("/error/code").asText());
      assertEquals(
          "close 3000 invalid_request_error.invalid_api_key", talker.next("close").asText());
    }
  }

  @Test
  void azureRefusesABadKeyWithAStatus() throws Exception {
    try (var server = listen(QUICK.with(Terms.USUAL.withKeys("sk-other")));
        var talker = new Talker("")) {
      String url = server.url().replace("/v1/", "/openai/v1/") + MODEL;
      var failure = assertThrows(CompletionException.class, () -> talker.connect(url));
      var cause = assertInstanceOf(WebSocketHandshakeException.class, failure.getCause());
      assertEquals(401, cause.getResponse().statusCode());
    }
  }

  @Test
  void aWrongAcceptKeyIsNotBelieved() throws Exception {
    var script = QUICK.with(When.at(Point.UPGRADE).on(1), new Misbehaviour.WrongAccept());
    try (var server = listen(script);
        var talker = new Talker("")) {
      assertThrows(CompletionException.class, () -> talker.connect(server.url() + MODEL));
      talker.connect(server.url() + MODEL).next("session.created");
    }
  }

  @Test
  void tlsFailsOnceWithAnAlert() throws Exception {
    var script = QUICK.with(When.at(Point.UPGRADE).on(1), new Misbehaviour.TlsAlert());
    try (var server = SimulatorServer.listen("127.0.0.1", 0, true, script);
        var talker = new Talker(server.pem())) {
      var failure =
          assertThrows(CompletionException.class, () -> talker.connect(server.url() + MODEL));
      assertInstanceOf(SSLHandshakeException.class, failure.getCause());
      talker.connect(server.url() + MODEL).next("session.created");
    }
  }

  @Test
  void aCutTearsTheConnectionOff() throws Exception {
    var script = QUICK.with(When.at(Point.DELTA).afterDeltas(3), new Misbehaviour.Cut());
    try (var server = listen(script);
        var talker = new Talker("").connect(server.url() + MODEL)) {
      talker.say("{'type':'response.create'}");
      talker.next("failed");
    }
  }

  @Test
  void aTrickleStillBringsEverything() throws Exception {
    var script = QUICK.with(When.at(Point.CREATED), new Misbehaviour.Trickle(2_000));
    try (var server = listen(script);
        var talker = new Talker("").connect(server.url() + MODEL)) {
      talker.next("session.created");
      talker.say("{'type':'input_audio_buffer.clear'}");
      talker.next("input_audio_buffer.cleared");
    }
  }

  @Test
  void anEphemeralKeyOpensASessionThatIsSetAsAsked() throws Exception {
    try (var server = listen(QUICK.with(Terms.USUAL.withKeys("sk-test")));
        var talker = new Talker("")) {
      String http = server.url().replace("ws:", "http:");
      var request =
          HttpRequest.newBuilder(URI.create(http + "/client_secrets"))
              .header("Authorization", "Bearer sk-test")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"session\":{\"type\":\"realtime\",\"instructions\":\"Be brief.\"}}"))
              .build();
      var answer = talker.http().send(request, BodyHandlers.ofString());
      assertEquals(200, answer.statusCode(), answer.body());
      String value = answer.body().replaceFirst(".*\"value\":\"([^\"]+)\".*", "$1");
      var builder = talker.http().newWebSocketBuilder().header("Authorization", "Bearer " + value);
      builder.buildAsync(URI.create(server.url() + MODEL), talker).join();
      assertEquals(
          "Be brief.", talker.next("session.created").at("/session/instructions").asText());
    }
  }

  @Test
  void whatIsNotThereIsA404() throws Exception {
    try (var server = listen(QUICK);
        var talker = new Talker("")) {
      String http = server.url().replace("ws:", "http:");
      for (var path : Map.of("/nothing", 404, "/client_secrets", 405).entrySet()) {
        var request = HttpRequest.newBuilder(URI.create(http + path.getKey())).build();
        var answer = talker.http().send(request, BodyHandlers.ofString());
        assertEquals(path.getValue(), answer.statusCode());
        assertTrue(answer.body().startsWith("{\"error\":"), answer.body());
      }
    }
  }
}
