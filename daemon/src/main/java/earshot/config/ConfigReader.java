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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

  /** The table of boards, with the profiles where the usual configuration is. Reads files. */
  public List<Board> boards() {
    return boards(new Profiles(boardsBeside(main(null))));
  }

  /** What every profile sets, by its name. Reads files. */
  public Map<String, Map<String, Object>> profiles() {
    Map<String, Map<String, Object>> all = new LinkedHashMap<>();
    for (Profile profile : new Profiles(boardsBeside(main(null))).all()) {
      Map<String, Object> options = new TreeMap<>();
      profile.settings().forEach((key, setting) -> options.put(key, setting.value()));
      all.put(profile.name(), options);
    }
    return all;
  }

  /** The file of a profile, for people; null if no profile has this name. Reads files. */
  public @Nullable String profile(String name) {
    Profile profile = new Profiles(boardsBeside(main(null))).named(name);
    return profile == null ? null : profile.text();
  }

  private List<Board> boards(Profiles profiles) {
    List<Board> all = new ArrayList<>(boards);
    for (Profile profile : profiles.all()) {
      Board of = board(profile.parts());
      if (of != null && board(profile.name()) == null) all.add(profile.row(of));
    }
    Board usual = board(Profiles.PARTS);
    for (String name : Profiles.BUILT_IN) {
      if (usual != null && profiles.named(name) == null && board(name) == null) {
        all.add(new Board(name, "", usual.options(), usual.parts()));
      }
    }
    return List.copyOf(all);
  }

  private @Nullable Board board(String name) {
    return boards.stream().filter(each -> each.name().equals(name)).findFirst().orElse(null);
  }

  private static Path boardsBeside(Path main) {
    return main.toAbsolutePath().resolveSibling("boards");
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
    List<String> wanted = new ArrayList<>();
    for (Setting each : new Setting[] {filedBoard, settings.at(Key.BOARD_NAME.path())}) {
      if (each != null) wanted.add(each.value().toString());
    }
    Profiles profiles = new Profiles(boardsBeside(main), wanted);
    problems.addAll(profiles.problems());
    for (Profile profile : profiles.own()) {
      if (board(profile.parts()) == null) problems.add(profile.partless(boards));
    }
    String parts = fill(settings, profiles);
    Check check = new Check(boards(profiles), settings, problems, main.toString());
    check.all(filedBoard);
    ModelCheck models = new ModelCheck(settings, problems, main.toString(), today.get());
    models.all();
    if (!problems.isEmpty()) {
      return new Reading.Bad(List.copyOf(problems));
    }
    return new Reading.Good(Assembly.config(settings, parts, models.catalogue()), settings);
  }

  /**
   * What the profile says holds where nobody says anything else. Returns the name of the board that
   * makes the parts.
   */
  private static String fill(Settings settings, Profiles profiles) {
    Setting named = settings.at(Key.BOARD_NAME.path());
    String name = String.valueOf(named == null ? Key.BOARD_NAME.usual() : named.value());
    Profile profile = profiles.named(name);
    if (profile == null) return name;
    for (Map.Entry<String, Setting> each : profile.settings().entrySet()) {
      String path = "board." + each.getKey();
      // A channel that somebody chose is a choice against the array.
      boolean chosen = path.equals("board.mic_array") && settings.at("board.mic_channel") != null;
      if (settings.at(path) == null && !chosen) settings.put(path, each.getValue());
    }
    Setting echo = settings.at(Key.MICROPHONES_ECHO.path());
    boolean open = echo == null || echo.value().equals(Key.MICROPHONES_ECHO.usual());
    if (open && profile.facts().echo().equals(Profile.HARDWARE)) {
      settings.put(
          Key.MICROPHONES_ECHO.path(), new Setting(Profile.HARDWARE, profile.file(), 1, null));
    }
    return profile.parts();
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
    Path main = main(file);
    if (Files.isReadable(main)) {
      reader.files(main, true);
    }
    Object value = reader.settings().main().value(Key.CONTROL_SOCKET);
    return Path.of(value instanceof String path ? path : "/run/earshot/control.sock");
  }
}
