package earshot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the catalogue of models says to a configuration, on a certain day. */
class ModelCheckTest {

  private static final String AZURE = "provider = \"azure\"\nresource = \"r\"\n";
  private static final String CUSTOM = "provider = \"custom\"\nurl = \"wss://host/\"\n";

  @TempDir Path directory;

  private Reading read(String date, String service) throws IOException {
    Path file = Files.writeString(directory.resolve("e.toml"), "[service]\n" + service);
    long millis = LocalDate.parse(date).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
    Clock clock =
        new Clock() {
          @Override
          public long nanos() {
            return 0;
          }

          @Override
          public long epochMillis() {
            return millis;
          }
        };
    var variables = Map.of("OPENAI_API_KEY", "k");
    return new ConfigReader(TestBoards.ALL, variables::get, clock).read(Sources.of(file));
  }

  private Problem problem(String date, String service) throws IOException {
    Reading reading = read(date, service);
    var problems = assertInstanceOf(Reading.Bad.class, reading, reading::toString).problems();
    assertEquals(1, problems.size(), problems::toString);
    return problems.getFirst();
  }

  private List<Problem> notes(String date, String service) throws IOException {
    Reading reading = read(date, service);
    return assertInstanceOf(Reading.Good.class, reading, reading::toString).settings().notes();
  }

  private Problem note(String date, String service) throws IOException {
    var notes = notes(date, service);
    assertEquals(1, notes.size(), notes::toString);
    return notes.getFirst();
  }

  @Test
  void aModelThatWasShutDownSaysWhenAndWhatReplacesIt() throws IOException {
    Problem gone = problem("2026-12-01", "model = \"gpt-4o-realtime-preview-2024-12-17\"");
    assertEquals(
        "service.model: OpenAI shut down gpt-4o-realtime-preview-2024-12-17 on 2026-05-07."
            + " Try: model = \"gpt-realtime-1.5\"",
        gone.toString().replaceFirst(".*?: ", ""));
    assertEquals(2, gone.line());
  }

  @Test
  void oneThatWillBeIsANoteUntilTheDay() throws IOException {
    String service = "model = \"gpt-realtime-mini\"\n";
    Problem note = note("2027-01-19", service);
    assertEquals("OpenAI shuts down gpt-realtime-mini on 2027-01-20", note.message());
    assertEquals("model = \"gpt-realtime-2.1-mini\"", note.suggestion());
    assertEquals("service.model", problem("2027-01-20", service).key());
    assertEquals(List.of(), notes("2027-01-20", "model = \"gpt-realtime-2.1\"\n"));
    assertEquals(List.of(), notes("2040-01-01", "provider = \"simulator\"\n" + service));
  }

  @Test
  void elsewhereAModelMayLiveOn() throws IOException {
    String old = "model = \"gpt-4o-realtime-preview\"\n";
    assertEquals("service.model", note("2026-12-01", CUSTOM + old).key());
    assertTrue(note("2026-12-01", AZURE + old).message().contains("Azure retired"));
    assertEquals("service.model", note("2026-12-01", "url = \"wss://host/\"\n" + old).key());
  }

  @Test
  void azureHasDaysOfItsOwn() throws IOException {
    String service = AZURE + "model = \"my-deployment\"\nunderlying = \"gpt-realtime-2.1\"\n";
    Problem note = note("2026-12-01", service);
    assertEquals("service.underlying", note.key());
    assertEquals("Azure retires gpt-realtime-2.1 on 2027-06-25", note.message());
    assertEquals(List.of(), notes("2026-12-01", AZURE + "model = \"my-deployment\"\n"));
  }

  @Test
  void aClockThatWasNeverSetSaysNothing() throws IOException {
    assertEquals(
        "service.model", problem("1970-01-01", "model = \"gpt-4o-realtime-preview\"").key());
    assertEquals(List.of(), notes("1970-01-01", "model = \"gpt-realtime-2.1\"\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "voice = 'marine'|service.voice|has no voice|\"marin\"",
        "voice = 'zzzzz'|service.voice|has no voice|one of alloy,",
        "max_output_tokens = 40000|service.max_output_tokens|at most 32000|max_output_tokens = 32000",
        "model = 'gpt-realtime-1.5'; max_output_tokens = 5000|service.max_output_tokens|at most 4096|4096",
        "model = 'gpt-realtime-1.5'; reasoning = 'low'|service.reasoning|how long to think|gpt-realtime-2.1",
        "model = 'gpt-audio-1.5'|service.model|turn by turn|transport = \"turns\"",
        "underlying = 'gpt-realtime-3'|service.underlying|no such model|\"gpt-realtime",
        "truncation.type = 'retention_ratio'; truncation.retention_ratio = 0.5;"
            + " truncation.post_instructions = 200000|service.truncation.post_instructions"
            + "|at most 128000|smaller"
      })
  void whatTheModelCannotDoIsAMistakeThatSaysWhatItCan(
      String service, String key, String message, String suggestion) throws IOException {
    String toml = service.replace('\'', '"').replace("; ", "\n");
    Problem problem = problem("2026-11-21", toml);
    assertEquals(key, problem.key());
    assertTrue(problem.message().contains(message), problem.message());
    assertTrue(problem.suggestion().contains(suggestion), problem.suggestion());
  }

  @Test
  void anUnknownModelMayDoAnything() throws IOException {
    String all = "model = \"of-tomorrow\"\nvoice = \"anna\"\nmax_output_tokens = 100000\n";
    assertEquals(List.of(), notes("2026-11-21", all + "reasoning = \"xhigh\"\n"));
    assertEquals("anna", note("2026-11-21", CUSTOM + "voice = \"anna\"").message().split("\"")[1]);
    assertEquals(
        "service.voice",
        problem("2026-11-21", CUSTOM + "underlying = \"gpt-realtime\"\nvoice = \"anna\"").key());
  }

  @Test
  void storedPromptsEnd() throws IOException {
    String prompt = "prompt.id = \"pmpt_1\"\n";
    assertTrue(note("2026-11-29", prompt).message().contains("ends stored prompts on 2026-11-30"));
    assertEquals("service.prompt.id", problem("2026-11-30", prompt).key());
    assertEquals("service.prompt.id", note("2026-11-30", CUSTOM + prompt).key());
  }

  @Test
  void aTranscriberEndsToo() throws IOException {
    String service = "transcription.model = \"whisper-1\"\n";
    assertEquals("service.transcription.model", note("2027-02-25", service).key());
    Problem gone = problem("2027-02-26", service);
    assertEquals("model = \"gpt-transcribe\"", gone.suggestion());
  }

  @Test
  void theUsersModelsCountAndTheirMistakesHaveLines() throws IOException {
    Path models = directory.resolve("models.json");
    Files.writeString(
        models,
        "{\"models\": [\n{\"id\": \"mine\", \"like\": \"gpt-realtime\", \"voices\": [\"anna\"]}\n]}");
    String service = "model = \"mine\"\n[models]\nfile = \"" + models + "\"\n";
    Reading reading = read("2026-11-21", service);
    var good = assertInstanceOf(Reading.Good.class, reading, reading::toString);
    assertTrue(good.config().catalogue().lists("mine"));
    assertEquals("service.voice", problem("2026-11-21", "voice = \"marin\"\n" + service).key());

    Files.writeString(models, "{\"models\": [\n\n{\"id\": \"mine\"}\n]}");
    Problem bad = problem("2026-11-21", service);
    assertEquals(models.toString(), bad.file());
    assertEquals(3, bad.line());
    assertEquals("models[0]", bad.key());
    Files.writeString(models, "");
    assertFalse(problem("2026-11-21", service).message().isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "url = 'https://h/'|service.mcp[0].label",
        "label = 'a'|service.mcp[0].url",
        "label = 'a'; url = 'https://h/'; connector = 'connector_gmail'|service.mcp[0].url",
        "label = 'a'; url = 'http://h/'|service.mcp[0].url",
        "label = 'a'; url = 'https://u:p@h/'|service.mcp[0].url",
        "label = 'a'; url = 'https://h/'; approved_tools = ['x']|service.mcp[0].approved_tools",
        "label = 'a'; url = 'https://h/'; authorization = 'sk-CANARY'|service.mcp[0].authorization",
        "label = 'a'; url = 'https://h/'; headers = { X = 'CANARY' }|service.mcp[0].headers",
        "label = 'a'; url = 'https://h/'; allowed = ['x']|service.mcp[0].allowed",
      })
  void aServerOfToolsIsJudged(String server, String key) throws IOException {
    String toml = "[[service.mcp]]\n" + server.replace('\'', '"').replace("; ", "\n");
    Problem problem = problem("2026-11-21", toml);
    assertEquals(key, problem.key());
    assertFalse(problem.toString().contains("CANARY"), problem::toString);
    assertTrue(problem.line() > 1, problem::toString);
  }

  @Test
  void serversHaveDifferentNamesAndGoWithGaOnly() throws IOException {
    String server = "[[service.mcp]]\nlabel = \"a\"\nurl = \"https://h/\"\n";
    assertEquals("service.mcp[1].label", problem("2026-11-21", server + server).key());
    String beta = CUSTOM + "dialect = \"beta\"\n" + server;
    assertTrue(problem("2026-11-21", beta).suggestion().contains("service.dialect = \"ga\""));
    assertEquals(
        "service.tool_choice", problem("2026-11-21", "tool_choice = \"mcp:b\"\n" + server).key());
    assertEquals(List.of(), notes("2026-11-21", "tool_choice = \"mcp:a\"\n" + server));
    String fallback = "[[service.fallback]]\n[[service.fallback.mcp]]\nlabel = \"x\"\n";
    assertEquals("service.fallback[0].mcp[0].url", problem("2026-11-21", fallback).key());
  }
}
