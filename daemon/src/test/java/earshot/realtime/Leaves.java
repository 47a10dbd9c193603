package earshot.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.hal.Pcm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands at the ends of a JSON tree, and what stands at the ends of a value of ours. */
final class Leaves {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Leaves() {}

  /** All that is said, by its place as a JSON pointer. Null and empty containers say nothing. */
  static Map<String, JsonNode> of(JsonNode tree) {
    Map<String, JsonNode> leaves = new LinkedHashMap<>();
    collect("", tree, leaves);
    return leaves;
  }

  private static void collect(String at, JsonNode node, Map<String, JsonNode> to) {
    if (node.isObject()) {
      for (var member : node.properties()) {
        collect(at + "/" + member.getKey(), member.getValue(), to);
      }
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) collect(at + "/" + i, node.path(i), to);
    } else if (!node.isNull()) {
      to.put(at, node);
    }
  }

  /** A copy of the tree with another leaf at this place. */
  static ObjectNode with(JsonNode tree, String at, JsonNode leaf) {
    ObjectNode copy = tree.deepCopy();
    int last = at.lastIndexOf('/');
    JsonNode parent = copy.at(at.substring(0, last));
    String name = at.substring(last + 1);
    if (parent instanceof ObjectNode object) object.set(name, leaf);
    else ((ArrayNode) parent).set(Integer.parseInt(name), leaf);
    return copy;
  }

  /** Places with every index as a star, to be named in a list. */
  static String pattern(String at) {
    return at.replaceAll("/\\d+(?=/|$)", "/*");
  }

  /** All that a record holds, as words: sound as base64, and JSON inside of a text as well. */
  static List<String> of(Object value) {
    List<String> words = new ArrayList<>();
    collect(value, words);
    return words;
  }

  private static void collect(@Nullable Object value, List<String> to) {
    switch (value) {
      case null -> {}
      case Record r -> {
        for (RecordComponent component : r.getClass().getRecordComponents()) {
          collect(component(r, component), to);
        }
      }
      case List<?> list -> list.forEach(element -> collect(element, to));
      case Map<?, ?> map -> {
        map.keySet().forEach(key -> collect(key, to));
        map.values().forEach(element -> collect(element, to));
      }
      case short[] samples -> {
        byte[] bytes = new byte[2 * samples.length];
        Pcm.toBytes(samples, 0, bytes, 0, samples.length);
        to.add(Base64.getEncoder().encodeToString(bytes));
      }
      case Enum<?> e -> to.add(e.name().toLowerCase(Locale.ROOT));
      case String text -> {
        to.add(text);
        if (text.startsWith("{") && text.endsWith("}"))
          of(parsed(text)).values().forEach(leaf -> to.add(leaf.asText()));
      }
      case Double number ->
          to.add(number == Math.rint(number) ? "" + number.longValue() : number.toString());
      default -> to.add(value.toString());
    }
  }

  private static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable Object component(Record r, RecordComponent component) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(r);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
