package earshot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import earshot.config.Config.ServiceConfig;
import earshot.realtime.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be configured of each kind of session. */
class KindTest {

  @TempDir Path directory;

  private Reading read(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("earshot.toml"), text);
    var reader = new ConfigReader(TestBoards.ALL, Map.of("OPENAI_API_KEY", "k")::get);
    return reader.read(Sources.of(file));
  }

  private ServiceConfig service(String text) throws IOException {
    Reading reading = read(text);
    return assertInstanceOf(Reading.Good.class, reading, reading::toString).config().service();
  }

  @Test
  void sessionsAreConversationsUnlessToldOtherwise() throws IOException {
    assertEquals(Kind.CONVERSATION, service("").kind());
  }

  @Test
  void aTranslationHasAModelOfItsOwn() throws IOException {
    ServiceConfig service =
        service("service.kind = 'translation'\nservice.translation.language = 'es'");
    assertEquals(new Kind.Translation("es"), service.kind());
    assertEquals("gpt-realtime-translate", service.model());
    assertEquals(
        "my-deployment",
        service("service.kind = 'translation'\nservice.model = 'my-deployment'").model());
  }

  @Test
  void aTranscriptionNeedsTheModelThatWrites() throws IOException {
    assertEquals(
        new Kind.Transcription(),
        service("service.kind = 'transcription'\nservice.transcription.model = 'w'").kind());
  }

  @ParameterizedTest
  @CsvSource({
    "kind = 'translation'; voice = 'marin', service.voice",
    "kind = 'translation'; instructions = 'x', service.instructions",
    "kind = 'translation'; max_output_tokens = 9, service.max_output_tokens",
    "kind = 'translation'; dialect = 'beta'; url = 'ws://h/', service.kind",
    "kind = 'translation'; transcription.language = 'de', service.transcription.language",
    "kind = 'translation'; transcription.prompt = 'x', service.transcription.prompt",
    "translation.language = 'de', service.translation.language",
    "kind = 'transcription', service.transcription.model",
    "kind = 'transcription'; transcription.model = 'w'; model = 'm', service.model",
    "kind = 'transcription'; transcription.model = 'w'; voice = 'marin', service.voice"
  })
  void whatAKindDoesNotHaveIsAProblem(String lines, String blamed) throws IOException {
    Reading reading = read("[service]\n" + lines.replace("; ", "\n"));
    List<Problem> problems = assertInstanceOf(Reading.Bad.class, reading).problems();
    assertEquals(List.of(blamed), problems.stream().map(Problem::key).toList());
  }

  @Test
  void aTapNeedsSomebodyWhoHearsTheEndOfSpeech() throws IOException {
    for (String service :
        List.of(
            "kind = 'translation'",
            "kind = 'transcription'\ntranscription.model = 'gpt-live-transcribe'")) {
      Reading reading = read("talk.mode = 'tap'\n[service]\n" + service);
      assertInstanceOf(Reading.Bad.class, reading, service);
    }
    assertInstanceOf(
        Reading.Good.class,
        read(
            "talk.mode = 'tap'\n[service]\nkind = 'transcription'\n"
                + "transcription.model = 'gpt-transcribe'"));
  }
}
