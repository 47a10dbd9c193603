package earshot.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.protocol.PublishedProtocol;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every form in the table reaches a client, where the table says it does. */
class ErrorFormsTest {

  static Stream<ErrorForms.Form> forms() {
    return ErrorForms.all().stream();
  }

  @ParameterizedTest
  @MethodSource("forms")
  void eachReachesTheClient(ErrorForms.Form form) {
    Script script = form.in(Script.answering(Answer.sound(1)));
    if (form.place() == ErrorForms.Place.CHAT) {
      var chat = new TestChat(script);
      chat.ask(
          "'model':'gpt-audio','modalities':['text','audio'],'audio':{'voice':'alloy','format':'pcm16'},'stream':true,'messages':[{'role':'user','content':'hello'}]");
      boolean said =
          chat.status >= 400 || chat.pieces.getLast().contains("\"error\"") && chat.ended;
      assertTrue(said, form.name());
      return;
    }
    var client = new TestClient(script);
    if (form.place() == ErrorForms.Place.UPGRADE) {
      try {
        client.service.connect(TestClient.GA, client);
      } catch (RefusedUpgrade e) {
        assertTrue(form.name().endsWith(Integer.toString(e.status())));
        return;
      }
      throw new AssertionError(form.name() + " let the client in");
    }
    client.connect(TestClient.GA);
    client.run(1);
    client.say(
        "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":{\"input\":{\"turn_detection\":null}}}}");
    client.say("{\"type\":\"input_audio_buffer.append\",\"audio\":\"" + "A".repeat(12_800) + "\"}");
    client.say("{\"type\":\"input_audio_buffer.commit\"}");
    client.say("{\"type\":\"response.create\"}");
    client.run(10);
    if (form.place() == ErrorForms.Place.RESPONSE) {
      String status = client.last("response.done").at("/response/status").asText();
      assertTrue(Set.of("failed", "incomplete").contains(status), status);
    } else {
      assertEquals("error", client.lastError().isMissingNode() ? "none" : "error");
      assertEquals(form.place() == ErrorForms.Place.OPENING, client.events.size() == 1);
    }
  }

  @Test
  void noNameIsTakenTwiceAndNoPublishedCodeIsForgotten() {
    List<String> names = forms().map(ErrorForms.Form::name).toList();
    assertEquals(names.size(), Set.copyOf(names).size());
    String all = forms().map(form -> form.name() + form.acts()).collect(Collectors.joining("\n"));
    PublishedProtocol.ifAtHand()
        .ifPresent(
            protocol -> {
              for (JsonNode error : protocol.read("errors.json")) {
                String code = error.path("code").asText("null");
                if (!code.equals("null")) assertTrue(all.contains(code), code);
              }
            });
    assertFalse(names.isEmpty());
  }
}
