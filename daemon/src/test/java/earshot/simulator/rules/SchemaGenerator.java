package earshot.simulator.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes random events from a published schema: the other way round than {@link RulesGenerator}, so
 * that a member our tables forgot shows. Knows only the keywords that these schemas use.
 */
final class SchemaGenerator {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final JsonNode root;
  private final Random random;

  SchemaGenerator(JsonNode root, Random random) {
    this.root = root;
    this.random = random;
  }

  List<String> types() {
    List<String> types = new ArrayList<>();
    root.path("x-event-types").fieldNames().forEachRemaining(types::add);
    return types;
  }

  JsonNode event(String type) {
    return value(JSON.objectNode().set("$ref", root.path("x-event-types").path(type)));
  }

  /** Every name of a member and every word of an enumeration in the schema. */
  Set<String> vocabulary() {
    Set<String> words = new TreeSet<>();
    collect(root.path("$defs"), words);
    return words;
  }

  private static void collect(JsonNode node, Set<String> words) {
    node.path("properties").fieldNames().forEachRemaining(words::add);
    node.path("enum").forEach(word -> words.add(word.asText()));
    node.forEach(child -> collect(child, words));
  }

  private JsonNode value(JsonNode schema) {
    if (schema.has("$ref")) return value(root.at(schema.get("$ref").textValue().substring(1)));
    if (schema.has("anyOf")) return value(pick(schema.get("anyOf")));
    if (schema.has("const")) return schema.get("const");
    if (schema.has("enum")) return pick(schema.get("enum"));
    // A schema that speaks of items only, but does not ask for an array.
    String type = schema.path("type").asText(schema.has("items") ? "array" : "anything");
    return switch (type) {
      case "null" -> JSON.nullNode();
      case "boolean" -> JSON.booleanNode(random.nextBoolean());
      case "integer" -> JSON.numberNode((long) number(schema));
      case "number" -> JSON.numberNode(number(schema));
      case "string" -> JSON.textNode(text(schema));
      case "array" -> array(schema);
      case "object" -> object(schema);
      default -> JSON.textNode("anything");
    };
  }

  private double number(JsonNode schema) {
    double least = schema.path("minimum").asDouble(-5);
    double most = schema.path("maximum").asDouble(50_000);
    return random.nextInt(4) == 0 ? most : least + random.nextDouble() * (most - least);
  }

  private String text(JsonNode schema) {
    if (schema.has("pattern")) return "tunnel_" + "a0".repeat(16);
    return "x".repeat(random.nextInt(schema.path("maxLength").asInt(8) + 1));
  }

  private ArrayNode array(JsonNode schema) {
    ArrayNode array = JSON.arrayNode();
    int size = schema.path("minItems").asInt() + random.nextInt(3);
    for (int i = 0; i < size; i++) array.add(value(schema.path("items")));
    return array;
  }

  private ObjectNode object(JsonNode schema) {
    ObjectNode object = JSON.objectNode();
    Set<String> required = new TreeSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    boolean generous = random.nextBoolean();
    for (var entry : schema.path("properties").properties()) {
      if (required.contains(entry.getKey()) || random.nextInt(5) > (generous ? 0 : 3)) {
        object.set(entry.getKey(), value(entry.getValue()));
      }
    }
    JsonNode others = schema.path("additionalProperties");
    if (others.isObject()) object.set("other", value(others));
    return object;
  }

  private JsonNode pick(JsonNode array) {
    return array.get(random.nextInt(array.size()));
  }
}
