package earshot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tomlj.Toml;

/** The one table of keys, seen through everything that goes by it. */
class KeyTest {

  @TempDir Path directory;

  private final ConfigReader reader =
      new ConfigReader(TestBoards.ALL, Map.of("OPENAI_API_KEY", "k")::get);

  private Reading.Good read(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("earshot.toml"), text);
    Reading reading = reader.read(Sources.of(file));
    return assertInstanceOf(Reading.Good.class, reading, reading::toString);
  }

  /** A value that is right for the key and not the usual one. */
  private String sample(Key key) throws IOException {
    return switch (key.form()) {
      case Form.Text _ when key == Key.SERVICE_UNDERLYING -> "\"gpt-realtime-2\"";
      case Form.Text _ -> key == Key.BOARD_NAME ? "\"pipe\"" : "\"a \\\"word\\\" # \\n\"";
      case Form.Whole(long least, long most) ->
          Long.toString(Long.valueOf(most).equals(key.usual()) ? least : most);
      case Form.Decimal(_, double most) -> Double.toString(most);
      case Form.Flag _ -> Boolean.TRUE.equals(key.usual()) ? "false" : "true";
      case Form.Choice(List<String> words) ->
          '"' + words.stream().filter(w -> !w.equals(key.usual())).toList().getLast() + '"';
      case Form.Matching(String pattern, _) ->
          SAMPLES.stream()
              .filter(w -> w.matches(pattern))
              .findFirst()
              .map(w -> '"' + w + '"')
              .get();
      case Form.Texts _ -> "[\"one\", \"t\\\"wo\"]";
      case Form.Table _ -> "{ \"a.b c\" = \"one\", d = \"t\\\"wo\" }";
      case Form.References _ -> "{ Authorization = \"env:SOME_NAME\" }";
      case Form.File _ when key == Key.MODELS_FILE ->
          '"'
              + Files.writeString(
                      directory.resolve("models.json"),
                      "{\"models\": [{\"id\": \"x\", \"api\": \"realtime\"}]}")
                  .toString()
              + '"';
      case Form.File _ ->
          '"' + Files.writeString(directory.resolve("file.pem"), "x").toString() + '"';
      case Form.Place _ -> "\"/tmp/place\"";
      case Form.Url _ -> "\"wss://host/path\"";
      case Form.Reference _ -> "\"env:SOME_NAME\"";
    };
  }

  private static final List<String> SAMPLES =
      List.of("required", "https://host/mcp", "http://host:8080", "name");

  private static final String ENTRA =
      "service.provider = \"azure\"\nservice.resource = \"r\"\nservice.credential = \"entra\"\n";
  private static final String TENANT = "service.entra.tenant = \"t\"\n";
  private static final String CLIENT = "service.entra.client_id = \"c\"\n";
  private static final String SECRET = "service.entra.secret = \"env:OTHER\"\n";
  private static final String BROKER =
      "service.credential = \"broker\"\nservice.broker.url = \"https://b/s\"\n";
  private static final String DEVICE = "service.broker.credential = \"env:OTHER\"\n";

  private static final Map<Key, String> COMPANIONS =
      Map.ofEntries(
          Map.entry(
              Key.SERVICE_CREDENTIAL, (BROKER + DEVICE).replaceFirst("service.credential.*\n", "")),
          Map.entry(Key.SERVICE_ENTRA_TENANT, ENTRA + CLIENT + SECRET),
          Map.entry(Key.SERVICE_ENTRA_CLIENT_ID, ENTRA + TENANT + SECRET),
          Map.entry(Key.SERVICE_ENTRA_SECRET, ENTRA + TENANT + CLIENT),
          Map.entry(Key.SERVICE_ENTRA_AUTHORITY, ENTRA + TENANT + CLIENT + SECRET),
          Map.entry(Key.SERVICE_ENTRA_SCOPE, ENTRA + TENANT + CLIENT + SECRET),
          Map.entry(Key.SERVICE_BROKER_URL, "service.credential = \"broker\"\n" + DEVICE),
          Map.entry(Key.SERVICE_BROKER_CREDENTIAL, BROKER),
          Map.entry(Key.SERVICE_VOICE, "service.model = \"mine\""),
          Map.entry(Key.SERVICE_MAX_OUTPUT_TOKENS, "service.model = \"mine\""),
          Map.entry(Key.SERVICE_TRANSCRIPTION_LOGPROBS, "service.transcription.model = \"w\""),
          Map.entry(Key.SERVICE_TRUNCATION_TYPE, "service.truncation.retention_ratio = 0.5"),
          Map.entry(Key.SERVICE_TRUNCATION_RATIO, "service.truncation.type = \"retention_ratio\""),
          Map.entry(
              Key.SERVICE_TRUNCATION_TOKENS,
              "service.model = \"mine\"\nservice.truncation.type = \"retention_ratio\"\n"
                  + "service.truncation.retention_ratio = 0.5"),
          Map.entry(Key.SERVICE_PROMPT_VERSION, "service.prompt.id = \"p\""),
          Map.entry(Key.SERVICE_PROMPT_VARIABLES, "service.prompt.id = \"p\""),
          Map.entry(Key.LINK_PROXY_CREDENTIAL, "link.proxy = \"http://host:3128\""),
          Map.entry(Key.BUTTON_HELD, "talk.mode = \"tap\""),
          Map.entry(Key.TALK_FOLLOW_UP_MS, "talk.mode = \"tap\""),
          Map.entry(Key.TALK_DETECTION_RESPOND, "talk.mode = \"tap\""),
          Map.entry(Key.SERVICE_PROVIDER, ""),
          Map.entry(Key.SERVICE_KIND, "service.transcription.model = \"m\""),
          Map.entry(Key.SERVICE_TRANSLATION_LANGUAGE, "service.kind = \"translation\""),
          Map.entry(Key.SERVICE_DIALECT, "service.url = \"ws://h/\""),
          Map.entry(Key.SERVICE_TEMPERATURE, "service.url = \"ws://h/\"\nservice.dialect=\"beta\""),
          Map.entry(Key.SERVICE_RESOURCE, "service.provider = \"azure\"\nservice.url=\"ws://h/\""),
          Map.entry(
              Key.SERVICE_API_VERSION,
              "service.provider = \"azure\"\nservice.resource = \"r\"\n"
                  + "service.dialect = \"beta\""),
          Map.entry(Key.TALK_DETECTION_TYPE, "talk.mode = \"tap\""),
          Map.entry(Key.TALK_DETECTION_THRESHOLD, "talk.mode = \"tap\""),
          Map.entry(Key.TALK_DETECTION_PREFIX_PADDING_MS, "talk.mode = \"tap\""),
          Map.entry(Key.TALK_DETECTION_SILENCE_MS, "talk.mode = \"tap\""),
          Map.entry(Key.TALK_DETECTION_INTERRUPT, "talk.mode = \"tap\""),
          Map.entry(
              Key.TALK_DETECTION_EAGERNESS,
              "talk.mode = \"tap\"\ntalk.detection.type = \"semantic\""),
          Map.entry(Key.TALK_DETECTION_IDLE_TIMEOUT_MS, "talk.mode = \"tap\""));

  /** Keys that others cannot do without. */
  private static final Set<Key> NEEDED =
      Set.of(
          Key.SERVICE_CREDENTIAL,
          Key.SERVICE_ENTRA_TENANT,
          Key.SERVICE_ENTRA_CLIENT_ID,
          Key.SERVICE_ENTRA_SECRET,
          Key.SERVICE_BROKER_URL,
          Key.SERVICE_BROKER_CREDENTIAL,
          Key.SERVICE_TRUNCATION_TYPE,
          Key.SERVICE_TRUNCATION_RATIO,
          Key.SERVICE_MCP_LABEL,
          Key.SERVICE_MCP_URL,
          Key.SERVICE_MCP_CONNECTOR);

  private static String serverWithout(Key key) {
    String text = "[[service.mcp]]\n";
    if (key != Key.SERVICE_MCP_LABEL) text += "label = \"tools\"\n";
    if (key != Key.SERVICE_MCP_URL && key != Key.SERVICE_MCP_CONNECTOR) {
      text += "url = \"https://host/mcp\"\n";
    }
    if (key == Key.SERVICE_MCP_APPROVED_TOOLS) text += "require_approval = \"always\"\n";
    return text;
  }

  @Test
  void everyKeyChangesTheConfigurationAndComesBackFromWhatIsShown() throws IOException {
    for (Key key : Key.ALL) {
      if (key == Key.SERVICE_TRANSPORT) {
        continue; // its last word is not possible yet
      }
      String companion = COMPANIONS.getOrDefault(key, "");
      String line = "\n" + (key.ofMcp() ? key.leaf() : key.path()) + " = " + sample(key) + "\n";
      if (key.ofMcp()) companion = serverWithout(key);
      if (NEEDED.contains(key)) {
        read(companion + line);
        continue; // there is no configuration without it
      }
      Reading.Good without = read(companion);
      Reading.Good with = read(companion + line);
      assertFalse(without.config().equals(with.config()), () -> key + " changes nothing");
      for (boolean effective : new boolean[] {false, true}) {
        String shown = ConfigPrinter.toml(with.settings(), effective);
        assertTrue(shown.contains(key.leaf() + " = "), () -> key + " is not in " + shown);
        // What is shown as a default is then set, and some of it may be set only with other values.
        if (!effective) {
          assertEquals(with.config(), read(shown).config(), () -> key + " shown as\n" + shown);
        }
      }
    }
  }

  @Test
  void fallbacksAndBoardOptionsComeBackFromWhatIsShown() throws IOException {
    Reading.Good good =
        read(
            """
            [board]
            name = "pi-generic"
            button = "GPIO17"
            channels = 4
            [[service.fallback]]
            [[service.fallback]]
            model = "other"
            transcription.model = "w"
            """);
    assertEquals(2, good.config().fallbacks().size());
    assertEquals(good.config(), read(ConfigPrinter.toml(good.settings(), false)).config());
  }

  @Test
  void everyKeyStandsInTheHelpTheSchemaAndTheEffectiveConfiguration() throws IOException {
    String help = ConfigPrinter.help(TestBoards.ALL);
    ObjectNode schema = ConfigPrinter.schema(TestBoards.ALL);
    String shown = ConfigPrinter.toml(read("").settings(), true);
    Set<String> helps = new HashSet<>();
    for (Key key : Key.ALL) {
      assertTrue(helps.add(key.help()), () -> key + " has the help of another");
      assertTrue(help.contains("  " + key.leaf() + ": " + key.help()), key::path);
      assertTrue(shown.contains("[" + key.table() + "]"), key::path);
      assertTrue(shown.contains(key.leaf() + " "), key::path);
      String path = key.path().replace(".", "/properties/");
      String pointer = "/properties/" + path + "/description";
      if (key.ofMcp()) pointer = pointer.replace("/mcp/", "/mcp/items/");
      assertEquals(key.help(), schema.at(pointer).asText(), pointer);
    }
    assertEquals(Key.ALL.size(), KeyHelp.all().size(), "a text that belongs to no key");
    assertTrue(help.contains("active_low: pressed is low"), help);
  }

  @Test
  void theSchemaAgreesWithTheReader() throws IOException {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(new ObjectMapper().valueToTree(ConfigPrinter.schema(TestBoards.ALL)));
    for (Key key : Key.ALL) {
      String toml = key.ofMcp() ? "[[service.mcp]]\n" + key.leaf() : key.path();
      String json = Toml.parse(toml + " = " + sample(key)).toJson();
      assertEquals(Set.of(), schema.validate(new ObjectMapper().readTree(json)), key::path);
    }
    for (String wrong :
        List.of(
            "service.modle = 'x'",
            "service.speed = 2.0",
            "audio.volume = 'x'",
            "talk.mode = 'push'",
            "service.key = 'sk-x'",
            "service.tool_choice = 'perhaps'",
            "service.transcription.languages = 'de'",
            "service.prompt.variables = { a = 1 }",
            "[[service.mcp]]\nheaders = { a = 'secret' }",
            "[service.mcp]\nlabel = 'x'",
            "board.name = 'simm'",
            "[board]\nname = 'sim'\nbutton = 'x'",
            "[[service.fallback]]\nx = 1")) {
      String json = Toml.parse(wrong).toJson();
      assertFalse(schema.validate(new ObjectMapper().readTree(json)).isEmpty(), wrong);
    }
  }

  @Test
  void theNearestNameIsWhatWasMeant() {
    List<String> paths = Key.ALL.stream().map(Key::path).toList();
    Map<String, String> meant =
        Map.ofEntries(
            Map.entry("service.modle", "service.model"),
            Map.entry("service.api_key", "service.key"),
            Map.entry("servce.model", "service.model"),
            Map.entry("model", "service.model"),
            Map.entry("service.volume", "audio.volume"),
            Map.entry("talk.detection.silence", "talk.detection.silence_ms"),
            Map.entry("talk.pre_roll_ms", "talk.preroll_ms"),
            Map.entry("control.sockt", "control.socket"),
            Map.entry("service.maxoutputtokens", "service.max_output_tokens"),
            Map.entry("log.levle", "log.level"));
    meant.forEach((wrong, right) -> assertEquals(right, Nearest.path(wrong, paths), wrong));
    assertEquals(null, Nearest.path("gramophone.needle", paths));
    assertEquals(1, Nearest.distance("ab", "ba"));
    assertEquals(3, Nearest.distance("", "abc"));
  }
}
