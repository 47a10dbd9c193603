package earshot.simulator.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;

/** Makes random values that a shape must accept. */
final class RulesGenerator {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Random random;

  RulesGenerator(Random random) {
    this.random = random;
  }

  JsonNode value(Shape shape) {
    return switch (shape) {
      case Shape.Text text -> JSON.textNode(text(text.longest()));
      case Shape.Coded coded -> JSON.textNode(coded(coded));
      case Shape.OneOf oneOf -> JSON.textNode(pick(List.copyOf(oneOf.words())));
      case Shape.Exactly exactly -> JSON.numberNode(exactly.number());
      case Shape.Num num -> number(num);
      case Shape.Plain.BOOLEAN -> JSON.booleanNode(random.nextBoolean());
      case Shape.Plain.NULL -> JSON.nullNode();
      case Shape.Plain.ANY -> anything();
      case Shape.Plain.NOT_A_LIST -> JSON.objectNode().put("list", false);
      case Shape.ListOf list -> list(list);
      case Shape.Members members -> members(members);
      case Shape.Union union -> value(pick(union.alternatives()));
    };
  }

  JsonNode anything() {
    return switch (random.nextInt(9)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.booleanNode(random.nextBoolean());
      case 2 -> JSON.numberNode(random.nextInt(-3, 40_000));
      case 3 -> JSON.numberNode(random.nextInt(-8, 8) / 4.0);
      case 4 -> JSON.textNode(text(Integer.MAX_VALUE));
      case 5 -> JSON.arrayNode();
      case 6 -> JSON.arrayNode().add(anything());
      case 7 -> JSON.objectNode();
      default -> JSON.objectNode().set(text(10), anything());
    };
  }

  <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private String text(int longest) {
    String text =
        pick(List.of("hi", "", "item_1", "auto", "text", "24000", "null", "ünïcode 🎤", "message"));
    // One in ten is as long as it may be, half of them in characters that take two UTF-16 units.
    if (longest == Integer.MAX_VALUE || random.nextInt(10) > 0) return text;
    return (random.nextBoolean() ? "x" : "🎤").repeat(longest);
  }

  private String coded(Shape.Coded coded) {
    var text = new StringBuilder(coded.prefix());
    for (int i = 0; i < coded.count(); i++) {
      text.append(coded.alphabet().charAt(random.nextInt(coded.alphabet().length())));
    }
    return text.toString();
  }

  private JsonNode number(Shape.Num num) {
    double least = Math.max(num.least(), -1_000);
    double most = Math.min(num.most(), 100_000);
    double value =
        switch (random.nextInt(4)) {
          case 0 -> least;
          case 1 -> most;
          default -> least + random.nextDouble() * (most - least);
        };
    return num.whole() ? JSON.numberNode(Math.round(value)) : JSON.numberNode(value);
  }

  private ArrayNode list(Shape.ListOf list) {
    ArrayNode array = JSON.arrayNode();
    int size = list.least() + random.nextInt(3);
    for (int i = 0; i < size; i++) array.add(value(list.each()));
    return array;
  }

  private ObjectNode members(Shape.Members members) {
    ObjectNode object = JSON.objectNode();
    boolean generous = random.nextBoolean();
    members
        .byName()
        .forEach(
            (name, member) -> {
              if (member.required()
                  || (generous ? random.nextInt(5) > 0 : random.nextInt(5) == 0)) {
                object.set(name, value(member.shape()));
              }
            });
    Shape others = members.others();
    if (others != null) {
      for (int i = random.nextInt(3); i > 0; i--) {
        String name = "other" + i;
        if (!members.byName().containsKey(name)) object.set(name, value(others));
      }
    }
    return object;
  }
}
