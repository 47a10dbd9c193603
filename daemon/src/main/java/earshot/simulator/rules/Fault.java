package earshot.simulator.rules;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with an event, in the words of the service: the members of its {@code error} event.
 * {@code param} names the member at fault, as in {@code item.content[0].text}.
 */
public record Fault(String code, @Nullable String param, String message) {

  static final String UNKNOWN_PARAMETER = "unknown_parameter";
  static final String MISSING_PARAMETER = "missing_required_parameter";
  static final String INVALID_TYPE = "invalid_type";
  static final String INVALID_VALUE = "invalid_value";
  static final String INVALID_EVENT = "invalid_event";
  static final String TOO_LONG = "string_above_max_length";

  static Fault unknown(String param) {
    return new Fault(UNKNOWN_PARAMETER, param, "Unknown parameter: '" + param + "'.");
  }

  static Fault missing(String param) {
    return new Fault(MISSING_PARAMETER, param, "Missing required parameter: '" + param + "'.");
  }

  static Fault wrongType(String param, String expected, String got) {
    String message =
        "Invalid type for '%s': expected %s, but got %s instead.".formatted(param, expected, got);
    return new Fault(INVALID_TYPE, param, message);
  }

  static Fault unsupported(String param, String value, String supported) {
    String message = "Invalid value: %s. Supported values are: %s.".formatted(value, supported);
    return new Fault(INVALID_VALUE, param, message);
  }

  /**
   * A value of the right type that something else is wrong with: {@code what} ends the sentence.
   */
  static Fault invalid(String param, String what) {
    return new Fault(INVALID_VALUE, param, "Invalid '%s': %s.".formatted(param, what));
  }

  static Fault tooLong(String param, int longest, int length) {
    String message =
        "Invalid '%s': string too long. Expected a string with maximum length %d, but got a string with length %d instead."
            .formatted(param, longest, length);
    return new Fault(TOO_LONG, param, message);
  }
}
