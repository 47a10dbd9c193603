package earshot.simulator.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.simulator.rules.Shape.Members;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the Chat Completions, whose bodies carry no type of their own: what is what is known
 * from where it came. Immutable, for any thread.
 */
public final class ChatRules {

  private final Map<String, Members> shapes;

  private ChatRules(Map<String, Members> shapes) {
    this.shapes = shapes;
  }

  public static ChatRules load() {
    return new ChatRules(new ShapeParser().add("chat.rules", Rules.read("chat.rules")).events());
  }

  /** What is wrong with a client's request, or null. */
  public @Nullable Fault checkRequest(JsonNode body) {
    return check("chat.request", body);
  }

  /** What is wrong with a whole answer, or null. */
  public @Nullable Fault checkAnswer(JsonNode body) {
    return check("chat.answer", body);
  }

  /** What is wrong with a piece of a streamed answer, or null. */
  public @Nullable Fault checkChunk(JsonNode body) {
    return check("chat.chunk", body);
  }

  /** What is wrong with the body of a refusal, or null. */
  public @Nullable Fault checkError(JsonNode body) {
    return check("chat.error", body);
  }

  private @Nullable Fault check(String kind, JsonNode body) {
    if (!(body instanceof ObjectNode object)) {
      String told = "Invalid body: expected an object, but got %s instead.";
      return new Fault(Fault.INVALID_TYPE, null, told.formatted(Diagnosis.inWords(body)));
    }
    if (object.has("type")) return Fault.unknown("type");
    ObjectNode typed = JsonNodeFactory.instance.objectNode().put("type", kind);
    typed.setAll(object);
    Members members = Objects.requireNonNull(shapes.get(kind));
    return members.accepts(typed) ? null : Diagnosis.of(members, typed, "");
  }
}
