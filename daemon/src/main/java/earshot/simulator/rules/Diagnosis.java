package earshot.simulator.rules;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.simulator.rules.Shape.Coded;
import earshot.simulator.rules.Shape.Exactly;
import earshot.simulator.rules.Shape.ListOf;
import earshot.simulator.rules.Shape.Member;
import earshot.simulator.rules.Shape.Members;
import earshot.simulator.rules.Shape.Num;
import earshot.simulator.rules.Shape.OneOf;
import earshot.simulator.rules.Shape.Plain;
import earshot.simulator.rules.Shape.Text;
import earshot.simulator.rules.Shape.Union;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out why a shape did not accept a value: one fault, at the deepest place that explains it.
 * Only for values that were refused, so it need not be quick.
 */
final class Diagnosis {

  private static final int LONGEST_QUOTE = 100;

  private Diagnosis() {}

  static Fault of(Shape shape, JsonNode value, String path) {
    return switch (shape) {
      case Union union -> ofUnion(union, value, path);
      case Shape other when !other.isOfKind(value) ->
          Fault.wrongType(path, other.inWords(), inWords(value));
      case Text text -> Fault.tooLong(path, text.longest(), Text.lengthOf(value.textValue()));
      case Coded coded ->
          Fault.invalid(
              path,
              "expected '%s' and %d characters of '%s'"
                  .formatted(coded.prefix(), coded.count(), coded.alphabet()));
      case OneOf oneOf ->
          Fault.unsupported(path, quoted(value.textValue()), quoted(oneOf.words(), "and"));
      case Exactly exactly -> Fault.unsupported(path, shortened(value.asText()), exactly.inWords());
      case Num num -> ofRange(num, value, path);
      case ListOf list -> ofList(list, value, path);
      case Members members -> ofMembers(members, value, path);
      case Plain plain ->
          throw new IllegalStateException(plain + " accepts " + value.getNodeType());
    };
  }

  private static Fault ofRange(Num num, JsonNode value, String path) {
    boolean below = value.doubleValue() < num.least();
    String bound = below ? ">= " + plainly(num.least()) : "<= " + plainly(num.most());
    return Fault.invalid(
        path,
        "%s value. Expected a value %s, but got %s instead"
            .formatted(
                below ? "below minimum" : "above maximum", bound, shortened(value.asText())));
  }

  private static Fault ofList(ListOf list, JsonNode value, String path) {
    if (value.size() < list.least()) {
      return Fault.invalid(
          path,
          "array too short. Expected an array with minimum length %d, but got an array with length %d instead"
              .formatted(list.least(), value.size()));
    }
    for (int i = 0; i < value.size(); i++) {
      if (!list.each().accepts(value.get(i))) {
        return of(list.each(), value.get(i), path + "[" + i + "]");
      }
    }
    throw new IllegalStateException("nothing wrong with the list " + path);
  }

  private static Fault ofMembers(Members members, JsonNode value, String path) {
    for (var entry : members.byName().entrySet()) {
      if (entry.getValue().required() && !value.has(entry.getKey())) {
        return Fault.missing(within(path, entry.getKey()));
      }
    }
    for (var entry : value.properties()) {
      Member member = members.byName().get(entry.getKey());
      Shape shape = member != null ? member.shape() : members.others();
      String place = within(path, entry.getKey());
      if (shape == null) return Fault.unknown(place);
      if (!shape.accepts(entry.getValue())) return of(shape, entry.getValue(), place);
    }
    throw new IllegalStateException("nothing wrong with the object " + path);
  }

  private static Fault ofUnion(Union union, JsonNode value, String path) {
    List<Shape> ofItsKind =
        union.alternatives().stream().filter(shape -> shape.isOfKind(value)).toList();
    if (ofItsKind.isEmpty()) return Fault.wrongType(path, union.inWords(), inWords(value));
    if (!value.isObject()) return of(ofItsKind.getFirst(), value, path);
    var candidates = new ArrayList<Members>();
    for (Shape shape : ofItsKind) if (shape instanceof Members members) candidates.add(members);
    Fault fault = narrow(candidates, value, path);
    if (fault != null) return fault;
    return candidates.stream()
        .map(members -> of(members, value, path))
        .max(Comparator.comparingInt(Diagnosis::depth))
        .orElseThrow();
  }

  /**
   * Keeps the candidates that the value itself chooses by its {@code type}, {@code role} and the
   * like: members that are one of a few words in every candidate. A fault when it chooses none.
   */
  private static @Nullable Fault narrow(List<Members> candidates, JsonNode value, String path) {
    Set<String> asked = new LinkedHashSet<>();
    while (candidates.size() > 1) {
      String name = chooser(candidates, asked);
      if (name == null) return null;
      asked.add(name);
      JsonNode choice = value.get(name);
      Set<String> words = new LinkedHashSet<>();
      boolean required = true;
      for (Members members : candidates) {
        Member member = memberOf(members, name);
        words.addAll(((OneOf) member.shape()).words());
        required &= member.required();
      }
      if (choice == null && required) return Fault.missing(within(path, name));
      if (choice == null) continue;
      if (!words.contains(choice.textValue())) {
        return of(new OneOf(words), choice, within(path, name));
      }
      candidates.removeIf(members -> !memberOf(members, name).shape().accepts(choice));
    }
    return null;
  }

  private static @Nullable String chooser(List<Members> candidates, Set<String> asked) {
    for (String name : candidates.getFirst().byName().keySet()) {
      if (asked.contains(name)) continue;
      boolean inAll = true;
      boolean differs = false;
      for (Members members : candidates) {
        Member member = members.byName().get(name);
        inAll &= member != null && member.shape() instanceof OneOf;
        differs |=
            member != null && !member.shape().equals(memberOf(candidates.getFirst(), name).shape());
      }
      if (inAll && differs) return name;
    }
    return null;
  }

  private static Member memberOf(Members members, String name) {
    Member member = members.byName().get(name);
    if (member == null) throw new IllegalStateException("no member " + name);
    return member;
  }

  private static int depth(Fault fault) {
    String param = fault.param();
    return param == null ? 0 : (int) param.chars().filter(c -> c == '.' || c == '[').count();
  }

  private static String within(String path, String name) {
    return path.isEmpty() ? shortened(name) : path + "." + shortened(name);
  }

  /** What a value is, as in "an integer". */
  static String inWords(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "an array";
      case BOOLEAN -> "a boolean";
      case NULL -> "null";
      case NUMBER -> value.isIntegralNumber() ? "an integer" : "a decimal";
      case OBJECT -> "an object";
      case STRING -> "a string";
      case BINARY, MISSING, POJO -> "something else";
    };
  }

  static String quoted(String word) {
    return "'" + shortened(word) + "'";
  }

  private static String shortened(String text) {
    if (text.length() <= LONGEST_QUOTE) return text;
    // Not through the middle of a character that takes two units.
    int end =
        Character.isHighSurrogate(text.charAt(LONGEST_QUOTE - 1))
            ? LONGEST_QUOTE - 1
            : LONGEST_QUOTE;
    return text.substring(0, end) + "...";
  }

  static String quoted(Collection<String> words, String and) {
    return listed(words.stream().map(Diagnosis::quoted).toList(), and);
  }

  /** As in "a, b, and c". */
  static String listed(List<String> parts, String and) {
    int last = parts.size() - 1;
    return switch (parts.size()) {
      case 0, 1 -> String.join("", parts);
      case 2 -> parts.getFirst() + " " + and + " " + parts.getLast();
      default -> String.join(", ", parts.subList(0, last)) + ", " + and + " " + parts.get(last);
    };
  }

  private static String plainly(double bound) {
    return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
  }
}
