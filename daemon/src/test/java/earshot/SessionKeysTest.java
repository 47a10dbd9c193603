package earshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.config.Config;
import earshot.config.ConfigReader;
import earshot.config.Key;
import earshot.config.Problem;
import earshot.config.Reading;
import earshot.config.Secret;
import earshot.config.Sources;
import earshot.hal.Boards;
import earshot.protocol.PublishedProtocol;
import earshot.realtime.ClientEvent;
import earshot.realtime.Dialect;
import earshot.simulator.rules.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each key of the configuration becomes on the wire, in both dialects. */
class SessionKeysTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long SEED = Long.getLong("earshot.seed", 20261121);
  private static final String TAP = "talk.mode = 'tap'";
  private static final String SEMANTIC = TAP + "; talk.detection.type = 'semantic'";
  private static final String MCP = "[[service.mcp]]; label = 'home'; url = 'https://h/mcp'; ";

  /**
   * @param toml with ' for " and ; for a new line
   * @param ga where it shows and what, or null where the dialect has no such thing
   */
  private record Row(String toml, String ga, String beta) {}

  private static final String NONE = "";

  private static final List<Row> TABLE =
      List.of(
          both("service.output = 'text'", "/output_modalities=['text']", "/modalities=['text']"),
          both("service.output = 'audio'", "/output_modalities=['audio']", "/modalities/1='audio'"),
          both("service.voice = 'ash'", "/audio/output/voice='ash'", "/voice='ash'"),
          ga("service.voice_id = 'v_1'", "/audio/output/voice={'id':'v_1'}"),
          both("service.instructions = 'Be kind.'", "/instructions='Be kind.'"),
          both("service.tone = 'calm'", "/instructions='Tone of voice: calm.'"),
          both("service.language = 'German'", "/instructions='Always answer in German.'"),
          both(
              "service.instructions = 'A.'; service.tone = 'calm'",
              "/instructions='A.\\nTone of voice: calm.'"),
          both(
              "service.input_format = 'pcm'",
              "/audio/input/format={'type':'audio/pcm','rate':24000}",
              "/input_audio_format='pcm16'"),
          both(
              "service.input_format = 'g711_ulaw'",
              "/audio/input/format={'type':'audio/pcmu'}",
              "/input_audio_format='g711_ulaw'"),
          both(
              "service.output_format = 'g711_alaw'",
              "/audio/output/format={'type':'audio/pcma'}",
              "/output_audio_format='g711_alaw'"),
          both("service.speed = 1.25", "/audio/output/speed=1.25", "/speed=1.25"),
          beta("service.temperature = 0.7", "/temperature=0.7"),
          both(
              "service.max_output_tokens = 1000",
              "/max_output_tokens=1000",
              "/max_response_output_tokens=1000"),
          ga("service.reasoning = 'low'", "/reasoning={'effort':'low'}"),
          both("service.tool_choice = 'required'", "/tool_choice='required'"),
          ga(
              "service.tool_choice = 'function:lamp'",
              "/tool_choice={'type':'function','name':'lamp'}"),
          ga("service.parallel_tool_calls = false", "/parallel_tool_calls=false"),
          both(
              "service.noise_reduction = 'far_field'",
              "/audio/input/noise_reduction={'type':'far_field'}",
              "/input_audio_noise_reduction={'type':'far_field'}"),
          both(
              "service.transcription.model = 'gpt-transcribe'",
              "/audio/input/transcription={'model':'gpt-transcribe'}",
              "/input_audio_transcription={'model':'gpt-transcribe'}"),
          both(
              "service.transcription.language = 'de'",
              "/audio/input/transcription={'language':'de'}",
              "/input_audio_transcription={'language':'de'}"),
          both(
              "service.transcription.prompt = 'Earshot'",
              "/audio/input/transcription={'prompt':'Earshot'}",
              "/input_audio_transcription={'prompt':'Earshot'}"),
          ga(
              "service.transcription.languages = ['de', 'en']",
              "/audio/input/transcription={'languages':['de','en']}"),
          ga(
              "service.transcription.keywords = ['Earshot']",
              "/audio/input/transcription={'keywords':['Earshot']}"),
          ga("service.transcription.delay = 'low'", "/audio/input/transcription={'delay':'low'}"),
          both(
              "service.transcription.model = 'gpt-transcribe'; service.transcription.logprobs = true",
              "/include=['item.input_audio_transcription.logprobs']"),
          // In beta we delete what is too much ourselves.
          new Row(
              "service.history_tokens = 3000",
              "/truncation={'type':'retention_ratio','retention_ratio':0.5,"
                  + "'token_limits':{'post_instructions':3000}}",
              "/input_audio_format='pcm16'"),
          ga("service.truncation.type = 'auto'", "/truncation='auto'"),
          ga("service.truncation.type = 'disabled'", "/truncation='disabled'"),
          ga(
              "service.truncation.type = 'retention_ratio'; service.truncation.retention_ratio = 0.8",
              "/truncation={'type':'retention_ratio','retention_ratio':0.8}"),
          ga(
              "service.truncation.type = 'retention_ratio'; service.truncation.retention_ratio = 0.8;"
                  + " service.truncation.post_instructions = 8000",
              "/truncation/token_limits={'post_instructions':8000}"),
          both("service.tracing.auto = true", "/tracing='auto'"),
          both("service.tracing.workflow_name = 'w'", "/tracing={'workflow_name':'w'}"),
          both("service.tracing.group_id = 'g'", "/tracing={'group_id':'g'}"),
          both("service.tracing.metadata = { a = 'b' }", "/tracing={'metadata':{'a':'b'}}"),
          both("service.prompt.id = 'p'", "/prompt={'id':'p'}"),
          both(
              "service.prompt.id = 'p'; service.prompt.version = '2'",
              "/prompt={'id':'p','version':'2'}"),
          both(
              "service.prompt.id = 'p'; service.prompt.variables = { a = 'b' }",
              "/prompt={'id':'p','variables':{'a':'b'}}"),
          ga(
              MCP,
              "/tools/0={'type':'mcp','server_label':'home','server_url':'https://h/mcp','require_approval':'never'}"),
          ga(
              "[[service.mcp]]; label = 'mail'; connector = 'connector_gmail'",
              "/tools/0/connector_id='connector_gmail'"),
          ga(MCP + "description = 'the house'", "/tools/0/server_description='the house'"),
          ga(MCP + "allowed_tools = ['lamp']", "/tools/0/allowed_tools=['lamp']"),
          ga(MCP + "require_approval = 'always'", "/tools/0/require_approval='always'"),
          ga(
              MCP + "require_approval = 'always'; approved_tools = ['lamp']",
              "/tools/0/require_approval={'never':{'tool_names':['lamp']}}"),
          ga(MCP + "authorization = 'env:TOKEN'", "/tools/0/authorization='the secret of TOKEN'"),
          ga(MCP + "headers = { X = 'env:H' }", "/tools/0/headers={'X':'the secret of H'}"),
          ga("service.tool_choice = 'mcp:home'; " + MCP, "/tool_choice/server_label='home'"),
          both("talk.mode = 'hold'", "/audio/input/turn_detection=null", "/turn_detection=null"),
          both(
              TAP,
              "/audio/input/turn_detection={'type':'server_vad','threshold':0.5,'prefix_padding_ms':300,'silence_duration_ms':500,'create_response':true,'interrupt_response':true,'idle_timeout_ms':null}",
              "/turn_detection={'type':'server_vad','threshold':0.5,'prefix_padding_ms':300,'silence_duration_ms':500,'create_response':true,'interrupt_response':true}"),
          detection(TAP + "; talk.detection.threshold = 0.4", "/threshold=0.4"),
          detection(TAP + "; talk.detection.prefix_padding_ms = 100", "/prefix_padding_ms=100"),
          detection(TAP + "; talk.detection.silence_ms = 700", "/silence_duration_ms=700"),
          detection(TAP + "; talk.detection.respond = false", "/create_response=false"),
          detection(TAP + "; talk.detection.interrupt = false", "/interrupt_response=false"),
          ga(
              TAP + "; talk.detection.idle_timeout_ms = 6000",
              "/audio/input/turn_detection/idle_timeout_ms=6000"),
          detection(
              SEMANTIC,
              "={'type':'semantic_vad','eagerness':'auto','create_response':true,'interrupt_response':true}"),
          detection(SEMANTIC + "; talk.detection.eagerness = 'low'", "/eagerness='low'"));

  /** Keys that say where and as whom to connect, and what is known of it. */
  private static final Set<Key> NOT_OF_THE_SESSION =
      Set.of(
          Key.SERVICE_CREDENTIAL,
          Key.SERVICE_ENTRA_TENANT,
          Key.SERVICE_ENTRA_CLIENT_ID,
          Key.SERVICE_ENTRA_SECRET,
          Key.SERVICE_ENTRA_AUTHORITY,
          Key.SERVICE_ENTRA_SCOPE,
          Key.SERVICE_BROKER_URL,
          Key.SERVICE_BROKER_CREDENTIAL,
          Key.SERVICE_PROVIDER,
          Key.SERVICE_MODEL,
          Key.SERVICE_KIND,
          Key.SERVICE_TRANSLATION_LANGUAGE,
          Key.SERVICE_UNDERLYING,
          Key.SERVICE_DIALECT,
          Key.SERVICE_TRANSPORT,
          Key.SERVICE_URL,
          Key.SERVICE_RESOURCE,
          Key.SERVICE_API_VERSION,
          Key.SERVICE_KEY,
          Key.SERVICE_CA,
          Key.SERVICE_SAFETY_IDENTIFIER,
          Key.SERVICE_ORGANIZATION,
          Key.SERVICE_PROJECT);

  @TempDir Path directory;

  private static Row both(String toml, String shown) {
    return new Row(toml, shown, shown);
  }

  private static Row both(String toml, String ga, String beta) {
    return new Row(toml, ga, beta);
  }

  private static Row ga(String toml, String shown) {
    return new Row(toml, shown, NONE);
  }

  private static Row beta(String toml, String shown) {
    return new Row(toml, NONE, shown);
  }

  private static Row detection(String toml, String shown) {
    return new Row(toml, "/audio/input/turn_detection" + shown, "/turn_detection" + shown);
  }

  private Reading read(String dialect, String toml) throws IOException {
    // Inline keys first: what follows a table belongs to it.
    String text =
        "service.provider = 'custom'; service.url = 'wss://h/'; service.model = 'm'; "
            + ("service.dialect = '" + dialect + "'; ")
            + toml;
    Path file = directory.resolve("earshot.toml");
    Files.writeString(file, text.replace('\'', '"').replace("; ", "\n"));
    return new ConfigReader(Boards.all(), name -> null).read(Sources.of(file));
  }

  private static byte[] written(String dialect, Config config) {
    var spec =
        Specs.of(
            config.service(),
            config.talk(),
            List.of(),
            config.service().maxOutputTokens(),
            SessionKeysTest::secret);
    return Dialect.named(dialect).write(new ClientEvent.UpdateSession(spec), "e");
  }

  private static String secret(Secret secret) {
    return "the secret of " + secret.name();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void eachKeyShowsOnTheWireOrIsAMistakeInThisDialect(String dialect) throws IOException {
    for (Row row : TABLE) {
      String shown = dialect.equals("ga") ? row.ga : row.beta;
      Reading reading = read(dialect, row.toml);
      if (shown.isEmpty()) {
        var bad = assertInstanceOf(Reading.Bad.class, reading, row::toml);
        for (Problem problem : bad.problems()) {
          assertTrue(problem.message().contains("the " + dialect + " dialect "), bad::toString);
        }
        continue;
      }
      var good = assertInstanceOf(Reading.Good.class, reading, reading::toString);
      JsonNode session = JSON.readTree(written(dialect, good.config())).path("session");
      int equals = shown.indexOf('=');
      JsonNode expected = JSON.readTree(shown.substring(equals + 1).replace('\'', '"'));
      assertEquals(expected, session.at(shown.substring(0, equals)), () -> row + " in " + session);
    }
  }

  @Test
  void theTableHasEveryKeyOfTheSession() {
    Set<String> missing = new TreeSet<>();
    String all = TABLE.stream().map(Row::toml).collect(Collectors.joining("; "));
    for (Key key : Key.ALL) {
      boolean ofSession = key.ofService() || key.path().startsWith("talk.detection.");
      if (!ofSession || NOT_OF_THE_SESSION.contains(key)) continue;
      String name = key.ofMcp() ? key.leaf() : key.path();
      if (!Arrays.stream(all.split("; ")).anyMatch(line -> line.startsWith(name + " = "))) {
        missing.add(key.path());
      }
    }
    assertEquals(Set.of(), missing);
  }

  /** Any of the table's lines together, as far as they go together. */
  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void whateverIsConfiguredIsWellFormed(String dialect) throws IOException {
    var random = new Random(SEED);
    var schema = PublishedProtocol.ifAtHand().map(data -> data.judge(dialect, "client", true));
    Rules rules = Rules.load(dialect);
    int good = 0;
    for (int i = 0; i < 400; i++) {
      Set<String> lines = new TreeSet<>();
      Set<String> names = new TreeSet<>();
      List<String> tables = new ArrayList<>();
      for (int n = random.nextInt(12); n > 0; n--) {
        Row row = TABLE.get(random.nextInt(TABLE.size()));
        if ((dialect.equals("ga") ? row.ga : row.beta).isEmpty()) continue;
        if (row.toml.contains("[[")) {
          if (tables.isEmpty()) tables.add(row.toml.substring(row.toml.indexOf("[[")));
          continue;
        }
        for (String line : row.toml.split("; ")) {
          if (names.add(line.split(" = ")[0])) lines.add(line);
        }
      }
      String toml = String.join("; ", lines) + "; " + String.join("; ", tables);
      if (!(read(dialect, toml) instanceof Reading.Good(var config, _))) continue;
      good++;
      byte[] message = written(dialect, config);
      schema.ifPresent(judge -> judge.check(message));
      assertEquals(
          null, rules.checkClient(JSON.readTree(message)), () -> new String(message, UTF_8));
    }
    assertTrue(good > 100, good + " of 400 went together");
  }

  @Test
  void whoIsBilledIsToldInHeaders() throws IOException {
    String toml =
        "service.organization = 'org'; service.project = 'proj'; service.safety_identifier = 'u1'; ";
    var good = assertInstanceOf(Reading.Good.class, read("ga", toml));
    assertEquals(
        Map.of(
            "OpenAI-Organization", "org",
            "OpenAI-Project", "proj",
            "OpenAI-Safety-Identifier", "u1"),
        Sessions.endpoint(good.config().service(), null).headers());
  }
}
