package earshot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.realtime.SessionSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {

  @TempDir Path directory;

  private final Map<String, String> variables = new HashMap<>(Map.of("OPENAI_API_KEY", "k"));

  private ConfigReader reader() {
    return new ConfigReader(TestBoards.ALL, variables::get);
  }

  private Path write(String text) {
    return write("earshot.toml", text);
  }

  private Path write(String name, String text) {
    try {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Config good(String text, String... sets) {
    Reading reading = reader().read(new Sources(write(text), null, List.of(sets)));
    return assertInstanceOf(Reading.Good.class, reading, () -> "read: " + reading).config();
  }

  private List<Problem> bad(String text, String... sets) {
    Reading reading = reader().read(new Sources(write(text), null, List.of(sets)));
    return assertInstanceOf(Reading.Bad.class, reading).problems();
  }

  private Problem onlyProblem(String text, String... sets) {
    List<Problem> problems = bad(text, sets);
    assertEquals(1, problems.size(), problems::toString);
    return problems.getFirst();
  }

  @Test
  void anEmptyFileGivesTheUsualConfiguration() {
    Config config = good("");
    assertEquals("sim", config.board().name());
    assertEquals(Config.ProviderName.OPENAI, config.service().provider());
    assertEquals("gpt-realtime-2.1-mini", config.service().model());
    assertEquals(Config.DialectName.GA, config.service().dialect());
    assertEquals(Config.Mode.HOLD, config.talk().mode());
    assertEquals(new SessionSpec.ByRelease(), config.talk().detection());
    assertEquals(Path.of("/run/earshot/control.sock"), config.control().socket());
    assertEquals("env:OPENAI_API_KEY", String.valueOf(config.service().key()));
    assertNull(config.service().transcription());
    assertTrue(config.fallbacks().isEmpty());
  }

  @Test
  void everythingThatCanBeSetIsRead() throws IOException {
    Path ca = write("ca.pem", "x");
    Config config =
        good(
            """
            [board]
            name = "pi-generic"
            button = "GPIO17"
            channels = 2
            active_low = true
            [service]
            provider = "custom"
            model = "m"
            dialect = "beta"
            url = "ws://127.0.0.1:9000/v1/realtime"
            key = "credential:openai-key"
            ca = "%s"
            voice = "marin"
            instructions = "Be kind."
            speed = 1
            temperature = 0.7
            max_output_tokens = 1000
            noise_reduction = "far_field"
            [service.transcription]
            model = "w"
            language = "de"
            [[service.fallback]]
            provider = "azure"
            resource = "res"
            reasoning = "low"
            [[service.fallback]]
            provider = "simulator"
            [talk]
            mode = "tap"
            preroll_ms = 300
            [talk.detection]
            type = "server"
            threshold = 0.4
            silence_ms = 600
            interrupt = false
            [audio]
            volume = 40
            [control]
            socket = "/tmp/x.sock"
            [log]
            level = "debug"
            """
                .formatted(ca));
    assertEquals(
        Map.of("button", "GPIO17", "channels", 2L, "active_low", true), config.board().options());
    Config.ServiceConfig service = config.service();
    assertEquals(new Secret(Secret.Kind.CREDENTIAL, "openai-key"), service.key());
    assertEquals(ca, service.ca());
    assertEquals(0.7, service.temperature());
    assertEquals(1.0, service.speed());
    assertEquals(1000, service.maxOutputTokens());
    assertEquals(SessionSpec.NoiseReduction.FAR_FIELD, service.noiseReduction());
    assertEquals(new SessionSpec.Transcription("w", "de", null), service.transcription());
    assertEquals(2, config.fallbacks().size());
    assertEquals("res", config.fallbacks().getFirst().azureResource());
    assertEquals("low", config.fallbacks().getFirst().reasoningEffort());
    assertEquals(Config.ProviderName.SIMULATOR, config.fallbacks().get(1).provider());
    assertEquals(
        new SessionSpec.ByServer(0.4, 300, 600, true, false, null), config.talk().detection());
    assertEquals(40, config.audio().volume());
    assertEquals("debug", config.log().level());
  }

  @Test
  void tenDifferentMistakesAreAllToldAtOnceWithLineKeyAndWhatToTry() {
    List<Problem> problems =
        bad(
            """
            [board]
            name = "simm"
            [service]
            modle = "x"
            dialect = "gaa"
            temperature = 0.8
            key = "sk-proj-CANARY0123456789"
            speed = 9.5
            [talk]
            mode = 7
            [talk.detection]
            silence = 500
            [audio]
            volume = "loud"
            [contrl]
            socket = "/tmp/s"
            [log]
            level = "info"
            level = "warn"
            """,
            "service.max_output_tokens=0");
    String all = String.join("\n", problems.stream().map(Problem::toString).toList());
    String[] expected = {
      ":19: ",
      ":2: board.name: there is no board \"simm\". Try: \"sim\"",
      ":4: service.modle: there is no such key. Try: service.model",
      ":5: service.dialect: \"gaa\" is not one of ga, beta. Try: \"ga\"",
      ":7: service.key: this must say where the key is",
      ":8: service.speed: 9.5 is out of range. Try: a number from 0.25 to 1.5",
      ":10: talk.mode: 7 is of the wrong kind. Try: one of hold, tap, open",
      ":12: talk.detection.silence: there is no such key. Try: talk.detection.silence_ms",
      ":14: audio.volume: \"loud\" is text. Try: a whole number from 0 to 100",
      ":16: contrl.socket: there is no such key. Try: control.socket",
      "--set:1: service.max_output_tokens: 0 is out of range",
    };
    for (String each : expected) {
      assertTrue(all.contains(each), () -> each + "\nis not in\n" + all);
    }
    assertFalse(all.contains("CANARY"), all);
    assertEquals(expected.length, problems.size(), all);
  }

  @Test
  void laterFilesAndSettingsWinAndEachMistakeNamesItsOwnFile() {
    write("conf.d/10-talk.toml", "[audio]\nvolume = 30\n[talk]\ntoo_short_ms = 90\n");
    write("conf.d/20-more.toml", "[audio]\nvolume = 20\n");
    write("conf.d/ignored.txt", "nonsense");
    Config config = good("[audio]\nvolume = 50\n", "talk.mode=open", "service.voice = cedar");
    assertEquals(20, config.audio().volume());
    assertEquals(90, config.talk().tooShortMillis());
    assertEquals(Config.Mode.OPEN, config.talk().mode());
    assertEquals("cedar", config.service().voice());

    write("conf.d/20-more.toml", "\n\n[audio]\nvolume = 200\n");
    Problem problem = onlyProblem("");
    assertTrue(problem.file().endsWith("conf.d/20-more.toml"), problem.file());
    assertEquals(4, problem.line());
  }

  @Test
  void aSettingOnTheCommandLineMayLeaveOutTheQuotesButNotTheKind() {
    assertEquals("7", good("", "service.instructions=7").service().instructions());
    assertEquals("true", good("", "service.instructions=true").service().instructions());
    assertEquals("a=b", good("", "service.instructions=a=b").service().instructions());
    assertEquals(1.0, good("", "service.speed=1").service().speed());
    assertEquals(
        "17", good("", "board.name=pi-generic", "board.button=17").board().options().get("button"));
    assertTrue(onlyProblem("", "audio.volume=loud").toString().startsWith("--set:1: audio.volume"));
    assertTrue(onlyProblem("", "audio.volume").toString().contains("KEY=VALUE"));
    assertTrue(
        onlyProblem("", "service.fallback[3].model=x").message().contains("no such fallback"));
  }

  @Test
  void anotherBoardOnTheCommandLineLeavesTheFilesOptionsAside() {
    Path file = write("[board]\nname = \"pi-generic\"\nbutton = \"GPIO17\"\n");
    Reading reading = reader().read(new Sources(file, "sim", List.of()));
    Config config = assertInstanceOf(Reading.Good.class, reading).config();
    assertEquals("sim", config.board().name());
    assertEquals(Map.of(), config.board().options());
  }

  @Test
  void anOptionOfAnotherBoardIsAMistakeThatNamesThatBoard() {
    Problem problem = onlyProblem("[board]\nname = \"sim\"\nactive_low = true\n");
    assertEquals("board.active_low", problem.key());
    assertEquals(3, problem.line());
    assertTrue(problem.suggestion().contains("pi-generic"), problem.suggestion());
    assertEquals("board.speaker", onlyProblem("[board]\nspeakr = \"x\"").suggestion());
    assertEquals(
        "a number", onlyProblem("[board]\nname=\"pi-generic\"\nchannels = \"2\"").suggestion());
  }

  @Test
  void whatIsRightByItselfAndWrongTogetherIsTold() {
    Map<String, String> mistakes =
        Map.ofEntries(
            Map.entry("service.temperature=0.8", "service.temperature"),
            Map.entry("service.dialect=beta", "service.dialect"),
            Map.entry("service.transport=webrtc", "service.transport"),
            Map.entry("service.provider=custom", "service.provider"),
            Map.entry("service.provider=azure", "service.provider"),
            Map.entry("service.resource=x", "service.resource"),
            Map.entry("service.api_version=x", "service.api_version"),
            Map.entry("talk.detection.type=server", "talk.detection.type"),
            Map.entry("talk.detection.eagerness=low", "talk.detection.eagerness"),
            Map.entry("talk.detection.interrupt=false", "talk.detection.interrupt"),
            Map.entry("talk.detection.threshold=0.5", "talk.detection.threshold"),
            Map.entry("talk.detection.silence_ms=500", "talk.detection.silence_ms"));
    mistakes.forEach((set, key) -> assertEquals(key, onlyProblem("", set).key(), set));
    assertEquals(
        "service.reasoning",
        onlyProblem("", "service.url=ws://h/", "service.dialect=beta", "service.reasoning=low")
            .key());
    assertEquals(
        "talk.detection.idle_timeout_ms",
        onlyProblem(
                "",
                "service.url=ws://h/",
                "service.dialect=beta",
                "talk.mode=tap",
                "talk.detection.idle_timeout_ms=5000")
            .key());
    assertEquals(
        "talk.detection.type", onlyProblem("", "talk.mode=tap", "talk.detection.type=none").key());
    assertEquals(
        "talk.detection.type",
        onlyProblem(
                "",
                "service.provider=azure",
                "service.resource=r",
                "talk.mode=open",
                "talk.detection.type=semantic")
            .key());
    assertEquals(
        "service.fallback[0].temperature",
        onlyProblem("[[service.fallback]]\ntemperature = 0.8\n").key());
  }

  @Test
  void aKeyOfTheOtherDialectIsToldWithTheOneToUse() {
    Map<String, String> ga =
        Map.of(
            "service.temperature=0.8", "service.instructions",
            "service.modalities=x", "service.output",
            "service.max_response_output_tokens=5", "service.max_output_tokens",
            "service.input_audio_format=pcm16", "service.input_format",
            "service.input_audio_transcription.model=w", "service.transcription.model",
            "service.turn_detection.type=server_vad", "talk.detection.type",
            "talk.detection.create_response=true", "talk.detection.respond",
            "service.audio.output.voice=ash", "service.voice",
            "service.reasoning_effort=low", "service.reasoning");
    ga.forEach((set, key) -> assertTrue(onlyProblem("", set).suggestion().contains(key), set));
    Map<String, String> beta =
        Map.of(
            "service.voice_id=v", "service.voice",
            "service.transcription.languages=['de']", "service.transcription.language",
            "service.transcription.keywords=['a']", "service.transcription.prompt",
            "service.truncation.type=auto", "service.dialect",
            "service.parallel_tool_calls=true", "service.dialect",
            "service.tool_choice=function:x", "required",
            "service.output_modalities=['text']", "service.output");
    beta.forEach(
        (set, key) -> {
          Problem problem = onlyProblem("", "service.url=ws://h/", "service.dialect=beta", set);
          assertTrue(problem.suggestion().contains(key), set);
        });
  }

  @Test
  void listsAndTablesAreReadWhole() {
    Config config =
        good(
            """
            [service]
            output_format = "g711_ulaw"
            [service.transcription]
            languages = ["de", "en"]
            [service.prompt]
            id = "p"
            variables = { "a.b" = "1" }
            [[service.mcp]]
            label = "one"
            url = "https://h/"
            headers = { X-Key = "env:K" }
            [[service.mcp]]
            label = "two"
            connector = "connector_gmail"
            [[service.fallback]]
            provider = "simulator"
            [[service.fallback.mcp]]
            label = "three"
            url = "https://h/3"
            """,
            "service.prompt.variables.c=2");
    Config.SessionConfig session = config.service().session();
    assertEquals(
        new SessionSpec.Transcription(null, null, null, List.of("de", "en"), List.of(), null),
        config.service().transcription());
    assertEquals(
        new SessionSpec.Prompt("p", null, Map.of("a.b", "1", "c", "2")),
        session.details().prompt());
    assertEquals(earshot.realtime.AudioFormat.ULAW, session.details().outputFormat());
    assertEquals(List.of("one", "two"), session.mcp().stream().map(m -> m.label()).toList());
    assertEquals(
        Map.of("X-Key", new Secret(Secret.Kind.ENV, "K")), session.mcp().getFirst().headers());
    assertEquals("three", config.fallbacks().getFirst().session().mcp().getFirst().label());

    assertEquals(
        "[[service.mcp]], two brackets", onlyProblem("[service.mcp]\nlabel='x'").suggestion());
    assertEquals("[[service.mcp]], two brackets", onlyProblem("service.mcp = 3").suggestion());
    assertTrue(onlyProblem("", "service.mcp[0].label=x").message().contains("no such mcp"));
    assertEquals(
        "service.transcription.languages",
        onlyProblem("[service.transcription]\nlanguages=[1]").key());
    assertEquals(
        "service.prompt.variables",
        onlyProblem("service.prompt.id='p'\nservice.prompt.variables={a=1}").key());
  }

  @Test
  void withoutAKeyTheBigServicesCannotBeUsedButOthersCan() {
    variables.clear();
    assertEquals("service.key", onlyProblem("").key());
    assertNull(good("[service]\nprovider = \"simulator\"\n").service().key());
    assertNull(good("[service]\nurl = \"ws://127.0.0.1:1/\"\n").service().key());
    assertEquals(
        "env:MY_KEY", String.valueOf(good("[service]\nkey = \"env:MY_KEY\"\n").service().key()));
  }

  @Test
  void aPastedKeyIsRefusedAndNeverShown() {
    String canary = "sk-proj-CANARY0123456789abcdefghij";
    List<String> texts =
        List.of(
            "[service]\nkey = \"%s\"\n",
            "[service]\nkey = %s\n",
            "[service]\nkey = \"%s\n",
            "[service]\nkey = 0%s\n",
            "[service]\nkey = \"env:%s\"\n",
            "[service]\nkey = \"credential:%s\"\n",
            "[service]\napi_key = \"%s\"\n",
            "[service]\n%s = 1\n",
            "[service]\n\"%s\" = 1\n",
            "%s\n",
            "[%s]\n",
            "[service]\ndialect = \"%s\"\n",
            "[service]\nurl = \"wss://user:%s@host/\"\n",
            "[service]\nurl = \"wss://host/?api-key=%s\"\n",
            "[service]\nurl = \"%s\"\n",
            "[board]\nname = \"%s\"\n",
            "[service]\nkey = \"file:/nowhere/%s\"\n");
    for (String text : texts) {
      String problems = bad(text.formatted(canary)).toString();
      assertFalse(problems.contains("CANARY"), () -> text + " showed " + problems);
    }
    for (String key :
        List.of("service.key", "service.api_key", "service.dialect", "audio.volume")) {
      String problems = bad("", key + "=" + canary).toString();
      assertFalse(problems.contains("CANARY"), () -> key + " showed " + problems);
    }
    assertTrue(
        bad("[service]\nkey = \"" + canary + "\"").getFirst().suggestion().contains("file:PATH"));
  }

  @Test
  void aKeyFileMustBeThereAndNotForEverybody() throws IOException {
    Path key = write("key", "secret");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    String text = "[service]\nkey = \"file:" + key + "\"\n";
    assertTrue(onlyProblem(text).suggestion().startsWith("chmod 600"));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    assertEquals(new Secret(Secret.Kind.FILE, key.toString()), good(text).service().key());
    Files.delete(key);
    assertTrue(onlyProblem(text).message().contains("there is no file"));
  }

  @Test
  void aFileThatIsNotThereIsAMistakeWhenItWasNamed() {
    Path missing = directory.resolve("missing.toml");
    Reading reading = reader().read(Sources.of(missing));
    assertTrue(reading.toString().contains("there is no such file"), reading.toString());
    variables.put("EARSHOT_CONFIG", missing.toString());
    assertInstanceOf(Reading.Bad.class, reader().read(Sources.USUAL));
    assertInstanceOf(Reading.Bad.class, reader().read(Sources.of(directory)));
  }

  @Test
  void theVariableForTheSocketWinsForDaemonAndClient() {
    Path file = write("[control]\nsocket = \"/tmp/a.sock\"\n");
    assertEquals(Path.of("/tmp/a.sock"), reader().socket(file));
    variables.put("EARSHOT_SOCKET", "/tmp/b.sock");
    assertEquals(Path.of("/tmp/b.sock"), reader().socket(file));
    assertEquals(Path.of("/tmp/b.sock"), good("").control().socket());
    variables.remove("EARSHOT_SOCKET");
    assertEquals(
        Path.of("/run/earshot/control.sock"), reader().socket(directory.resolve("none.toml")));
    assertEquals(
        Path.of("/tmp/a.sock"), reader().socket(write("[control\nsocket='/tmp/a.sock'\n[x]")));
  }

  @Test
  void tablesInTheWrongShapeAreTold() {
    assertEquals(
        "[[service.fallback]], two brackets",
        onlyProblem("[service.fallback]\nmodel='x'").suggestion());
    assertEquals("this is a table", onlyProblem("service = 3").message());
    assertEquals("model is no table", onlyProblem("[service.model]\nx = 1").message());
    assertTrue(onlyProblem("[speech]").suggestion().contains("the tables are"));
    assertTrue(onlyProblem("[[talk]]\nmode='tap'").message().contains("this is a table"));
    good("[service]\n[talk]\n[board]\n");
  }

  @Test
  void randomTextIsNeverMoreThanProblems() {
    java.util.Random random = new java.util.Random(7);
    String alphabet = "[]=\"'.#\n\t service.modeltalk0123456789-_{},truefalse\\u";
    for (int i = 0; i < 500; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(60); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertNotNull(reader().read(Sources.of(write(text.toString()))));
    }
  }
}
