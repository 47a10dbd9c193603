package earshot.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.simulator.rules.Fault;
import java.util.Base64;

/** Items as clients write them, whose shape has been judged, into items. Pure. */
final class ItemReader {

  /** Why an item cannot be had. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Fault fault;

    Refused(String code, String param, String message) {
      super(message);
      fault = new Fault(code, param, message);
    }

    Fault fault() {
      return fault;
    }
  }

  private ItemReader() {}

  static Item read(JsonNode from, String id, Sound format, Conversation conversation)
      throws Refused {
    return switch (from.path("type").asText()) {
      case "message" -> message(from, id, format);
      case "function_call" -> {
        var item = new Item(id, Item.Kind.CALL, "assistant");
        item.callId = from.path("call_id").asText("call_" + id);
        item.function = from.path("name").asText();
        item.arguments = from.path("arguments").asText();
        yield item;
      }
      case "function_call_output" -> {
        var item = new Item(id, Item.Kind.OUTPUT, "user");
        item.callId = from.path("call_id").asText();
        Item call = conversation.call(item.callId);
        if (call == null) {
          throw new Refused(
              "invalid_tool_call_id",
              "item.call_id",
              "Tool call ID '" + item.callId + "' not found in conversation.");
        }
        item.function = call.function;
        item.output = from.path("output").asText();
        yield item;
      }
      case "" ->
          throw new Refused(
              "missing_required_parameter",
              "item.type",
              "Missing required parameter: 'item.type'.");
      default -> {
        var item = new Item(id, Item.Kind.OTHER, "user");
        item.asItCame = (ObjectNode) from.deepCopy();
        yield item;
      }
    };
  }

  private static Item message(JsonNode from, String id, Sound format) throws Refused {
    String role = from.path("role").asText();
    if (role.isEmpty()) {
      throw new Refused(
          "missing_required_parameter", "item.role", "Missing required parameter: 'item.role'.");
    }
    var item = new Item(id, Item.Kind.MESSAGE, role);
    int at = 0;
    for (JsonNode part : from.path("content")) {
      switch (part.path("type").asText()) {
        case "input_audio" -> item.content.add(audio(part, "item.content[" + at + "]", format));
        case "input_image" -> item.content.add(Item.Part.image(part.path("image_url").asText()));
        default -> item.content.add(Item.Part.text(part.path("text").asText()));
      }
      at++;
    }
    return item;
  }

  private static Item.Part audio(JsonNode part, String param, Sound format) throws Refused {
    try {
      short[] sound = format.decode(Base64.getDecoder().decode(part.path("audio").asText()));
      String transcript =
          part.path("transcript").isTextual() ? part.get("transcript").asText() : null;
      return Item.Part.spoken(sound, sound.length, transcript);
    } catch (IllegalArgumentException e) {
      throw new Refused(
          "invalid_value", param + ".audio", "Invalid '" + param + ".audio': not base64.");
    }
  }
}
