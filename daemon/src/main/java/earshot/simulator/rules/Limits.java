package earshot.simulator.rules;

import static java.util.Map.entry;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a real service refuses although no schema says so: a table of checks by event type. Lenient
 * with members of the wrong type, which are for the shapes to judge.
 */
final class Limits {

  private static final int LONGEST_ID = 32;
  private static final int LONGEST_INPUT_TEXT = 256_000;

  /** 15 MiB of audio in base64. */
  private static final int LONGEST_APPEND = 15 * 1024 * 1024 / 3 * 4;

  @FunctionalInterface
  private interface Limit {
    @Nullable Fault check(JsonNode event);
  }

  private final Map<String, List<Limit>> byType;

  private Limits(Map<String, List<Limit>> byType) {
    this.byType = byType;
  }

  static Limits ga() {
    List<Set<String>> kinds = List.of(Set.of("text"), Set.of("audio"));
    return new Limits(
        Map.ofEntries(
            entry(
                "session.update",
                List.of(
                    kinds("session.output_modalities", kinds),
                    rate("session.audio.input.format"),
                    rate("session.audio.output.format"),
                    within("session.audio.input.turn_detection.threshold", 0, 1),
                    within("session.max_output_tokens", 1, Integer.MAX_VALUE))),
            entry(
                "response.create",
                List.of(
                    kinds("response.output_modalities", kinds),
                    rate("response.audio.output.format"),
                    within("response.max_output_tokens", 1, Integer.MAX_VALUE),
                    items("response.input"))),
            entry("conversation.item.create", List.of(item("item"))),
            entry("conversation.item.truncate", truncation()),
            entry("input_audio_buffer.append", List.of(longest("audio", LONGEST_APPEND)))));
  }

  static Limits beta() {
    List<Set<String>> kinds = List.of(Set.of("text"), Set.of("audio", "text"));
    return new Limits(
        Map.ofEntries(
            entry(
                "session.update",
                List.of(
                    kinds("session.modalities", kinds),
                    within("session.turn_detection.threshold", 0, 1),
                    within("session.temperature", 0.6, 1.2),
                    within("session.max_response_output_tokens", 1, 4096))),
            entry("transcription_session.update", List.of(list("session.modalities"))),
            entry(
                "response.create",
                List.of(
                    kinds("response.modalities", kinds),
                    within("response.temperature", 0.6, 1.2),
                    within("response.max_response_output_tokens", 1, 4096),
                    within("response.max_output_tokens", 1, 4096),
                    items("response.input"))),
            entry("conversation.item.create", List.of(item("item"))),
            entry("conversation.item.truncate", truncation()),
            entry("input_audio_buffer.append", List.of(longest("audio", LONGEST_APPEND)))));
  }

  static Limits translation() {
    return new Limits(
        Map.of("session.input_audio_buffer.append", List.of(longest("audio", LONGEST_APPEND))));
  }

  private static List<Limit> truncation() {
    return List.of(
        within("content_index", 0, Integer.MAX_VALUE),
        within("audio_end_ms", 0, Integer.MAX_VALUE));
  }

  @Nullable Fault check(JsonNode event) {
    List<Limit> limits = byType.get(event.path("type").asText());
    if (limits == null) return null;
    for (int i = 0; i < limits.size(); i++) {
      Fault fault = limits.get(i).check(event);
      if (fault != null) return fault;
    }
    return null;
  }

  /** Which kinds of output may be asked for together. */
  private static Limit kinds(String param, List<Set<String>> combinations) {
    JsonPointer pointer = pointer(param);
    Limit list = list(param);
    String supported =
        Diagnosis.listed(combinations.stream().map(Limits::inBrackets).toList(), "and");
    return event -> {
      Fault fault = list.check(event);
      JsonNode value = event.at(pointer);
      if (fault != null || value.isMissingNode()) return fault;
      Set<String> asked = new TreeSet<>();
      value.forEach(kind -> asked.add(kind.asText()));
      if (combinations.contains(asked)) return null;
      String message =
          "Invalid modalities: %s. Supported combinations are: %s."
              .formatted(inBrackets(asked), supported);
      return new Fault(Fault.INVALID_VALUE, param, message);
    };
  }

  private static String inBrackets(Set<String> words) {
    return "["
        + String.join(", ", new TreeSet<>(words).stream().map(Diagnosis::quoted).toList())
        + "]";
  }

  /** Beta's schema takes anything that is not a list of kinds for a list of kinds. */
  private static Limit list(String param) {
    JsonPointer pointer = pointer(param);
    return event -> {
      JsonNode value = event.at(pointer);
      if (value.isMissingNode() || value.isArray()) return null;
      return Fault.wrongType(param, "an array of strings", Diagnosis.inWords(value));
    };
  }

  /** PCM without its rate is refused; the other formats have one rate only. */
  private static Limit rate(String param) {
    JsonPointer pointer = pointer(param);
    return event -> {
      JsonNode format = event.at(pointer);
      boolean pcm = format.path("type").asText().equals("audio/pcm");
      return pcm && !format.has("rate") ? Fault.missing(param + ".rate") : null;
    };
  }

  private static Limit within(String param, double least, double most) {
    JsonPointer pointer = pointer(param);
    var bounds = new Shape.Num(false, least, most);
    return event -> {
      JsonNode value = event.at(pointer);
      return value.isNumber() && !bounds.accepts(value) ? Diagnosis.of(bounds, value, param) : null;
    };
  }

  private static Limit longest(String param, int longest) {
    return event -> tooLong(event.path(param), param, longest);
  }

  private static Limit items(String param) {
    JsonPointer pointer = pointer(param);
    return event -> {
      JsonNode items = event.at(pointer);
      for (int i = 0; i < items.size(); i++) {
        Fault fault = checkItem(items.path(i), param + "[" + i + "]");
        if (fault != null) return fault;
      }
      return null;
    };
  }

  private static Limit item(String param) {
    return event -> checkItem(event.path(param), param);
  }

  private static @Nullable Fault checkItem(JsonNode item, String param) {
    for (String id : List.of("id", "call_id")) {
      Fault fault = tooLong(item.path(id), param + "." + id, LONGEST_ID);
      if (fault != null) return fault;
    }
    boolean assistant = item.path("role").asText().equals("assistant");
    JsonNode content = item.path("content");
    for (int i = 0; i < content.size(); i++) {
      JsonNode part = content.path(i);
      String text = param + ".content[" + i + "].text";
      String type = part.path("type").asText();
      // What an assistant said can be told again only in writing.
      if (assistant && type.endsWith("_audio") && !part.has("text")) return Fault.missing(text);
      Fault fault = tooLong(part.path("text"), text, LONGEST_INPUT_TEXT);
      if (fault != null) return fault;
    }
    return null;
  }

  private static @Nullable Fault tooLong(JsonNode value, String param, int longest) {
    // The length in UTF-16 units is at hand, and never less than that in characters.
    if (!value.isTextual() || value.textValue().length() <= longest) return null;
    int length = Shape.Text.lengthOf(value.textValue());
    return length <= longest ? null : Fault.tooLong(param, longest, length);
  }

  private static JsonPointer pointer(String param) {
    return JsonPointer.compile("/" + param.replace('.', '/'));
  }
}
