package earshot.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the assistant does in one response, part after part. */
public record Answer(List<Part> parts) {

  public sealed interface Part {}

  /**
   * A message: these clips, spoken one after the other; without clips, sound made up to fit the
   * words, or of {@code seconds} when that is not 0. When text is asked for, only the words.
   */
  public record Say(String words, List<String> clips, double seconds) implements Part {}

  /** A call of a function; the arguments are meant to be JSON, and need not be. */
  public record Call(String function, String arguments) implements Part {}

  /**
   * A call of a tool of a server that the session was told of, by the service itself, which gives
   * this output; null if it fails. Where the session wants to be asked, it is, and the rest of the
   * answer is not given.
   *
   * @param asks whether the service asks, whatever the session wants
   */
  public record Hosted(
      String server, String tool, String arguments, @Nullable String output, boolean asks)
      implements Part {
    public Hosted(String server, String tool, String arguments, @Nullable String output) {
      this(server, tool, arguments, output, false);
    }
  }

  public Answer {
    parts = List.copyOf(parts);
  }

  public static Answer say(String words) {
    return new Answer(List.of(new Say(words, List.of(), 0)));
  }

  /** Spoken clips with the words that belong to them. */
  public static Answer clips(String... names) {
    var clips = List.of(names);
    return new Answer(List.of(new Say(Voices.words(clips), clips, 0)));
  }

  /** So many seconds of something like speech, never the same twice in one answer. */
  public static Answer sound(double seconds) {
    String words = ("so it goes on and on for a while, ".repeat((int) (seconds / 2) + 1)).strip();
    return new Answer(List.of(new Say(words, List.of(), seconds)));
  }

  public static Answer call(String function, String arguments) {
    return new Answer(List.of(new Call(function, arguments)));
  }
}
