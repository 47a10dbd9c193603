package earshot.simulator.rules;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every place of a shape tried once: the smallest value that fits, with one place at a time left
 * out, added, or filled with everything that might or might not belong there. Made from a shape of
 * ours or from a published schema, so that what one of them lacks shows by the other.
 */
final class Probes {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** What both are brought to: the first of the fitting values is the smallest. */
  private record Place(List<JsonNode> fitting, List<JsonNode> doubtful) {
    JsonNode smallest() {
      return fitting.getFirst();
    }

    List<JsonNode> all() {
      List<JsonNode> all = new ArrayList<>(fitting);
      all.addAll(doubtful);
      return all;
    }
  }

  private Probes() {}

  static List<JsonNode> of(Shape shape) {
    return place(shape).all();
  }

  static List<JsonNode> of(JsonNode root, JsonNode schema) {
    return place(root, schema).all();
  }

  private static Place place(Shape shape) {
    return switch (shape) {
      case Shape.Text text when text.longest() == Integer.MAX_VALUE -> text("x");
      case Shape.Text text -> text("x".repeat(text.longest()), "🎤".repeat(text.longest()));
      case Shape.Coded coded ->
          text(coded.prefix() + coded.alphabet().substring(0, 1).repeat(coded.count()));
      case Shape.OneOf oneOf -> words(oneOf.words());
      case Shape.Exactly exactly -> number(exactly.number(), exactly.number());
      case Shape.Num num -> number(num.least(), num.most());
      case Shape.Plain.NULL -> leaf(JSON.nullNode());
      case Shape.Plain.BOOLEAN -> leaf(JSON.booleanNode(false));
      case Shape.Plain plain -> leaf(JSON.objectNode());
      case Shape.ListOf list -> list(place(list.each()), list.least());
      case Shape.Union union -> union(union.alternatives().stream().map(Probes::place).toList());
      case Shape.Members members -> {
        Map<String, Place> places = new TreeMap<>();
        Collection<String> required = new TreeSet<>();
        members
            .byName()
            .forEach(
                (name, member) -> {
                  places.put(name, place(member.shape()));
                  if (member.required()) required.add(name);
                });
        Shape others = members.others();
        if (others != null) places.put("other", place(others));
        yield members(places, required);
      }
    };
  }

  private static Place place(JsonNode root, JsonNode schema) {
    if (schema.has("$ref")) {
      return place(root, root.at(schema.get("$ref").textValue().substring(1)));
    }
    if (schema.has("anyOf")) {
      List<Place> places = new ArrayList<>();
      schema.get("anyOf").forEach(each -> places.add(place(root, each)));
      return union(places);
    }
    if (schema.path("const").isTextual()) return words(List.of(schema.get("const").textValue()));
    if (schema.path("enum").path(0).isTextual()) {
      List<String> words = new ArrayList<>();
      schema.get("enum").forEach(word -> words.add(word.textValue()));
      return words(words);
    }
    if (schema.has("enum")) {
      return number(schema.get("enum").get(0).intValue(), schema.get("enum").get(0).intValue());
    }
    return switch (schema.path("type").asText(schema.has("items") ? "array" : "anything")) {
      case "null" -> leaf(JSON.nullNode());
      case "boolean" -> leaf(JSON.booleanNode(false));
      case "integer", "number" ->
          number(
              schema.path("minimum").asDouble(Double.NEGATIVE_INFINITY),
              schema.path("maximum").asDouble(Double.POSITIVE_INFINITY));
      case "string" -> {
        if (schema.has("pattern")) yield text("tunnel_" + "z".repeat(32));
        yield text("x".repeat(schema.path("maxLength").asInt(1)));
      }
      case "array" -> list(place(root, schema.path("items")), schema.path("minItems").asInt());
      case "object" -> {
        Map<String, Place> places = new TreeMap<>();
        schema
            .path("properties")
            .properties()
            .forEach(entry -> places.put(entry.getKey(), place(root, entry.getValue())));
        JsonNode others = schema.path("additionalProperties");
        if (others.isObject()) places.put("other", place(root, others));
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.textValue()));
        yield members(places, required);
      }
      default -> throw new IllegalArgumentException("no probes for " + schema);
    };
  }

  private static Place leaf(JsonNode... fitting) {
    List<JsonNode> doubtful = new ArrayList<>();
    doubtful.add(JSON.nullNode());
    doubtful.add(JSON.booleanNode(true));
    for (double number : new double[] {-1, 5, 0.5, 1e30}) doubtful.add(JSON.numberNode(number));
    for (int number : new int[] {-1, 0, 1, 7}) doubtful.add(JSON.numberNode(number));
    for (String text : new String[] {"", "?", "auto"}) doubtful.add(JSON.textNode(text));
    doubtful.add(JSON.arrayNode());
    for (JsonNode one : List.copyOf(doubtful)) doubtful.add(JSON.arrayNode().add(one));
    doubtful.add(JSON.objectNode());
    doubtful.add(JSON.objectNode().put("surprise", 1));
    return new Place(List.of(fitting), doubtful);
  }

  private static Place text(String... fitting) {
    Place place = leaf();
    for (String text : fitting) {
      place.doubtful.add(JSON.textNode(text + "x"));
      // No line feed: the validator's Java pattern lets one pass at the end, JSON Schema's do not.
      place.doubtful.add(JSON.textNode(text + " "));
      place.doubtful.add(JSON.textNode(text.substring(1)));
      place.doubtful.add(JSON.textNode(text.substring(1) + "A"));
    }
    List<JsonNode> texts = new ArrayList<>();
    for (String text : fitting) texts.add(JSON.textNode(text));
    return new Place(texts, place.doubtful);
  }

  private static Place words(Collection<String> words) {
    return text(words.toArray(String[]::new));
  }

  private static Place number(double least, double most) {
    double some = Math.max(least, Math.min(most, 3));
    Place place = leaf(JSON.numberNode((int) Math.ceil(some)));
    for (double bound : new double[] {least, most}) {
      if (Double.isInfinite(bound)) continue;
      for (double step : new double[] {-1, -0.01, 0, 0.01, 1}) {
        place.doubtful.add(JSON.numberNode(bound + step));
        if (step == Math.rint(step)) place.doubtful.add(JSON.numberNode((int) (bound + step)));
      }
    }
    return place;
  }

  private static Place list(Place each, int least) {
    ArrayNode smallest = JSON.arrayNode();
    for (int i = 0; i < least; i++) smallest.add(each.smallest());
    Place place = leaf(smallest);
    for (JsonNode probe : each.all()) {
      place.doubtful.add(JSON.arrayNode().add(probe));
      place.doubtful.add(JSON.arrayNode().add(each.smallest()).add(probe));
    }
    return place;
  }

  private static Place union(List<Place> alternatives) {
    List<JsonNode> fitting = new ArrayList<>();
    List<JsonNode> doubtful = new ArrayList<>();
    for (Place place : alternatives) {
      fitting.addAll(place.fitting);
      doubtful.addAll(place.doubtful);
    }
    return new Place(fitting, doubtful);
  }

  private static Place members(Map<String, Place> places, Collection<String> required) {
    ObjectNode smallest = JSON.objectNode();
    for (String name : required) smallest.set(name, requireNonNull(places.get(name)).smallest());
    Place place = leaf(smallest);
    place.doubtful.add(smallest.deepCopy().put("surprise", 1));
    places.forEach(
        (name, inside) -> {
          place.doubtful.add(smallest.deepCopy().without(name));
          for (JsonNode probe : inside.all()) {
            place.doubtful.add(smallest.deepCopy().set(name, probe));
          }
        });
    return place;
  }
}
