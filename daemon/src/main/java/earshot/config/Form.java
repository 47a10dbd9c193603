package earshot.config;

import java.util.List;

/** What a value of the configuration looks like: its kind and its bounds. */
public sealed interface Form {

  record Text() implements Form {}

  record Whole(long least, long most) implements Form {}

  record Decimal(double least, double most) implements Form {}

  record Flag() implements Form {}

  record Choice(List<String> words) implements Form {}

  /** A file that exists. */
  record File() implements Form {}

  /** A place for a file that need not exist. */
  record Place() implements Form {}

  record Url() implements Form {}

  /** Where a secret is: never the secret. */
  record Reference() implements Form {}

  /** Text of a certain shape. */
  record Matching(String pattern, String words) implements Form {}

  /** A list of texts. */
  record Texts() implements Form {}

  /** Names of one's own choice, each with a text. */
  record Table() implements Form {}

  /** Names of one's own choice, each with where a secret is. */
  record References() implements Form {}

  /** What may stand in a header. */
  static Form header() {
    return new Matching("[!-~]([ -~]{0,254}[!-~])?", "plain characters in quotes");
  }

  /** Where a secret is shown: to who has proved who he is, or on this machine. */
  static Form secured() {
    return new Matching(
        "https://[^\\s/]+\\S*|http://(127\\.0\\.0\\.1|localhost)(:\\d+)?(/\\S*)?",
        "an https:// address in quotes");
  }

  /** What the button can do besides talking. */
  static Form act() {
    return choice("off", "repeat", "time", "stop", "louder", "quieter");
  }

  static Form dollars() {
    return new Decimal(0.001, 1_000_000);
  }

  static Form choice(String... words) {
    return new Choice(List.of(words));
  }

  /** For people: "a whole number from 0 to 100". */
  default String inWords() {
    return switch (this) {
      case Text _ -> "text in quotes";
      case Whole(long least, long most) -> "a whole number from " + least + " to " + most;
      case Decimal(double least, double most) -> "a number from " + least + " to " + most;
      case Flag _ -> "true or false";
      case Choice(List<String> words) -> "one of " + String.join(", ", words);
      case File _, Place _ -> "a path in quotes";
      case Url _ -> "a ws:// or wss:// address in quotes";
      case Matching(_, String words) -> words;
      case Texts _ -> "a list: [\"one\", \"two\"]";
      case Table _ -> "a table: { name = \"value\" }";
      case References _ -> "a table: { name = \"file:PATH\" }";
      case Reference _ -> "\"credential:NAME\", \"file:PATH\" or \"env:NAME\"";
    };
  }
}
