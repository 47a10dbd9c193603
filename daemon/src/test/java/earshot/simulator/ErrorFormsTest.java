package earshot.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.protocol.PublishedProtocol;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every form in the table reaches a client, where the table says it does. */
class ErrorFormsTest {

  private static final String MESSAGE = "/error/message";

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
      var refused =
          assertThrows(RefusedUpgrade.class, () -> client.service.connect(door(form), client));
      assertEquals(form.words().http(), refused.status());
      String told = form.words().message();
      JsonNode body = Json.read(refused.body().getBytes(StandardCharsets.UTF_8));
      if (told != null) assertEquals(told, Objects.requireNonNull(body).at(MESSAGE).asText());
      return;
    }
    client.connect(door(form));
    client.run(1);
    client.say(
        form.dialect().equals("beta")
            ? "{\"type\":\"session.update\",\"session\":{\"turn_detection\":null}}"
            : "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":{\"input\":{\"turn_detection\":null}}}}");
    client.say("{\"type\":\"input_audio_buffer.append\",\"audio\":\"" + "A".repeat(12_800) + "\"}");
    client.say("{\"type\":\"input_audio_buffer.commit\"}");
    client.say(
        "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"hello\"}]}}");
    client.say("{\"type\":\"response.create\"}");
    client.run(1);
    if (form.place() == ErrorForms.Place.INTERRUPTION) {
      client.say("{\"type\":\"response.cancel\"}");
      client.say(
          "{\"type\":\"conversation.item.truncate\",\"item_id\":\"any\",\"content_index\":0,\"audio_end_ms\":8160}");
    }
    client.run(10);
    if (form.place() == ErrorForms.Place.RESPONSE) {
      String status = client.last("response.done").at("/response/status").asText();
      assertTrue(Set.of("failed", "incomplete").contains(status), status);
    } else {
      assertEquals("error", client.lastError().isMissingNode() ? "none" : "error");
      assertEquals(form.place() == ErrorForms.Place.OPENING, client.events.size() == 1);
    }
    String told = form.words().message();
    if (told == null) return;
    String pattern = Pattern.quote(told).replace("resp_X", "\\E.*\\Q");
    assertTrue(
        client.events.stream()
            .anyMatch(
                event ->
                    event.at(MESSAGE).asText().matches(pattern)
                        || event
                            .at("/response/status_details" + MESSAGE)
                            .asText()
                            .matches(pattern)),
        told);
  }

  private static Upgrade door(ErrorForms.Form form) {
    return form.dialect().equals("beta") ? TestClient.BETA : TestClient.GA;
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
