package earshot.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The messages of a request as the items of a conversation. Its shape has been checked before. */
final class ChatMessages {

  private final ChatRequest.Earlier earlier;
  private final List<Item> items = new ArrayList<>();

  /** Which function each call was of. */
  private final Map<String, String> functions = new HashMap<>();

  ChatMessages(ChatRequest.Earlier earlier) {
    this.earlier = earlier;
  }

  List<Item> read(JsonNode messages) throws ChatRefusal {
    int at = 0;
    for (JsonNode message : messages) {
      String param = "messages[" + at++ + "]";
      switch (message.path("role").asText()) {
        case "assistant" -> assistant(message, param);
        case "tool" -> {
          var item = new Item("", Item.Kind.OUTPUT, "user");
          item.callId = message.path("tool_call_id").asText();
          item.function = functions.getOrDefault(item.callId, "");
          item.output = words(message.path("content"));
          items.add(item);
        }
        case "user" -> items.add(user(message.path("content"), param + ".content"));
        default -> items.add(said("system", words(message.path("content"))));
      }
    }
    return items;
  }

  private void assistant(JsonNode message, String param) throws ChatRefusal {
    JsonNode audio = message.path("audio");
    String words = words(message.path("content"));
    if (audio.isObject()) items.add(earlier.said(audio.path("id").asText(), param + ".audio.id"));
    if (!words.isEmpty()) items.add(said("assistant", words));
    for (JsonNode call : message.path("tool_calls")) {
      var item = new Item("", Item.Kind.CALL, "assistant");
      item.callId = call.path("id").asText();
      item.function = call.path("function").path("name").asText();
      item.arguments = call.path("function").path("arguments").asText();
      functions.put(item.callId, item.function);
      items.add(item);
    }
    boolean refused = message.path("refusal").isTextual();
    if (!audio.isObject()
        && !message.path("content").isTextual()
        && message.path("content").isEmpty()
        && !message.has("tool_calls")
        && !refused) {
      String told =
          "Invalid value for 'content': expected a string, got null, where there are neither 'audio' nor 'tool_calls'.";
      throw ChatRefusal.of(400, "invalid_value", param + ".content", told);
    }
  }

  private static Item said(String role, String words) {
    var item = new Item("", Item.Kind.MESSAGE, role);
    item.content.add(Item.Part.text(words));
    return item;
  }

  private static String words(JsonNode content) {
    if (content.isTextual()) return content.asText();
    var words = new StringBuilder();
    for (JsonNode part : content) words.append(part.path("text").asText());
    return words.toString();
  }

  private static Item user(JsonNode content, String param) throws ChatRefusal {
    if (content.isTextual()) return said("user", content.asText());
    var item = new Item("", Item.Kind.MESSAGE, "user");
    int at = 0;
    for (JsonNode part : content) {
      String here = param + "[" + at++ + "]";
      switch (part.path("type").asText()) {
        case "input_audio" -> item.content.add(sound(part.path("input_audio"), here));
        case "image_url" ->
            item.content.add(Item.Part.image(part.path("image_url").path("url").asText()));
        default -> item.content.add(Item.Part.text(part.path("text").asText()));
      }
    }
    return item;
  }

  private static Item.Part sound(JsonNode audio, String param) throws ChatRefusal {
    byte[] file;
    try {
      file = Base64.getDecoder().decode(audio.path("data").asText());
    } catch (IllegalArgumentException e) {
      throw undecodable(param + ".input_audio.data", "it is not base64");
    }
    if (audio.path("format").asText().equals("mp3")) {
      boolean mp3 = file.length > 3 && (file[0] == 'I' || (file[0] & 0xff) == 0xff);
      if (!mp3) throw undecodable(param + ".input_audio.data", "it is not an mp3 file");
      // Taken for about as long as 32 kbit/s make it, and not understood.
      var sound = new short[Math.min(file.length * 6, 24_000 * 600)];
      return Item.Part.spoken(sound, sound.length, null);
    }
    short[] sound = ChatSound.ofWav(file);
    if (sound == null) throw undecodable(param + ".input_audio.data", "it is not a WAV file");
    return Item.Part.spoken(sound, sound.length, null);
  }

  private static ChatRefusal undecodable(String param, String why) {
    String told = "The audio in '" + param + "' cannot be decoded: " + why + ".";
    return ChatRefusal.of(400, "invalid_value", param, told);
  }
}
