package earshot.doctor;

import earshot.config.Config;
import earshot.config.Reading;
import earshot.doctor.Running.Answering;
import earshot.hal.Board;
import earshot.hal.Button;
import earshot.hal.Clock;
import earshot.hal.Hal;
import earshot.hal.HalException;
import earshot.hal.dsp.Cleaner;
import earshot.hal.dsp.Cleaning;
import earshot.hal.pi.gpio.GpioChips;
import earshot.hal.sound.SoundCards.Card;
import earshot.hal.webrtc.WebRtcCleaner;
import earshot.realtime.Catalogue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Examines a device part by part, and tells what is wrong and what to try. Opens devices only when
 * no daemon has them. Blocks for some seconds; on the caller's thread. Changes nothing, but for
 * what it has measured of the echo, which the daemon goes by.
 */
public final class Doctor {

  /** Opens a board's parts; throws {@link HalException}. */
  public interface Opening extends Function<Config, Hal> {}

  /**
   * @param tone a tone may be played
   * @param network the service may be asked
   */
  public record Wish(boolean tone, boolean network) {}

  private final Machine machine;
  private final Clock clock;
  private final Pause pause;
  private final Supplier<List<Card>> cards;
  private final Supplier<List<GpioChips.Listing>> chips;
  private final Opening opening;
  private final Visit visit;
  private final Function<Cleaning, Cleaner> cleaners;

  Doctor(
      Machine machine,
      Clock clock,
      Pause pause,
      Supplier<List<Card>> cards,
      Supplier<List<GpioChips.Listing>> chips,
      Opening opening,
      Visit visit,
      Function<Cleaning, Cleaner> cleaners) {
    this.machine = machine;
    this.clock = clock;
    this.pause = pause;
    this.cards = cards;
    this.chips = chips;
    this.opening = opening;
    this.visit = visit;
    this.cleaners = cleaners;
  }

  /** For this machine. */
  public static Doctor here(
      Clock clock,
      Supplier<List<Card>> cards,
      Supplier<List<GpioChips.Listing>> chips,
      Opening opening,
      Visit visit) {
    return new Doctor(
        Machine.real(), clock, Pause.on(clock), cards, chips, opening, visit, WebRtcCleaner::new);
  }

  /**
   * Everything that was found, part by part, the worst of each first.
   *
   * @param filed there is a configuration file
   * @param boards the table of boards
   */
  public List<Found> examine(
      Reading reading, boolean filed, List<Board> boards, Running running, Wish wish)
      throws InterruptedException {
    List<Found> found = new ArrayList<>(ConfigurationCheck.look(reading, filed));
    Answering daemon = running instanceof Answering answering ? answering : null;
    found.addAll(DaemonCheck.look(running));
    Person person = Person.on(machine);
    Config config = reading instanceof Reading.Good(var good, var _) ? good : null;
    Path state = config == null ? Path.of("/var/lib/earshot") : config.state().directory();
    Long process = daemon == null ? null : daemon.process();
    found.addAll(
        MachineCheck.look(machine, person, state, clock, Catalogue.BUILT_IN.date(), process));
    if (config != null) {
      devices(config, boards, person, running, wish, found);
      if (wish.network()) network(config, daemon, found);
    }
    found.sort(Comparator.comparing(Found::part).thenComparing(Found::severity));
    return List.copyOf(withoutRepeats(found));
  }

  /** What the daemon and the doctor both know is told once. */
  private static List<Found> withoutRepeats(List<Found> found) {
    List<Found> once = new ArrayList<>();
    for (Found each : found) {
      if (once.stream().noneMatch(other -> other.id().equals(each.id()) && same(other, each))) {
        once.add(each);
      }
    }
    return once;
  }

  private static boolean same(Found one, Found other) {
    return one.detail().equals(other.detail()) || other.detail().isEmpty();
  }

  private void devices(
      Config config,
      List<Board> boards,
      Person person,
      Running running,
      Wish wish,
      List<Found> found)
      throws InterruptedException {
    Map<String, Object> options = config.board().options();
    boolean held = !(running instanceof Running.Absent);
    Long process = running instanceof Answering answering ? answering.process() : null;
    boolean sound = takes(config, boards, "mic_card");
    boolean lines = takes(config, boards, "button_line");
    if (!sound && !lines) found.add(Found.of(Finding.BOARD_SIMULATED));
    int before = found.size();
    if (sound) found.addAll(SoundCheck.look(machine, person, options, cards.get(), process));
    if (lines) {
      found.addAll(ButtonCheck.lines(machine, person, options, listing(found), held));
    }
    boolean hopeless =
        found.subList(before, found.size()).stream()
            .anyMatch(each -> each.severity() == Severity.FAULT);
    // A daemon has them: it is asked instead. And what is not there cannot be opened.
    if (sound && !held && !hopeless) open(config, wish, found);
  }

  private List<GpioChips.Listing> listing(List<Found> found) {
    try {
      return chips.get();
    } catch (HalException e) {
      found.add(ButtonCheck.broken(e));
      return List.of();
    }
  }

  private static boolean takes(Config config, List<Board> boards, String option) {
    return boards.stream()
        .filter(board -> board.name().equals(config.board().name()))
        .flatMap(board -> board.options().stream())
        .anyMatch(each -> each.key().equals(option));
  }

  private void open(Config config, Wish wish, List<Found> found) throws InterruptedException {
    try (Hal board = opening.apply(config)) {
      Button button = takesButton(config) ? board.button() : null;
      if (button != null) found.addAll(ButtonCheck.rest(button, pause));
      Path state = machine.at(config.state().directory().toAbsolutePath().toString());
      EchoCheck echo =
          wish.tone() ? EchoCheck.of(board.microphones(), config, cleaners, state) : null;
      found.addAll(
          HearingCheck.listen(board.microphones(), board.speaker(), wish.tone(), echo, pause));
    } catch (HalException e) {
      found.add(ButtonCheck.broken(e));
    }
  }

  /** The space bar of a terminal is no line that could hang in the air. */
  private static boolean takesButton(Config config) {
    return config.board().options().containsKey("button_line");
  }

  private void network(Config config, @Nullable Answering daemon, List<Found> found)
      throws InterruptedException {
    if (config.service().provider() == Config.ProviderName.SIMULATOR) {
      found.add(Found.of(Finding.SERVICE_SIMULATED));
      return;
    }
    List<Found> way = NetworkCheck.look(machine);
    found.addAll(way);
    // A daemon that has a session has shown what a visit could; one that has none may need help.
    boolean connected =
        daemon != null && daemon.metrics().getOrDefault("earshot_link_ready", 0L) == 1;
    if (way.isEmpty() && !connected) found.addAll(visit.services(config));
  }
}
