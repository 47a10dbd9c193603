package earshot.config;

import earshot.config.Settings.Setting;
import earshot.hal.Board;
import earshot.hal.Clock;
import earshot.realtime.Catalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the whole configuration: all of it well, or every problem at once. Each reading starts
 * afresh. Reads files, so it may block; any thread.
 */
public final class ConfigReader {

  private static final Path USUAL_FILE = Path.of("/etc/earshot/earshot.toml");

  private final List<Board> boards;
  private final Function<String, @Nullable String> environment;
  private final Supplier<LocalDate> today;

  /**
   * @param clock tells which models have been shut down by now
   */
  public ConfigReader(
      List<Board> boards, Function<String, @Nullable String> environment, Clock clock) {
    this(boards, environment, () -> today(clock));
  }

  /** On the day of the catalogue of models, whatever day it is. */
  public ConfigReader(List<Board> boards, Function<String, @Nullable String> environment) {
    this(boards, environment, Catalogue.BUILT_IN::date);
  }

  /**
   * @param boards the table of boards, whose options the {@code [board]} table is checked against
   * @param environment the variables of the process: {@code System::getenv}
   */
  private ConfigReader(
      List<Board> boards,
      Function<String, @Nullable String> environment,
      Supplier<LocalDate> today) {
    this.boards = List.copyOf(boards);
    this.environment = environment;
    this.today = today;
  }

  private static LocalDate today(Clock clock) {
    return Instant.ofEpochMilli(clock.epochMillis()).atZone(ZoneOffset.UTC).toLocalDate();
  }

  public List<Board> boards() {
    return boards;
  }

  public Reading read(Sources sources) {
    List<Problem> problems = new ArrayList<>();
    SettingsReader reader = new SettingsReader(problems);
    Path named = named(sources.file());
    Path main = named == null ? USUAL_FILE : named;
    reader.files(main, named != null);
    Settings settings = reader.settings();
    Setting filedBoard = settings.at(Key.BOARD_NAME.path());
    for (int i = 0; i < sources.sets().size(); i++) {
      reader.set(sources.sets().get(i), i + 1);
    }
    if (sources.board() != null) {
      settings.put(
          Key.BOARD_NAME.path(), new Setting(sources.board(), "--board", 1, sources.board()));
    }
    fromEnvironment(settings);
    Check check = new Check(boards, settings, problems, main.toString());
    check.all(filedBoard);
    ModelCheck models = new ModelCheck(settings, problems, main.toString(), today.get());
    models.all();
    if (!problems.isEmpty()) {
      return new Reading.Bad(List.copyOf(problems));
    }
    return new Reading.Good(Assembly.config(settings, models.catalogue()), settings);
  }

  /** The main file, whether it is there or not; the others are beside it, in {@code conf.d}. */
  public Path main(@Nullable Path file) {
    Path named = named(file);
    return named == null ? USUAL_FILE : named;
  }

  private @Nullable Path named(@Nullable Path file) {
    if (file != null) {
      return file;
    }
    String variable = environment.apply("EARSHOT_CONFIG");
    return variable == null || variable.isEmpty() ? null : Path.of(variable);
  }

  private void fromEnvironment(Settings settings) {
    String socket = environment.apply("EARSHOT_SOCKET");
    if (socket != null && !socket.isEmpty()) {
      settings.put(
          Key.CONTROL_SOCKET.path(), new Setting(socket, "the variable EARSHOT_SOCKET", 1, null));
    }
    String key = environment.apply("OPENAI_API_KEY");
    if (key == null || key.isBlank()) {
      return;
    }
    keyIfNone(settings, settings.main());
    for (int i = 0; i < settings.fallbacks(); i++) {
      keyIfNone(settings, settings.fallback(i));
    }
  }

  private static void keyIfNone(Settings settings, Settings.Section section) {
    String path = section.path(Key.SERVICE_KEY);
    if (settings.at(path) == null && section.is(Key.SERVICE_CREDENTIAL, "key")) {
      Setting setting = new Setting("env:OPENAI_API_KEY", "the variable OPENAI_API_KEY", 1, null);
      settings.put(path, setting);
    }
  }

  /**
   * Where a running daemon listens, for a client that may not be allowed to read the configuration
   * or finds mistakes in it.
   */
  public Path socket(@Nullable Path file) {
    String variable = environment.apply("EARSHOT_SOCKET");
    if (variable != null && !variable.isEmpty()) {
      return Path.of(variable);
    }
    SettingsReader reader = new SettingsReader(new ArrayList<>());
    Path named = named(file);
    Path main = named == null ? USUAL_FILE : named;
    if (Files.isReadable(main)) {
      reader.files(main, true);
    }
    Object value = reader.settings().main().value(Key.CONTROL_SOCKET);
    return Path.of(value instanceof String path ? path : "/run/earshot/control.sock");
  }
}
