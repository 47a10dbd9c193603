package earshot.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.config.Settings.Section;
import earshot.config.Settings.Setting;
import earshot.hal.Board;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;

/**
 * The table of keys, and what is set, in other forms: TOML with the origin of each value, a JSON
 * Schema, help. Secrets appear as references only: that is all there is. Pure.
 */
public final class ConfigPrinter {

  private static final String REFERENCE = "^(credential|file|env):.+$";

  private ConfigPrinter() {}

  /**
   * As TOML that reads back to the same configuration.
   *
   * @param effective with the values that are not set, too
   */
  public static String toml(Settings settings, boolean effective) {
    StringBuilder text = new StringBuilder();
    table(text, settings, settings.main(), "board", "[board]", effective);
    services(text, settings, settings.main(), "service", effective);
    for (int i = 0; i < settings.fallbacks(); i++) {
      services(text, settings, settings.fallback(i), "service.fallback", effective);
    }
    Key.ALL.stream()
        .map(Key::table)
        .filter(table -> !table.equals("board") && !table.startsWith("service"))
        .distinct()
        .forEach(
            table -> table(text, settings, settings.main(), table, "[" + table + "]", effective));
    return text.toString();
  }

  private static void services(
      StringBuilder text, Settings settings, Section section, String name, boolean effective) {
    boolean main = section.isMain();
    String header = main ? "[service]" : "[[service.fallback]]";
    // A fallback's header must stand even when nothing is set in it.
    int before = text.length();
    table(text, settings, section, "service", header, effective);
    if (!main && text.length() == before) {
      text.append(header).append('\n');
    }
    for (String inner : innerTables()) {
      String shown = "[" + inner.replaceFirst("service", name) + "]";
      table(text, settings, section, inner, shown, effective);
    }
    List<Section> servers = section.mcp();
    for (Section server : servers) {
      table(text, settings, server, "service.mcp", "[[" + name + ".mcp]]", effective);
    }
    if (servers.isEmpty() && effective) {
      text.append("\n# [[").append(name).append(".mcp]]\n");
      Key.ALL.stream()
          .filter(Key::ofMcp)
          .forEach(key -> text.append("# ").append(key.leaf()).append(" is not set\n"));
    }
  }

  /** Those of a service, less the one that there may be several of. */
  private static List<String> innerTables() {
    return Key.ALL.stream()
        .filter(key -> key.ofService() && !key.ofMcp() && !key.table().equals("service"))
        .map(Key::table)
        .distinct()
        .toList();
  }

  private static void table(
      StringBuilder text,
      Settings settings,
      Section section,
      String table,
      String header,
      boolean effective) {
    List<String> lines = new ArrayList<>();
    for (Key key : Key.ALL) {
      if (key.table().equals(table)) {
        Setting setting = settings.at(section.path(key));
        if (setting != null) {
          lines.add(key.leaf() + " = " + value(setting.value()) + "  # " + origin(setting));
        } else if (effective && key.usual() != null) {
          lines.add(key.leaf() + " = " + value(key.usual()) + "  # default");
        } else if (effective) {
          lines.add("# " + key.leaf() + " is not set");
        }
      }
    }
    if (table.equals("board")) {
      for (String path : settings.paths()) {
        Setting setting = settings.at(path);
        if (path.startsWith("board.") && KeyPaths.at(path) == null && setting != null) {
          String name = path.substring("board.".length());
          lines.add(name + " = " + value(setting.value()) + "  # " + origin(setting));
        }
      }
    }
    if (!lines.isEmpty()) {
      text.append(text.isEmpty() ? "" : "\n").append(header).append('\n');
      lines.forEach(line -> text.append(line).append('\n'));
    }
  }

  private static String origin(Setting setting) {
    return setting.file().startsWith("the variable ")
        ? setting.file().substring("the variable ".length())
        : setting.file() + ":" + setting.line();
  }

  private static String value(Object value) {
    return switch (value) {
      case String text -> quoted(text);
      case List<?> list ->
          list.stream().map(ConfigPrinter::value).collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> table ->
          table.entrySet().stream()
              .map(entry -> quoted(entry.getKey().toString()) + " = " + value(entry.getValue()))
              .collect(Collectors.joining(", ", "{ ", " }"));
      default -> value.toString();
    };
  }

  private static String quoted(String text) {
    return "\"" + Toml.tomlEscape(text) + "\"";
  }

  /** The help: every key with what it takes and what it is. */
  public static String help(List<Board> boards) {
    StringBuilder text = new StringBuilder();
    String table = "";
    for (Key key : Key.ALL) {
      if (!key.table().equals(table)) {
        table = key.table();
        text.append(text.isEmpty() ? "" : "\n").append('[').append(table).append("]\n");
      }
      text.append("  ").append(key.leaf()).append(": ").append(key.help()).append('\n');
      text.append("      ").append(key.form().inWords());
      text.append(key.usual() == null ? "" : "; default " + value(key.usual())).append('\n');
      if (key == Key.BOARD_NAME) {
        for (Board board : boards) {
          text.append("      ").append(board.name()).append(": ").append(board.summary());
          text.append('\n');
          Board like = sameOptions(board, boards);
          if (like != board) {
            text.append("        the options of ").append(like.name()).append('\n');
            continue;
          }
          for (Board.Option option : board.options()) {
            text.append("        ").append(option.key()).append(": ").append(option.help());
            text.append('\n');
          }
        }
      }
    }
    text.append("\n[[service.fallback]]\n  tried in order; the keys of [service]\n");
    return text.toString();
  }

  /** The first with the same options: itself, or what it is a profile of. */
  private static Board sameOptions(Board board, List<Board> boards) {
    return boards.stream()
        .filter(each -> !each.options().isEmpty() && each.options().equals(board.options()))
        .findFirst()
        .orElse(board);
  }

  /** The same as a JSON Schema, for editors. */
  public static ObjectNode schema(List<Board> boards) {
    ObjectNode root = object();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "Earshot configuration");
    for (Key key : Key.ALL) {
      if (!key.ofMcp()) fields(at(root, key.table())).set(key.leaf(), form(key));
    }
    ObjectNode servers = fields(at(root, "service")).putObject("mcp");
    servers.put("type", "array").put("description", "servers of tools that the service calls");
    ObjectNode server = servers.putObject("items");
    server.put("type", "object").put("additionalProperties", false);
    for (Key key : Key.ALL) {
      if (key.ofMcp()) fields(server).set(key.leaf(), form(key));
    }
    ObjectNode service = at(root, "service");
    ObjectNode fallback = service.deepCopy();
    ObjectNode list = fields(service).putObject("fallback");
    list.put("type", "array").put("description", "tried in order");
    list.set("items", fallback);
    boards(at(root, "board"), boards);
    return root;
  }

  private static void boards(ObjectNode board, List<Board> boards) {
    ObjectNode name = fields(board).withObjectProperty("name");
    board.put("additionalProperties", true);
    var names = name.putArray("enum");
    var each = board.putArray("allOf");
    for (Board one : boards) {
      names.add(one.name());
      ObjectNode rule = each.addObject();
      ObjectNode when = rule.putObject("if");
      when.putObject("properties").putObject("name").put("const", one.name());
      when.putArray("required").add("name");
      ObjectNode then = rule.putObject("then").put("additionalProperties", false);
      ObjectNode options = then.putObject("properties");
      options.putObject("name");
      for (Board.Option option : one.options()) {
        String type =
            switch (option.kind()) {
              case TEXT -> "string";
              case NUMBER -> "number";
              case FLAG -> "boolean";
            };
        ObjectNode node = options.putObject(option.key());
        if (option.kind() == Board.Kind.TEXT) {
          node.putArray("type").add("string").add("integer");
        } else {
          node.put("type", type);
        }
        node.put("description", option.help());
      }
    }
  }

  private static ObjectNode at(ObjectNode root, String table) {
    ObjectNode node = root;
    node.put("type", "object").put("additionalProperties", false);
    for (String part : table.split("\\.")) {
      node = fields(node).withObjectProperty(part);
      node.put("type", "object").put("additionalProperties", false);
    }
    return node;
  }

  private static ObjectNode fields(ObjectNode node) {
    return node.withObjectProperty("properties");
  }

  private static ObjectNode form(Key key) {
    ObjectNode node = object().put("description", key.help());
    switch (key.form()) {
      case Form.Text _ -> node.put("type", "string").put("minLength", 1);
      case Form.File _, Form.Place _ -> node.put("type", "string").put("minLength", 1);
      case Form.Url _ -> node.put("type", "string").put("pattern", "^wss?://");
      case Form.Reference _ -> node.put("type", "string").put("pattern", REFERENCE);
      case Form.Matching(String pattern, _) ->
          node.put("type", "string").put("pattern", "^(" + pattern + ")$");
      case Form.Texts _ ->
          node.put("type", "array").putObject("items").put("type", "string").put("minLength", 1);
      case Form.Table _ ->
          node.put("type", "object").putObject("additionalProperties").put("type", "string");
      case Form.References _ ->
          node.put("type", "object")
              .putObject("additionalProperties")
              .put("type", "string")
              .put("pattern", REFERENCE);
      case Form.Flag _ -> node.put("type", "boolean");
      case Form.Whole(long least, long most) ->
          node.put("type", "integer").put("minimum", least).put("maximum", most);
      case Form.Decimal(double least, double most) ->
          node.put("type", "number").put("minimum", least).put("maximum", most);
      case Form.Choice(List<String> words) -> words.forEach(node.putArray("enum")::add);
    }
    usual(node, key.usual());
    return node;
  }

  private static void usual(ObjectNode node, @Nullable Object usual) {
    switch (usual) {
      case String text -> node.put("default", text);
      case Long number -> node.put("default", number);
      case Double number -> node.put("default", number);
      case Boolean flag -> node.put("default", flag);
      case null, default -> {}
    }
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
