package earshot.simulator.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a JSON value must look like. Immutable and ready for use: to accept a value allocates next
 * to nothing, for that happens 50 times a second. Why a value was not accepted is for {@link
 * Diagnosis}.
 */
sealed interface Shape {

  boolean accepts(JsonNode value);

  /** Whether a value of this kind is worth a closer look. */
  boolean isOfKind(JsonNode value);

  /** What was expected, as in "a string". */
  String inWords();

  /** Any text up to a length in characters (not UTF-16 units). */
  record Text(int longest) implements Shape {
    @Override
    public boolean accepts(JsonNode value) {
      return value.isTextual()
          && (longest == Integer.MAX_VALUE || lengthOf(value.textValue()) <= longest);
    }

    @Override
    public boolean isOfKind(JsonNode value) {
      return value.isTextual();
    }

    @Override
    public String inWords() {
      return "a string";
    }

    static int lengthOf(String text) {
      return text.codePointCount(0, text.length());
    }
  }

  /** A text of fixed length: a prefix, then so many characters of an alphabet. */
  record Coded(String prefix, int count, String alphabet) implements Shape {
    @Override
    public boolean accepts(JsonNode value) {
      if (!value.isTextual()) return false;
      String text = value.textValue();
      if (text.length() != prefix.length() + count || !text.startsWith(prefix)) return false;
      return text.chars().skip(prefix.length()).allMatch(c -> alphabet.indexOf(c) >= 0);
    }

    @Override
    public boolean isOfKind(JsonNode value) {
      return value.isTextual();
    }

    @Override
    public String inWords() {
      return "a string";
    }
  }

  /** One of a few words. */
  record OneOf(Set<String> words) implements Shape {
    @Override
    public boolean accepts(JsonNode value) {
      return value.isTextual() && words.contains(value.textValue());
    }

    @Override
    public boolean isOfKind(JsonNode value) {
      return value.isTextual();
    }

    @Override
    public String inWords() {
      return Diagnosis.quoted(words, "or");
    }
  }

  /** One number and no other. */
  record Exactly(int number) implements Shape {
    @Override
    public boolean accepts(JsonNode value) {
      return value.isNumber() && value.doubleValue() == number;
    }

    @Override
    public boolean isOfKind(JsonNode value) {
      return value.isNumber();
    }

    @Override
    public String inWords() {
      return Integer.toString(number);
    }
  }

  /** A number within bounds. A whole one may be written 5.0, as JSON Schema has it. */
  record Num(boolean whole, double least, double most) implements Shape {
    @Override
    public boolean accepts(JsonNode value) {
      return isOfKind(value) && least <= value.doubleValue() && value.doubleValue() <= most;
    }

    @Override
    public boolean isOfKind(JsonNode value) {
      if (!value.isNumber()) return false;
      return !whole
          || value.isIntegralNumber()
          || value.doubleValue() == Math.rint(value.doubleValue());
    }

    @Override
    public String inWords() {
      return whole ? "an integer" : "a number";
    }
  }

  /** The shapes that need no more than a name. */
  enum Plain implements Shape {
    BOOLEAN("a boolean") {
      @Override
      public boolean accepts(JsonNode value) {
        return value.isBoolean();
      }
    },
    NULL("null") {
      @Override
      public boolean accepts(JsonNode value) {
        return value.isNull();
      }
    },
    ANY("anything") {
      @Override
      public boolean accepts(JsonNode value) {
        return true;
      }
    },
    NOT_A_LIST("anything but an array") {
      @Override
      public boolean accepts(JsonNode value) {
        return !value.isArray();
      }
    };

    private final String words;

    Plain(String words) {
      this.words = words;
    }

    @Override
    public boolean isOfKind(JsonNode value) {
      return accepts(value);
    }

    @Override
    public String inWords() {
      return words;
    }
  }

  /** An array of at least so many values. */
  record ListOf(Shape each, int least) implements Shape {
    @Override
    public boolean accepts(JsonNode value) {
      if (!value.isArray() || value.size() < least) return false;
      for (int i = 0; i < value.size(); i++) if (!each.accepts(value.get(i))) return false;
      return true;
    }

    @Override
    public boolean isOfKind(JsonNode value) {
      return value.isArray();
    }

    @Override
    public String inWords() {
      return "an array";
    }
  }

  record Member(Shape shape, boolean required) {}

  /** An object: its members, and the shape of all others, or null when there may be none. */
  record Members(Map<String, Member> byName, int requiredCount, @Nullable Shape others)
      implements Shape {

    Members(Map<String, Member> byName, @Nullable Shape others) {
      this(byName, (int) byName.values().stream().filter(Member::required).count(), others);
    }

    @Override
    public boolean accepts(JsonNode value) {
      if (!value.isObject()) return false;
      int requiredSeen = 0;
      for (var entry : value.properties()) {
        Member member = byName.get(entry.getKey());
        Shape shape = member != null ? member.shape : others;
        if (shape == null || !shape.accepts(entry.getValue())) return false;
        if (member != null && member.required) requiredSeen++;
      }
      return requiredSeen == requiredCount;
    }

    @Override
    public boolean isOfKind(JsonNode value) {
      return value.getNodeType() == JsonNodeType.OBJECT;
    }

    @Override
    public String inWords() {
      return "an object";
    }
  }

  /** Any of several shapes, none of which is a union itself. */
  record Union(List<Shape> alternatives) implements Shape {
    @Override
    public boolean accepts(JsonNode value) {
      for (int i = 0; i < alternatives.size(); i++) {
        if (alternatives.get(i).accepts(value)) return true;
      }
      return false;
    }

    @Override
    public boolean isOfKind(JsonNode value) {
      return alternatives.stream().anyMatch(shape -> shape.isOfKind(value));
    }

    @Override
    public String inWords() {
      return Diagnosis.listed(alternatives.stream().map(Shape::inWords).distinct().toList(), "or");
    }
  }
}
