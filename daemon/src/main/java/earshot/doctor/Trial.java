package earshot.doctor;

import earshot.config.Config;
import earshot.hal.Clock;
import earshot.hal.Hal;
import earshot.hal.HalException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Tries one part of a board for some seconds and tells what it does meanwhile, for whoever solders
 * it. Opens that part only; whoever made the board closes it. Blocks on the caller's thread.
 */
public final class Trial {

  /** What may be tried. */
  public enum Subject {
    MIC(10),
    SPEAKER(6),
    BUTTON(15),
    LIGHTS(16);

    private final int seconds;

    Subject(int seconds) {
      this.seconds = seconds;
    }

    /** How long it is tried when nobody says. */
    public int seconds() {
      return seconds;
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param device what it is, for people
   * @param words what there is to say at the end, for people
   * @param measured the same for machines
   */
  public record Outcome(
      String device, String words, Map<String, Long> measured, List<Found> found) {

    public Outcome {
      measured = Map.copyOf(measured);
      found = List.copyOf(found);
    }

    /** Whether it did what it is for, as far as can be told from here. */
    public boolean good() {
      return found.stream().noneMatch(each -> each.severity() == Severity.FAULT);
    }
  }

  private static final String PIPE = "pipe";

  private final Clock clock;
  private final Pause pause;
  private final Consumer<String> told;

  Trial(Clock clock, Pause pause, Consumer<String> told) {
    this.clock = clock;
    this.pause = pause;
    this.told = told;
  }

  /**
   * On this clock.
   *
   * @param told gets a line for each thing that happens
   */
  public static Trial on(Clock clock, Consumer<String> told) {
    return new Trial(clock, Pause.on(clock), told);
  }

  /** Throws {@link HalException} when the board has no such part, or it cannot be had. */
  public Outcome of(Subject subject, Hal board, Config config, int seconds)
      throws InterruptedException {
    long nanos = seconds * 1_000_000_000L;
    if (config.board().parts().equals(PIPE)) {
      throw new HalException(
          "board pipe",
          "try its " + subject.word(),
          "it has no parts of its own, only standard input and output",
          "earshot run --board pipe, or another --board of: earshot devices");
    }
    return switch (subject) {
      case MIC -> new MicrophoneTrial(board.microphones(), pause, told).run(nanos);
      case SPEAKER -> SpeakerTrial.of(board.speaker(), config, pause, told).run(nanos);
      case BUTTON -> {
        if (board.button() == null && board.muteSwitch() == null) {
          throw none(config, "button", "board.button_line, or the space bar of --board desktop");
        }
        long bounceNanos = config.talk().debounceMillis() * 1_000_000L;
        yield new ButtonTrial(clock, pause, told, bounceNanos)
            .run(board.button(), board.muteSwitch(), nanos);
      }
      case LIGHTS -> {
        if (!board.lights().any())
          throw none(config, "lights", "board.led_line, with a board that has GPIO lines");
        yield new LightsTrial(board.lights(), pause, told).run(nanos);
      }
    };
  }

  private static HalException none(Config config, String part, String remedy) {
    return new HalException(
        "board " + config.board().name(), "try its " + part, "none is configured", remedy);
  }
}
