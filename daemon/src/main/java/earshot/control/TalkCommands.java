package earshot.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands that do something to a running daemon: one request, one answer. */
final class TalkCommands {

  private TalkCommands() {}

  /** Sends one request; what the answer means is the command's own. */
  abstract static class Call implements Callable<Integer> {
    final Surroundings at;

    @Spec CommandSpec spec = CommandSpec.create();

    Call(Surroundings at) {
      this.at = at;
    }

    abstract ObjectNode request();

    /** A little longer than the daemon gives itself. */
    static Duration most(ObjectNode request) {
      Duration own = Requests.most(request);
      return own.plusSeconds(5);
    }

    /** Prints what there is to say; the exit code. */
    int done(ObjectNode answer) {
      return Exit.FINE.code();
    }

    @Override
    public Integer call() {
      ObjectNode request = request();
      try (ControlClient client = at.connect()) {
        return done(client.call(request, most(request)));
      }
    }

    static ObjectNode request(String name) {
      return Wire.object().put("do", name);
    }

    ParameterException wrong(String message) {
      return new ParameterException(spec.commandLine(), message);
    }
  }

  @Command(description = "Puts the button down.", mixinStandardHelpOptions = true)
  static final class Press extends Call {
    Press(Surroundings at) {
      super(at);
    }

    @Override
    ObjectNode request() {
      return request("press");
    }
  }

  @Command(description = "Lets the button go.", mixinStandardHelpOptions = true)
  static final class Release extends Call {
    Release(Surroundings at) {
      super(at);
    }

    @Override
    ObjectNode request() {
      return request("release");
    }
  }

  @Command(description = "A short press.", mixinStandardHelpOptions = true)
  static final class Tap extends Call {
    Tap(Surroundings at) {
      super(at);
    }

    @Override
    ObjectNode request() {
      return request("tap");
    }
  }

  @Command(description = "Two short presses.", mixinStandardHelpOptions = true)
  static final class DoubleTap extends Call {
    DoubleTap(Surroundings at) {
      super(at);
    }

    @Override
    ObjectNode request() {
      return request("double");
    }
  }

  @Command(
      description = "Holds the button for so many milliseconds; returns after the release.",
      mixinStandardHelpOptions = true)
  static final class Hold extends Call {
    @Parameters(index = "0", paramLabel = "MS")
    long millis;

    Hold(Surroundings at) {
      super(at);
    }

    @Override
    ObjectNode request() {
      if (millis < 1 || millis > 600_000) {
        throw wrong("MS must be from 1 to 600000");
      }
      return request("hold").put("millis", millis);
    }
  }

  @Command(
      description = "One text turn; prints the answer's transcript.",
      mixinStandardHelpOptions = true)
  static final class Ask extends Call {
    @Parameters(arity = "1..*", paramLabel = "TEXT")
    List<String> words = List.of();

    @Option(
        names = "--image",
        paramLabel = "FILE",
        description = "A PNG or JPEG of at most 1 MB to look at.")
    @Nullable Path image;

    Ask(Surroundings at) {
      super(at);
    }

    @Override
    public Integer call() {
      ObjectNode request = request();
      byte[] picture = image == null ? new byte[0] : picture(image);
      try (ControlClient client = at.connect()) {
        for (int from = 0; from < picture.length; from += Attachment.PIECE_BYTES) {
          int to = Math.min(picture.length, from + Attachment.PIECE_BYTES);
          byte[] piece = Arrays.copyOfRange(picture, from, to);
          ObjectNode part =
              request("attach").put("data", Base64.getEncoder().encodeToString(piece));
          client.call(part, most(part));
        }
        return done(client.call(request, most(request)));
      }
    }

    private byte[] picture(Path file) {
      byte[] picture;
      try {
        if (Files.size(file) > Attachment.MOST_BYTES) {
          throw wrong(Attachment.tooLarge() + ": " + file + "; make it smaller");
        }
        picture = Files.readAllBytes(file);
      } catch (IOException e) {
        throw wrong("cannot read the picture " + file + ": " + e.getMessage());
      }
      if (Attachment.type(picture) == null) {
        throw wrong("neither PNG nor JPEG: " + file + "; convert it first");
      }
      return picture;
    }

    @Override
    ObjectNode request() {
      String text = String.join(" ", words);
      if (text.isBlank()) {
        throw wrong("TEXT is empty");
      }
      return request("ask").put("text", text);
    }

    @Override
    int done(ObjectNode answer) {
      at.out().println(answer.path("transcript").asText());
      if (answer.path("complete").asBoolean()) {
        return Exit.FINE.code();
      }
      at.err().println("earshot: the answer was cut short");
      return Exit.FAILED.code();
    }
  }

  @Command(
      description = "Silence: cancels the answer and what waits.",
      mixinStandardHelpOptions = true)
  static final class Stop extends Call {
    Stop(Surroundings at) {
      super(at);
    }

    @Override
    ObjectNode request() {
      return request("stop");
    }
  }

  @Command(
      description = "Says the last answer again; needs no network.",
      mixinStandardHelpOptions = true)
  static final class Repeat extends Call {
    Repeat(Surroundings at) {
      super(at);
    }

    @Override
    ObjectNode request() {
      return request("repeat");
    }
  }

  @Command(description = "Says the time of day; needs no network.", mixinStandardHelpOptions = true)
  static final class Time extends Call {
    Time(Surroundings at) {
      super(at);
    }

    @Override
    ObjectNode request() {
      return request("time");
    }
  }

  @Command(
      description =
          "Says one of the device's own sentences, such as no-network, or any other through the"
              + " service.",
      mixinStandardHelpOptions = true)
  static final class Say extends Call {
    @Parameters(
        arity = "1..*",
        paramLabel = "TEXT",
        description = "a sentence, or the id of a prompt as in words.tsv")
    List<String> words = List.of();

    Say(Surroundings at) {
      super(at);
    }

    @Override
    ObjectNode request() {
      String text = String.join(" ", words).strip();
      // One word is an id, perhaps with a slip of the pen: that is told, and not said.
      return text.contains(" ")
          ? request("ask").put("text", Aloud.wish(text))
          : request("say").put("prompt", text);
    }
  }

  @Command(
      description = "Switches the microphones off, until unmute or a restart.",
      mixinStandardHelpOptions = true)
  static final class Mute extends Call {
    Mute(Surroundings at) {
      super(at);
    }

    @Override
    ObjectNode request() {
      return request("mute");
    }
  }

  @Command(
      description = "Switches them on again; not while the device's own mute switch is on.",
      mixinStandardHelpOptions = true)
  static final class Unmute extends Call {
    Unmute(Surroundings at) {
      super(at);
    }

    @Override
    ObjectNode request() {
      return request("unmute");
    }
  }

  @Command(
      description = "Sets the volume, or changes it, or tells it.",
      mixinStandardHelpOptions = true)
  static final class Volume extends Call {
    @Parameters(index = "0", arity = "0..1", paramLabel = "N|+N|-N", description = "0 to 100")
    @Nullable String change;

    Volume(Surroundings at) {
      super(at);
    }

    @Override
    ObjectNode request() {
      ObjectNode request = request("volume");
      if (change == null) {
        return request;
      }
      if (!change.matches("[+-]?\\d{1,3}") || Math.abs(Integer.parseInt(change)) > 100) {
        throw wrong("the volume is N, +N or -N, with N from 0 to 100");
      }
      boolean relative = change.startsWith("+") || change.startsWith("-");
      return request.put(relative ? "by" : "to", Integer.parseInt(change));
    }

    @Override
    int done(ObjectNode answer) {
      at.out().println(answer.path("volume").asInt());
      return Exit.FINE.code();
    }
  }

  @Command(
      description = "Reads the configuration again: all of it takes effect, or nothing.",
      mixinStandardHelpOptions = true)
  static final class Reload extends Call {
    Reload(Surroundings at) {
      super(at);
    }

    @Override
    ObjectNode request() {
      return request("reload");
    }

    @Override
    int done(ObjectNode answer) {
      if (answer.path("ok").asBoolean()) {
        at.out().println("reloaded");
        return Exit.FINE.code();
      }
      for (JsonNode problem : answer.path("problems")) {
        at.err().println(problem.path("text").asText());
      }
      at.err().println("earshot: " + answer.path("error").asText());
      return Exit.BAD_CONFIGURATION.code();
    }
  }
}
