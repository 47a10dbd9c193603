package earshot.config;

import earshot.config.Settings.Setting;
import earshot.hal.Board;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/**
 * Judges settings against the table of keys, the board's row and the contradictions. Looks at files
 * that are named. One use, one thread.
 */
final class Check {

  private static final Pattern NUMBERED = Pattern.compile("\\[(\\d{1,4})\\]\\.");

  private final List<Board> boards;
  private final Settings settings;
  private final List<Problem> problems;
  private final Setting somewhere;
  private final Set<String> broken = new HashSet<>();

  /**
   * @param file where a mistake is that has no place of its own
   */
  Check(List<Board> boards, Settings settings, List<Problem> problems, String file) {
    this.boards = boards;
    this.somewhere = new Setting("", file, 1, null);
    this.settings = settings;
    this.problems = problems;
  }

  /**
   * @param filedBoard the board that the files name, whose options are no mistakes when the command
   *     line names another board
   */
  void all(@Nullable Setting filedBoard) {
    Board board = board(settings.main().text(Key.BOARD_NAME));
    Board inFile = filedBoard == null ? null : board(filedBoard.value().toString());
    if (board == null) {
      unknownBoard();
    }
    Tables.fold(settings);
    for (String path : List.copyOf(settings.paths())) {
      Setting setting = settings.at(path);
      if (setting == null) {
        continue;
      }
      Key key = KeyPaths.at(KeyPaths.plain(path));
      String missing = listWithout(path);
      if (missing != null) {
        String name = missing.substring(missing.lastIndexOf('.') + 1);
        String list = missing.replaceAll("\\[\\d+\\]", "");
        problem(path, setting, "there is no such " + name, "[[" + list + "]] in a file");
      } else if (key != null && (!key.ofMcp() || path.contains(".mcp["))) {
        known(path, key, setting);
      } else if (path.startsWith("board.")) {
        boardOption(path, setting, board, inFile);
      } else {
        unknown(path, setting);
      }
    }
    contradictions(settings.main());
    for (int i = 0; i < settings.fallbacks(); i++) {
      contradictions(settings.fallback(i));
    }
  }

  /** A --set may name a row of a list that no file has: that list, or null. */
  private @Nullable String listWithout(String path) {
    Matcher matcher = NUMBERED.matcher(path);
    while (matcher.find()) {
      String list = path.substring(0, matcher.start());
      boolean ours = KeyPaths.plain(path).length() < path.length();
      if (ours && Integer.parseInt(matcher.group(1)) >= settings.size(list)) return list;
    }
    return null;
  }

  // -- keys of the table

  private void known(String path, Key key, Setting setting) {
    Object value = fitting(key.form(), setting);
    String[] wrong = value == null ? kindOf(key.form(), setting) : wrong(key.form(), value);
    if (wrong != null) {
      problem(path, setting, wrong[0], wrong[1]);
      return;
    }
    if (value != null && value != setting.value()) {
      settings.put(path, new Setting(value, setting.file(), setting.line(), setting.raw()));
    }
  }

  /** The value in the form's own kind, or null. A --set may leave out the quotes. */
  private static @Nullable Object fitting(Form form, Setting setting) {
    Object value = setting.value();
    return switch (form) {
      case Form.Whole _ -> value instanceof Long ? value : null;
      case Form.Decimal _ ->
          value instanceof Long whole
              ? (Object) whole.doubleValue()
              : value instanceof Double ? value : null;
      case Form.Flag _ -> value instanceof Boolean ? value : null;
      case Form.Texts _ -> Tables.texts(value);
      case Form.Table _, Form.References _ -> Tables.table(value);
      case Form.Text _,
          Form.Matching _,
          Form.Choice _,
          Form.File _,
          Form.Place _,
          Form.Url _,
          Form.Reference _ ->
          value instanceof String ? value : setting.raw();
    };
  }

  private static String[] kindOf(Form form, Setting setting) {
    Object value = setting.value();
    String is =
        switch (value) {
          case TomlTable _ -> "this is a table";
          case TomlArray _ -> "this is a list";
          case Map<?, ?> _ -> "some of its values are no text";
          case String text -> Discreet.value(text) + " is text";
          default -> Discreet.value(value) + " is of the wrong kind";
        };
    return new String[] {is, form.inWords()};
  }

  /** What is wrong and what to try, or null. */
  private static String @Nullable [] wrong(Form form, Object value) {
    return switch (form) {
      case Form.Text _ ->
          value.equals("") ? two("this is empty", "remove it, or say something") : null;
      case Form.Flag _, Form.Texts _, Form.Table _ -> null;
      case Form.Matching(String pattern, String words) ->
          value.toString().matches(pattern)
              ? null
              : two(Discreet.value(value) + " will not do here", words);
      case Form.References _ -> {
        for (Object each : ((Map<?, ?>) value).values()) {
          String[] wrong = wrongReference(each.toString());
          if (wrong != null) yield wrong;
        }
        yield null;
      }
      case Form.Whole(long least, long most) -> {
        long number = (Long) value;
        yield number < least || number > most
            ? two(number + " is out of range", form.inWords())
            : null;
      }
      case Form.Decimal(double least, double most) -> {
        double number = (Double) value;
        yield number >= least && number <= most
            ? null
            : two(number + " is out of range", form.inWords());
      }
      case Form.Choice(List<String> words) -> {
        if (words.contains(value)) {
          yield null;
        }
        String nearest = Nearest.word(value.toString(), words);
        yield two(
            Discreet.value(value) + " is not one of " + String.join(", ", words),
            "\"" + (nearest == null ? words.getFirst() : nearest) + "\"");
      }
      case Form.File _ -> wrongPath(value.toString(), true);
      case Form.Place _ -> wrongPath(value.toString(), false);
      case Form.Url _ -> wrongUrl(value.toString());
      case Form.Reference _ -> wrongReference(value.toString());
    };
  }

  private static String @Nullable [] wrongPath(String text, boolean mustExist) {
    try {
      Path path = Path.of(text);
      if (text.isEmpty()) {
        return two("the path is empty", "a path in quotes");
      }
      if (mustExist && !Files.isRegularFile(path)) {
        return two("there is no such file", "check the path");
      }
      return null;
    } catch (InvalidPathException _) {
      return two("this is no path", "a path in quotes");
    }
  }

  private static String @Nullable [] wrongUrl(String text) {
    String form = "\"wss://HOST/v1/realtime\"";
    try {
      URI uri = new URI(text);
      if (!"ws".equals(uri.getScheme()) && !"wss".equals(uri.getScheme())) {
        return two("the address must begin with ws:// or wss://", form);
      }
      if (uri.getHost() == null) {
        return two("the address has no host", form);
      }
      String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
      if (uri.getRawUserInfo() != null
          || query.contains("api-key=")
          || query.contains("key=")
          || query.contains("token=")) {
        return two(
            "a key may not stand in the address",
            "service.key = \"file:PATH\" with the key in that file");
      }
      return null;
    } catch (URISyntaxException _) {
      return two("this is no address", form);
    }
  }

  private static String @Nullable [] wrongReference(String text) {
    Secret secret = Assembly.secret(text);
    if (secret == null) {
      return two(
          "this must say where the key is, and may not be the key",
          "write the key into a file that only earshot may read, then key = \"file:PATH\"");
    }
    if (secret.kind() != Secret.Kind.FILE) {
      return null;
    }
    String[] wrong = wrongPath(secret.name(), false);
    if (wrong != null) {
      return wrong;
    }
    Path file = Path.of(secret.name());
    if (Files.notExists(file)) {
      return two("there is no file " + Discreet.path(file.toString()), "put the key into it");
    }
    String exposed = Secrets.exposed(file);
    return exposed == null ? null : two(exposed, "chmod 600 " + file);
  }

  private static String[] two(String message, String suggestion) {
    return new String[] {message, suggestion};
  }

  // -- the board

  private @Nullable Board board(@Nullable String name) {
    return boards.stream().filter(each -> each.name().equals(name)).findFirst().orElse(null);
  }

  private void unknownBoard() {
    String path = Key.BOARD_NAME.path();
    Setting setting = settings.at(path);
    String name = setting == null ? "sim" : setting.value().toString();
    List<String> names = boards.stream().map(Board::name).toList();
    String nearest = Nearest.word(name, names);
    problem(
        path,
        setting == null ? somewhere : setting,
        "there is no board " + Discreet.value(name),
        nearest != null ? "\"" + nearest + "\"" : "one of " + String.join(", ", names));
  }

  private void boardOption(
      String path, Setting setting, @Nullable Board board, @Nullable Board inFile) {
    if (board == null) {
      return;
    }
    String name = path.substring("board.".length());
    Board.Option option = option(board, name);
    if (option == null) {
      if (inFile != null && inFile != board && option(inFile, name) != null) {
        settings.remove(path);
        return;
      }
      List<String> names =
          Stream.concat(Stream.of("name"), board.options().stream().map(Board.Option::key))
              .toList();
      String nearest = Nearest.word(name, names);
      String other =
          boards.stream()
              .filter(each -> option(each, name) != null)
              .map(Board::name)
              .findFirst()
              .orElse(null);
      String remedy =
          nearest != null
              ? "board." + nearest
              : other != null
                  ? "remove it; board " + other + " has it"
                  : "one of " + String.join(", ", names);
      problem(path, setting, "board " + board.name() + " has no such option", remedy);
      return;
    }
    Object value = setting.value();
    boolean fits =
        switch (option.kind()) {
          case TEXT -> value instanceof String || value instanceof Long || setting.raw() != null;
          case NUMBER -> value instanceof Long || value instanceof Double;
          case FLAG -> value instanceof Boolean;
        };
    if (!fits) {
      String words =
          switch (option.kind()) {
            case TEXT -> "text in quotes";
            case NUMBER -> "a number";
            case FLAG -> "true or false";
          };
      problem(path, setting, kindOf(new Form.Text(), setting)[0], words);
    } else if (option.kind() == Board.Kind.TEXT
        && setting.raw() != null
        && !(value instanceof String)) {
      settings.put(path, new Setting(setting.raw(), setting.file(), setting.line(), setting.raw()));
    }
  }

  private static Board.@Nullable Option option(Board board, String name) {
    return board.options().stream()
        .filter(each -> each.key().equals(name))
        .findFirst()
        .orElse(null);
  }

  // -- names that are not in the table

  private void unknown(String path, Setting setting) {
    if (setting.value() instanceof TomlTable && isTable(path)) {
      settings.remove(path);
      return;
    }
    if (path.equals("service.fallback") || path.startsWith("service.fallback.")) {
      problem(path, setting, "this is no list of tables", "[[service.fallback]], two brackets");
      return;
    }
    boolean inFallback = path.startsWith("service.fallback[");
    String service = inFallback ? "service.fallback" : "service";
    String plain = KeyPaths.plain(path);
    if (plain.equals("service.mcp") || plain.startsWith("service.mcp.") && plain.equals(path)) {
      problem(path, setting, "this is no list of tables", "[[" + service + ".mcp]], two brackets");
      return;
    }
    if (isTable(plain)) {
      String names = String.join(", ", leavesOf(plain));
      problem(path, setting, "this is a table", "[" + plain + "] and below it " + names);
      return;
    }
    Key above = KeyPaths.at(plain.substring(0, Math.max(0, plain.lastIndexOf('.'))));
    if (above != null) {
      problem(path, setting, above.leaf() + " is no table", above.form().inWords());
      return;
    }
    List<String> names = new ArrayList<>(Key.ALL.stream().map(Key::path).toList());
    String ours = WireNames.key(plain);
    String nearest = ours != null ? ours : Nearest.path(plain, names);
    if (nearest != null) {
      String name = nearest.startsWith("service.") ? service + nearest.substring(7) : nearest;
      problem(path, setting, "there is no such key", name);
      return;
    }
    int dot = plain.lastIndexOf('.');
    String table = dot < 0 ? "" : plain.substring(0, dot);
    String among =
        isTable(table)
            ? "remove it; the keys here are " + String.join(", ", leavesOf(table))
            : "remove it; the tables are " + String.join(", ", tables());
    problem(path, setting, "there is no such key", among);
  }

  private static boolean isTable(String path) {
    return path.equals("board")
        || Key.ALL.stream().anyMatch(key -> key.path().startsWith(path + "."));
  }

  private static List<String> leavesOf(String table) {
    return Key.ALL.stream()
        .filter(key -> key.path().startsWith(table + "."))
        .map(key -> key.path().substring(table.length() + 1))
        .toList();
  }

  private static List<String> tables() {
    return Key.ALL.stream().map(Key::table).distinct().toList();
  }

  // -- all together

  private void contradictions(Settings.Section section) {
    List<Contradictions.Rule> rules = new ArrayList<>(Contradictions.RULES);
    rules.addAll(SessionRules.RULES);
    rules.addAll(KindContradictions.RULES);
    for (Contradictions.Rule rule : rules) {
      boolean judged = rule.keys().stream().noneMatch(key -> broken.contains(section.path(key)));
      if (judged && (section.isMain() || rule.ofService()) && rule.broken().test(section)) {
        Key blamed = rule.keys().getFirst();
        String path = section.path(blamed);
        tell(path, placeOf(rule, section), rule.message(), rule.suggestion());
      }
    }
  }

  /** Where the first key that is set stands. */
  private Setting placeOf(Contradictions.Rule rule, Settings.Section section) {
    for (Key key : rule.keys()) {
      Setting setting = settings.at(section.path(key));
      if (setting != null) {
        return setting;
      }
    }
    String table = section.path(Key.SERVICE_KEY).replaceFirst("[^.]*$", "");
    return settings.paths().stream()
        .filter(path -> path.startsWith(table))
        .map(settings::at)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(somewhere);
  }

  private void problem(String path, Setting setting, String message, String suggestion) {
    broken.add(path);
    tell(path, setting, message, suggestion);
  }

  private void tell(String path, Setting setting, String message, String suggestion) {
    problems.add(
        new Problem(setting.file(), setting.line(), Discreet.path(path), message, suggestion));
  }
}
