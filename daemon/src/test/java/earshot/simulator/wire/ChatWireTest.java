package earshot.simulator.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.simulator.Answer;
import earshot.simulator.Misbehaviour;
import earshot.simulator.Misbehaviour.Point;
import earshot.simulator.Misbehaviour.When;
import earshot.simulator.Script;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Chat Completions through a socket: whole and chunked, one after the other on one connection. */
@Timeout(120)
class ChatWireTest {

  private static final String SPOKEN =
      "{'model':'gpt-audio-1.5','modalities':['text','audio'],'audio':{'voice':'alloy','format':'pcm16'},'messages':[{'role':'user','content':'hello'}]";
  private static final String STREAM = SPOKEN + ",'stream':true}";
  private static final Script TALK = Script.answering(Answer.clips("greeting"));

  private static HttpRequest request(SimulatorServer server, String body) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.port() + "/v1/chat/completions"))
        .version(HttpClient.Version.HTTP_1_1)
        .header("Authorization", "Bearer sk-test")
        .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
        .build();
  }

  private static HttpResponse<String> ask(HttpClient client, SimulatorServer server, String body)
      throws IOException, InterruptedException {
    return client.send(request(server, body), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void answersComeWholeAndChunkedOnOneConnection() throws Exception {
    try (var server = SimulatorServer.listen("127.0.0.1", 0, false, TALK);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> stream = ask(client, server, STREAM);
      assertEquals(200, stream.statusCode());
      assertTrue(stream.body().endsWith("data: [DONE]\n\n"), stream.body());
      HttpResponse<String> whole = ask(client, server, SPOKEN + "}");
      assertEquals(200, whole.statusCode());
      assertTrue(whole.body().contains("\"chat.completion\""));
      HttpResponse<String> wrong = ask(client, server, SPOKEN + ",'modality':1}");
      assertEquals(400, wrong.statusCode());
      assertTrue(wrong.body().contains("unknown_parameter"), wrong.body());
      assertTrue(ask(client, server, STREAM).body().endsWith("[DONE]\n\n"));
    }
  }

  @Test
  void oneConnectionServesSeveralRequests() throws Exception {
    try (var server = SimulatorServer.listen("127.0.0.1", 0, false, TALK);
        var socket = new Socket("127.0.0.1", server.port())) {
      for (int i = 0; i < 3; i++) {
        byte[] body = (SPOKEN + "}").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        String head =
            "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk-test\r\nContent-Length: %d\r\n\r\n";
        socket
            .getOutputStream()
            .write(head.formatted(body.length).getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
        var answered = new StringBuilder();
        while (!answered.toString().endsWith("\r\n\r\n")) {
          answered.append((char) socket.getInputStream().read());
        }
        assertTrue(answered.toString().startsWith("HTTP/1.1 200 OK\r\n"), answered.toString());
        String length = answered.toString().replaceFirst("(?s).*Content-Length: (\\d+).*", "$1");
        String said =
            new String(
                socket.getInputStream().readNBytes(Integer.parseInt(length)),
                StandardCharsets.UTF_8);
        assertTrue(said.endsWith("}"), said);
      }
    }
  }

  @Test
  void aTornStreamIsAnErrorAndARefusalCarriesItsHeaders() throws Exception {
    Script script =
        TALK.with(When.at(Point.CHAT_PIECE).on(1).afterDeltas(3), new Misbehaviour.Cut())
            .with(
                When.at(Point.CHAT).on(2),
                new Misbehaviour.Refuse(429, "{}", Map.of("Retry-After", "7")));
    try (var server = SimulatorServer.listen("127.0.0.1", 0, false, script);
        HttpClient client = HttpClient.newHttpClient()) {
      assertThrows(IOException.class, () -> ask(client, server, STREAM));
      HttpResponse<String> refused = ask(client, server, STREAM);
      assertEquals(429, refused.statusCode());
      assertEquals("7", refused.headers().firstValue("Retry-After").orElse(""));
      assertTrue(ask(client, server, STREAM).body().endsWith("[DONE]\n\n"));
    }
  }
}
