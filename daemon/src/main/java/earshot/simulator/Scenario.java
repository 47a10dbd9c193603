package earshot.simulator;

import earshot.simulator.Misbehaviour.Point;
import earshot.simulator.Misbehaviour.When;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/**
 * Scenario files: a script in TOML. Reads all of it and then complains about all of it at once.
 * What is not said is as usual.
 *
 * <pre>
 * pace = 4                        # also delta_ms, burst_ms, think_ms, lead_ms
 * heard = ["What time is it?"]    # what the user says, in order; afterwards it listens itself
 * [terms]                         # keys, models, beta, session_s, latency_ms
 * [[answer]]                      # say or clips, or call with arguments; seconds
 * on = ["weather"]                # for these words; after_tool for a result; on_silence
 * [[stall]]                       # response, at_ms, for_ms
 * [[fault]]                       # at, do; connection, response, count, after_ms, times; see Misbehaviour
 * [house]                         # what goes wrong around the service: of no concern here
 * </pre>
 */
public final class Scenario {

  private final String name;
  private final List<String> problems = new ArrayList<>();

  private Scenario(String name) {
    this.name = name;
  }

  /**
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it has mistakes; the message has a line for each
   */
  public static Script read(Path file) throws IOException {
    return read(file.toString(), Files.readString(file));
  }

  public static Script parse(String toml) {
    return read("scenario", toml);
  }

  private static Script read(String name, String toml) {
    try {
      return new Scenario(name).script(Toml.parse(toml));
    } catch (TomlParseError e) {
      // The parser gathers most mistakes, and throws a few.
      throw new IllegalArgumentException(name + ":" + e.position().line() + ": " + e.getMessage());
    }
  }

  private Script script(TomlParseResult toml) {
    toml.errors()
        .forEach(e -> problems.add(name + ":" + e.position().line() + ": " + e.getMessage()));
    if (!problems.isEmpty()) throw complaint();
    var top = new Table(toml, "");
    Terms terms = terms(top.table("terms"));
    var delivery =
        new Delivery(
            top.number("pace", Delivery.USUAL.pace(), 0.1, 100),
            top.integer("delta_ms", Delivery.USUAL.deltaMillis(), 1, 10_000),
            top.integer("burst_ms", Delivery.USUAL.burstMillis(), 1, 600_000),
            top.integer("think_ms", Delivery.USUAL.thinkMillis(), 0, 600_000),
            top.integer("lead_ms", Delivery.USUAL.leadMillis(), 0, 600_000),
            top.tables("stall").stream().map(Scenario::stall).toList());
    var cues = new ArrayList<Script.Cue>();
    var answers = new ArrayList<Answer>();
    top.tables("answer").forEach(table -> answer(table, cues, answers));
    List<String> heard = top.words("heard");
    var faults = new ArrayList<Misbehaviour>();
    top.tables("fault").forEach(table -> fault(table, faults));
    top.table("house");
    top.done();
    if (!problems.isEmpty()) throw complaint();
    Script usual = Script.usual();
    boolean silentAboutAnswers = cues.isEmpty() && answers.isEmpty();
    return new Script(
        terms,
        delivery,
        silentAboutAnswers ? usual.cues() : cues,
        silentAboutAnswers ? usual.answers() : answers,
        heard,
        faults);
  }

  private IllegalArgumentException complaint() {
    return new IllegalArgumentException(String.join("\n", problems));
  }

  private static Terms terms(Table table) {
    Terms usual = Terms.USUAL;
    var terms =
        new Terms(
            Set.copyOf(table.words("keys")),
            Set.copyOf(table.words("models")),
            table.flag("beta", usual.beta()),
            1000L * table.integer("session_s", (int) (usual.sessionMillis() / 1000), 1, 86_400),
            table.integer("latency_ms", usual.latencyMillis(), 0, 60_000),
            table.integer("requests_per_minute", 0, 0, 1_000_000_000),
            table.integer("tokens_per_minute", 0, 0, 1_000_000_000));
    table.done();
    return terms;
  }

  private static Delivery.Stall stall(Table table) {
    var stall =
        new Delivery.Stall(
            table.integer("response", 0, 0, 1_000_000),
            table.integer("at_ms", 0, 0, 3_600_000),
            table.integer("for_ms", 0, 0, 3_600_000));
    table.done();
    return stall;
  }

  private void answer(Table table, List<Script.Cue> cues, List<Answer> answers) {
    var parts = new ArrayList<Answer.Part>();
    List<String> clips = table.words("clips");
    for (String clip : clips) {
      if (!Voices.names().contains(clip)) {
        table.complain(
            "clips", "no clip '" + clip + "'. Try: " + String.join(", ", Voices.names()));
        clips = List.of();
      }
    }
    String say = table.text("say", clips.isEmpty() ? "" : Voices.words(clips));
    double seconds = table.number("seconds", 0, 0, 3600);
    String call = table.text("call", "");
    String arguments = table.text("arguments", "{}");
    if (say.isEmpty() && seconds > 0) parts.addAll(Answer.sound(seconds).parts());
    else if (!say.isEmpty()) parts.add(new Answer.Say(say, clips, seconds));
    if (!call.isEmpty()) parts.add(new Answer.Call(call, arguments));
    if (parts.isEmpty()) table.complain("", "an answer without words. Try: say, clips or call");
    var answer = new Answer(parts);
    List<String> on = table.words("on");
    String tool = table.text("after_tool", "");
    boolean silence = table.flag("on_silence", false);
    if (!on.isEmpty()) cues.add(new Script.Cue(on, null, answer));
    if (!tool.isEmpty()) cues.add(Script.Cue.after(tool, answer));
    if (silence) cues.add(new Script.Cue(List.of(), null, answer));
    if (on.isEmpty() && tool.isEmpty() && !silence) answers.add(answer);
    table.done();
  }

  private void fault(Table table, List<Misbehaviour> faults) {
    Point point = null;
    String at = table.text("at", "");
    for (Point each : Point.values()) if (word(each).equals(at)) point = each;
    if (point == null) {
      String points =
          List.of(Point.values()).stream().map(Scenario::word).collect(Collectors.joining(", "));
      table.complain("at", "no such place '" + at + "'. Try: " + points);
    }
    int connection = table.integer("connection", 0, 0, 1_000_000);
    int response = table.integer("response", 0, 0, 1_000_000);
    int count = table.integer("count", 0, 0, 1_000_000);
    long after = table.integer("after_ms", 0, 0, 86_400_000);
    int times = table.integer("times", 0, 0, 1_000_000);
    Misbehaviour.Act act = act(table);
    table.done();
    if (point == null || act == null) return;
    faults.add(new Misbehaviour(new When(point, connection, response, count, after, times), act));
  }

  private static String word(Point point) {
    return point.name().toLowerCase(Locale.ROOT);
  }

  private static Misbehaviour.@Nullable Act act(Table table) {
    String what = table.text("do", "");
    return switch (what) {
      case "refuse" -> {
        int retry = table.integer("retry_after_s", 0, 0, 86_400);
        Map<String, String> headers = retry == 0 ? Map.of() : Map.of("Retry-After", "" + retry);
        int status = table.integer("status", 503, 200, 599);
        yield new Misbehaviour.Refuse(status, table.text("body", ""), headers);
      }
      case "wrong-accept" -> new Misbehaviour.WrongAccept();
      case "tls-alert" -> new Misbehaviour.TlsAlert();
      case "cut" -> new Misbehaviour.Cut();
      case "close" ->
          new Misbehaviour.Close(table.integer("code", 1011, 1000, 4999), table.text("reason", ""));
      case "stall" -> new Misbehaviour.Stall(table.integer("ms", 1000, 0, 3_600_000));
      case "half-open" -> new Misbehaviour.HalfOpen();
      case "trickle" ->
          new Misbehaviour.Trickle(table.integer("bytes_per_second", 1000, 1, 1_000_000_000));
      case "garbage" -> new Misbehaviour.Garbage(table.text("text", "{\"type\":"));
      case "error" ->
          new Misbehaviour.SayError(
              table.text("type", "server_error"),
              table.text("code", "").isEmpty() ? null : table.text("code", ""),
              table.text("message", "The server had an error while processing your request."));
      case "decline" ->
          new Misbehaviour.Decline(
              table.text("type", "invalid_request_error"),
              table.text("code", "").isEmpty() ? null : table.text("code", ""),
              table.text("param", "").isEmpty() ? null : table.text("param", ""),
              table.text("message", "Declined on purpose."));
      case "respond" -> new Misbehaviour.Respond();
      case "withhold" -> new Misbehaviour.Withhold();
      case "fail" ->
          new Misbehaviour.Fail(
              table.text("type", "server_error"),
              table.text("code", "server_error"),
              table.text("message", "The server had an error while processing your request."));
      case "incomplete" -> new Misbehaviour.Incomplete(table.text("reason", "content_filter"));
      case "empty" -> new Misbehaviour.Empty();
      case "expire" -> new Misbehaviour.Expire();
      case "repeat" -> new Misbehaviour.Repeat(table.integer("messages", 1, 1, 1_000_000));
      case "swap" -> new Misbehaviour.Swap();
      case "stray" -> new Misbehaviour.Stray();
      case "oversized" ->
          new Misbehaviour.Oversized(table.integer("bytes", 17 << 20, 1, 256 << 20));
      case "read-slowly" ->
          new Misbehaviour.ReadSlowly(table.integer("bytes_per_second", 1000, 1, 1_000_000_000));
      default -> {
        table.complain(
            "do",
            "nothing is called '"
                + what
                + "'. Try: refuse, wrong-accept, tls-alert, cut, close, stall, half-open, trickle,"
                + " garbage, error, decline, respond, withhold, respond, withhold, fail,"
                + " incomplete, empty, expire, repeat, swap, stray, oversized, read-slowly");
        yield null;
      }
    };
  }

  /** One table of the file, which knows what has been asked of it. */
  private final class Table {
    private final @Nullable TomlTable toml;
    private final String path;
    private final List<String> known = new ArrayList<>();

    Table(@Nullable TomlTable toml, String path) {
      this.toml = toml;
      this.path = path;
    }

    private @Nullable Object get(String key) {
      known.add(key);
      return toml == null ? null : toml.get(List.of(key));
    }

    void complain(String key, String what) {
      var position = toml == null ? null : toml.inputPositionOf(List.of(key));
      String line = position == null ? "" : ":" + position.line();
      problems.add(name + line + ": " + path + key + ": " + what);
    }

    private void wrongKind(String key, String kind) {
      complain(key, "not " + kind);
    }

    String text(String key, String usual) {
      Object value = get(key);
      if (value instanceof String text) return text;
      if (value != null) wrongKind(key, "text");
      return usual;
    }

    boolean flag(String key, boolean usual) {
      Object value = get(key);
      if (value instanceof Boolean flag) return flag;
      if (value != null) wrongKind(key, "true or false");
      return usual;
    }

    double number(String key, double usual, double least, double most) {
      Object value = get(key);
      if (value == null) return usual;
      if (value instanceof Number number
          && number.doubleValue() >= least
          && number.doubleValue() <= most) return number.doubleValue();
      wrongKind(key, "a number from " + least + " to " + most);
      return usual;
    }

    int integer(String key, int usual, int least, int most) {
      Object value = get(key);
      if (value == null) return usual;
      if (value instanceof Long number && number >= least && number <= most) {
        return number.intValue();
      }
      wrongKind(key, "a whole number from " + least + " to " + most);
      return usual;
    }

    List<String> words(String key) {
      Object value = get(key);
      if (value == null) return List.of();
      if (value instanceof TomlArray array
          && array.toList().stream().allMatch(String.class::isInstance)) {
        return array.toList().stream().map(String.class::cast).toList();
      }
      wrongKind(key, "a list of texts");
      return List.of();
    }

    Table table(String key) {
      Object value = get(key);
      if (value != null && !(value instanceof TomlTable)) wrongKind(key, "a table");
      return new Table(value instanceof TomlTable table ? table : null, path + key + ".");
    }

    List<Table> tables(String key) {
      Object value = get(key);
      if (value == null) return List.of();
      var tables = new ArrayList<Table>();
      if (value instanceof TomlArray array) {
        for (Object each : array.toList()) {
          if (each instanceof TomlTable table) {
            tables.add(new Table(table, key + "[" + tables.size() + "]."));
          }
        }
        if (tables.size() == array.size()) return tables;
      }
      wrongKind(key, "a list of tables, [[" + key + "]]");
      return tables;
    }

    /** Complains about what nobody has asked for. */
    void done() {
      if (toml == null) return;
      for (String key : toml.keySet()) {
        if (!known.contains(key)) {
          complain(key, "not known here. Try: " + String.join(", ", new TreeSet<>(known)));
        }
      }
    }
  }
}
