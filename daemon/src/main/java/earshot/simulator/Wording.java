package earshot.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.simulator.rules.Rules;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * How one dialect says things: names of events and members, and where they stand. Knows no rules of
 * conversation. Stateless.
 */
abstract sealed class Wording permits GaWording, BetaWording {

  final String dialect;
  final Rules rules;

  Wording(String dialect) {
    this.dialect = dialect;
    this.rules = Rules.load(dialect);
  }

  abstract void update(Settings settings, JsonNode session);

  /** What response.create says about this one response. */
  abstract void override(Settings settings, JsonNode response);

  abstract ObjectNode session(Settings settings, String id, long expiresAt);

  abstract void describe(Settings settings, ObjectNode response);

  /** The type of an assistant's content: words or sound. */
  abstract String partType(boolean spoken);

  /** The name of an event such as "audio.delta" in the assistant's output. */
  abstract String output(String event);

  abstract String voiceParam();

  /** GA says it when an item begins and when it is whole; beta once, when it begins. */
  abstract boolean saysItemsTwice();

  abstract boolean saysMessagesOfFailures();

  static @Nullable JsonNode orNull(JsonNode value) {
    return value.isNull() || value.isMissingNode() ? null : value;
  }

  ObjectNode item(Item item, boolean withSound) {
    if (item.asItCame != null) return item.asItCame.deepCopy().put("id", item.id);
    ObjectNode out = Json.object().put("id", item.id);
    if (!saysItemsTwice()) out.put("object", "realtime.item");
    out.put("type", item.kind.wire).put("status", item.status);
    switch (item.kind) {
      case CALL -> {
        out.put("call_id", item.callId);
        out.put("name", item.function).put("arguments", item.arguments);
      }
      case OUTPUT -> out.put("call_id", item.callId).put("output", item.output);
      case MESSAGE, OTHER -> {
        out.put("role", item.role);
        ArrayNode content = out.putArray("content");
        for (Item.Part part : item.content) content.add(part(item, part, withSound));
      }
    }
    return out;
  }

  private ObjectNode part(Item item, Item.Part part, boolean withSound) {
    boolean assistant = item.role.equals("assistant");
    ObjectNode out = Json.object();
    if (part.imageUrl != null) {
      return out.put("type", "input_image").put("image_url", part.imageUrl);
    }
    if (assistant) out.put("type", partType(part.spoken));
    else out.put("type", part.spoken ? "input_audio" : "input_text");
    if (!part.spoken) return out.put("text", part.text);
    out.put("transcript", part.transcript);
    if (withSound) {
      byte[] bytes = Sound.PCM.encode(part.samples, 0, part.length);
      out.put("audio", Base64.getEncoder().encodeToString(bytes)).put("format", Sound.PCM.beta);
    }
    return out;
  }
}
