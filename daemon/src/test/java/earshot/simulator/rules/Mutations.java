package earshot.simulator.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Spoils an event at random places, often but not always so that it is no longer well-formed. */
final class Mutations {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Random random;
  private final RulesGenerator generator;

  /**
   * Names of members and words of enumerations: what a careless client might mistake for another.
   */
  private final List<String> vocabulary;

  Mutations(Random random, Iterable<String> vocabulary) {
    this.random = random;
    this.generator = new RulesGenerator(random);
    List<String> words = new ArrayList<>();
    vocabulary.forEach(words::add);
    this.vocabulary = words;
  }

  /** A spoilt copy; {@code donor} is another event, for parts in the wrong place. */
  JsonNode mutant(JsonNode event, JsonNode donor) {
    if (random.nextInt(400) == 0) return generator.anything();
    JsonNode copy = event.deepCopy();
    for (int i = random.nextInt(4) == 0 ? 2 : 1; i > 0; i--) {
      List<JsonNode> containers = new ArrayList<>();
      containers(copy, containers);
      if (generator.pick(containers) instanceof ObjectNode object) spoil(object, donor);
      else if (generator.pick(containers) instanceof ArrayNode array) spoil(array, donor);
    }
    return copy;
  }

  private static void containers(JsonNode node, List<JsonNode> found) {
    if (!node.isContainerNode()) return;
    found.add(node);
    node.forEach(child -> containers(child, found));
  }

  private void spoil(ObjectNode object, JsonNode donor) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    int act = names.isEmpty() ? random.nextInt(2) : random.nextInt(8);
    switch (act) {
      case 0 -> object.set("surprise", generator.anything());
      case 1 -> object.set(generator.pick(vocabulary), replacement(JSON.nullNode(), donor));
      case 2, 3 -> object.remove(generator.pick(names));
      case 4 -> object.set(generator.pick(vocabulary), object.remove(generator.pick(names)));
      default -> {
        String name = generator.pick(names);
        object.set(name, replacement(object.get(name), donor));
      }
    }
  }

  private void spoil(ArrayNode array, JsonNode donor) {
    int act = array.isEmpty() ? 1 : random.nextInt(4);
    switch (act) {
      case 0 -> array.removeAll();
      case 1 -> array.add(replacement(JSON.nullNode(), donor));
      case 2 -> array.add(array.get(0).deepCopy());
      default -> {
        int i = random.nextInt(array.size());
        array.set(i, replacement(array.get(i), donor));
      }
    }
  }

  private JsonNode replacement(JsonNode old, JsonNode donor) {
    return switch (random.nextInt(7)) {
      case 0 -> JSON.nullNode();
      case 1 -> generator.anything();
      case 2 -> part(donor).deepCopy();
      case 3 -> JSON.textNode(generator.pick(vocabulary));
      default -> neighbour(old);
    };
  }

  /** A value of the same kind, but another. */
  private JsonNode neighbour(JsonNode old) {
    return switch (old.getNodeType()) {
      case STRING ->
          switch (random.nextInt(5)) {
            case 0 -> JSON.textNode(old.textValue() + "x");
            case 1 ->
                JSON.textNode((random.nextBoolean() ? "x" : "🎤").repeat(512 + random.nextInt(2)));
            case 2 -> JSON.textNode("tunnel_" + "a0".repeat(15 + random.nextInt(3)));
            case 3 -> JSON.textNode(old.textValue().toUpperCase(Locale.ROOT));
            default -> JSON.textNode(generator.pick(vocabulary));
          };
      case NUMBER ->
          switch (random.nextInt(5)) {
            case 0 -> JSON.numberNode(old.doubleValue());
            case 1 -> JSON.numberNode(old.doubleValue() + 0.5);
            case 2 -> JSON.numberNode(BigInteger.TEN.pow(25));
            case 3 ->
                JSON.numberNode(
                    generator.pick(
                        List.of(-1, 0, 1, 2, 4_999, 5_000, 30_000, 30_001, 24_000, 16_000)));
            default ->
                JSON.numberNode(generator.pick(List.of(0.24, 0.25, 1.5, 1.51, -0.01, 1.01, 1e30)));
          };
      case BOOLEAN -> JSON.numberNode(old.booleanValue() ? 1 : 0);
      case ARRAY -> old.isEmpty() ? JSON.objectNode() : old.get(0);
      case OBJECT -> JSON.arrayNode().add(old);
      default -> generator.anything();
    };
  }

  private JsonNode part(JsonNode donor) {
    JsonNode part = donor;
    while (part.isContainerNode() && !part.isEmpty() && random.nextInt(3) > 0) {
      List<JsonNode> children = new ArrayList<>();
      part.forEach(children::add);
      part = generator.pick(children);
    }
    return part;
  }
}
