package earshot.config;

import static earshot.config.Key.*;

import earshot.config.Settings.Section;
import earshot.config.Settings.Setting;
import earshot.realtime.Catalogue;
import earshot.realtime.Model;
import earshot.realtime.Model.Api;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Judges settings by the catalogue of models, on a certain day, and each service's servers of
 * tools. Where somebody else may run a model of that name, what would be a mistake is a note. Reads
 * the user's rows of the catalogue, so it may block. One use, one thread.
 */
final class ModelCheck {

  private static final LocalDate PROMPTS_END = LocalDate.of(2026, 11, 30);
  private static final long BOUND = 1_000_000;

  private final Settings settings;
  private final List<Problem> problems;
  private final Setting somewhere;
  private final Catalogue catalogue;
  private final LocalDate today;

  /**
   * @param file where a mistake is that has no place of its own
   */
  ModelCheck(Settings settings, List<Problem> problems, String file, LocalDate today) {
    this.settings = settings;
    this.problems = problems;
    this.somewhere = new Setting("", file, 1, null);
    this.catalogue = read();
    // A clock that was never set says nothing about the world.
    this.today = today.isBefore(catalogue.date()) ? catalogue.date() : today;
  }

  /** With the user's rows over it. */
  Catalogue catalogue() {
    return catalogue;
  }

  private Catalogue read() {
    Section main = settings.main();
    String file = main.text(MODELS_FILE);
    if (!main.has(MODELS_FILE) || file == null || !Files.isRegularFile(Path.of(file))) {
      return Catalogue.BUILT_IN;
    }
    try {
      Path path = Path.of(file);
      byte[] json = Files.size(path) > BOUND ? new byte[0] : Files.readAllBytes(path);
      return switch (Catalogue.BUILT_IN.with(json)) {
        case Catalogue.Good(Catalogue read) -> read;
        case Catalogue.Bad(var mistakes) -> {
          for (Catalogue.Mistake m : mistakes) {
            problems.add(
                new Problem(file, m.line(), Discreet.path(m.where()), m.message(), m.suggestion()));
          }
          yield Catalogue.BUILT_IN;
        }
      };
    } catch (IOException _) {
      tell(main, MODELS_FILE, "the file cannot be read", "check its mode and owner", true);
      return Catalogue.BUILT_IN;
    }
  }

  void all() {
    service(settings.main());
    for (int i = 0; i < settings.fallbacks(); i++) service(settings.fallback(i));
  }

  private void service(Section s) {
    servers(s);
    if (s.is(SERVICE_PROVIDER, "simulator")) return;
    boolean azure = s.is(SERVICE_PROVIDER, "azure");
    boolean strict = s.is(SERVICE_PROVIDER, "openai") && !s.has(SERVICE_URL);
    if (s.has(SERVICE_PROMPT_ID)) prompt(s, strict);
    if (!azure && s.has(SERVICE_TRANSCRIPTION_MODEL)) {
      String name = Objects.requireNonNull(s.text(SERVICE_TRANSCRIPTION_MODEL));
      shutdown(
          s, SERVICE_TRANSCRIPTION_MODEL, catalogue.of(name, Api.TRANSCRIPTION), false, strict);
    }
    boolean told = s.has(SERVICE_UNDERLYING);
    Key key = told ? SERVICE_UNDERLYING : SERVICE_MODEL;
    String name = s.text(key);
    if (name == null || !catalogue.lists(name)) {
      if (told && name != null) {
        tell(s, key, "the catalogue has no such model", nearest(name), true);
      }
      return;
    }
    Model model = catalogue.of(name);
    shutdown(s, key, model, azure, strict);
    // Who says what stands behind a name means it.
    limits(s, model, strict || told);
  }

  private void prompt(Section s, boolean strict) {
    boolean over = !today.isBefore(PROMPTS_END);
    tell(
        s,
        SERVICE_PROMPT_ID,
        "OpenAI " + (over ? "ended" : "ends") + " stored prompts on " + PROMPTS_END,
        "the same text as service.instructions",
        over && strict);
  }

  private void shutdown(Section s, Key key, Model model, boolean azure, boolean strict) {
    LocalDate end = azure ? model.azureRetirement() : model.shutdown();
    if (end == null) return;
    boolean over = !today.isBefore(end);
    String next = catalogue.successor(model, today);
    String who = azure ? "Azure" : "OpenAI";
    String does =
        azure ? (over ? " retired " : " retires ") : over ? " shut down " : " shuts down ";
    tell(
        s,
        key,
        who + does + model.id() + " on " + end,
        next == null ? "another model" : key.leaf() + " = \"" + next + "\"",
        over && strict);
  }

  private void limits(Section s, Model model, boolean strict) {
    Integer most = s.whole(SERVICE_MAX_OUTPUT_TOKENS);
    if (most != null && most > model.maxOutputTokens()) {
      String message = model.id() + " says at most " + model.maxOutputTokens() + " tokens";
      String remedy = "max_output_tokens = " + model.maxOutputTokens();
      tell(s, SERVICE_MAX_OUTPUT_TOKENS, message, remedy, strict);
    }
    if (s.has(SERVICE_REASONING) && !model.reasons()) {
      String remedy = "remove it, or model = \"gpt-realtime-2.1\"";
      tell(s, SERVICE_REASONING, model.id() + " cannot be told how long to think", remedy, strict);
    }
    String voice = s.text(SERVICE_VOICE);
    if (voice != null && !model.voices().isEmpty() && !model.voices().contains(voice)) {
      Set<String> voices = new TreeSet<>(model.voices());
      String near = Nearest.word(voice, voices);
      String among = "one of " + String.join(", ", voices);
      String message = model.id() + " has no voice " + Discreet.value(voice);
      tell(s, SERVICE_VOICE, message, near == null ? among : "\"" + near + "\"", strict);
    }
    Integer kept = s.whole(SERVICE_TRUNCATION_TOKENS);
    if (kept != null && kept > model.contextTokens()) {
      String message = model.id() + " holds at most " + model.contextTokens() + " tokens";
      tell(s, SERVICE_TRUNCATION_TOKENS, message, "a smaller number", strict);
    }
  }

  private String nearest(String name) {
    Set<String> names = new TreeSet<>();
    catalogue.models().forEach(model -> names.add(model.id()));
    String near = Nearest.word(name, names);
    return near == null ? "a model of the catalogue, or a row in models.file" : '"' + near + '"';
  }

  // -- servers of tools

  private void servers(Section service) {
    Set<String> labels = new HashSet<>();
    for (Section s : service.mcp()) {
      String label = s.text(SERVICE_MCP_LABEL);
      if (label == null) {
        tell(s, SERVICE_MCP_LABEL, "the server has no name", "label = \"NAME\"", true);
      } else if (!labels.add(label)) {
        tell(s, SERVICE_MCP_LABEL, "another server has this name", "another name", true);
      }
      if (s.has(SERVICE_MCP_URL) == s.has(SERVICE_MCP_CONNECTOR)) {
        tell(
            s,
            SERVICE_MCP_URL,
            "a server has either an address or a connector",
            "url = \"https://HOST/PATH\"",
            true);
      }
      if (s.has(SERVICE_MCP_APPROVED_TOOLS) && s.is(SERVICE_MCP_REQUIRE_APPROVAL, "never")) {
        String remedy = "remove it, or require_approval = \"always\"";
        tell(s, SERVICE_MCP_APPROVED_TOOLS, "no tool of this server needs a yes", remedy, true);
      }
      if (s.is(SERVICE_DIALECT, "beta")) {
        String remedy = "remove it, or set service.dialect = \"ga\"";
        tell(s, SERVICE_MCP_LABEL, "the beta dialect has no servers of tools", remedy, true);
      }
    }
    String choice = service.text(SERVICE_TOOL_CHOICE);
    if (choice != null && choice.startsWith("mcp:") && !labels.contains(choice.substring(4))) {
      String remedy = "the label of a [[service.mcp]]";
      tell(service, SERVICE_TOOL_CHOICE, "there is no such server of tools", remedy, true);
    }
  }

  private void tell(Section s, Key key, String message, String suggestion, boolean mistake) {
    Setting at = place(s, key);
    String path = Discreet.path(s.path(key));
    Problem problem = new Problem(at.file(), at.line(), path, message, suggestion);
    if (mistake) problems.add(problem);
    else settings.note(problem);
  }

  /** Where the key stands, or anything of its table. */
  private Setting place(Section s, Key key) {
    Setting at = settings.at(s.path(key));
    if (at != null) return at;
    @Nullable Setting near = null;
    String table = s.path(key).replaceFirst("[^.]*$", "");
    for (String path : settings.paths()) {
      if (near == null && path.startsWith(table)) near = settings.at(path);
    }
    return near == null ? somewhere : near;
  }
}
