package earshot.realtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where each kind of session is asked for, with each provider. */
class KindTest {

  private static final Kind TRANSLATION = new Kind.Translation("es");
  private static final Kind TRANSCRIPTION = new Kind.Transcription();

  private static Endpoint endpoint(Kind kind, Provider provider, String dialect, String url) {
    URI uri = url.isEmpty() ? null : URI.create(url);
    var target = new Provider.Target("m", dialect, uri, "res", null, "k");
    return kind.endpoint(provider.endpoint(target));
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI,'',wss://api.openai.com/v1/realtime/translations?model=m",
    "AZURE,'',wss://res.openai.azure.com/openai/v1/realtime/translations?model=m",
    "CUSTOM,wss://h:1/v1/realtime,wss://h:1/v1/realtime/translations?model=m",
    "CUSTOM,wss://h/v1/realtime/translations,wss://h/v1/realtime/translations?model=m"
  })
  void aTranslationHasAPlaceOfItsOwn(Provider provider, String url, String expected) {
    Endpoint endpoint = endpoint(TRANSLATION, provider, "ga", url);
    assertEquals(URI.create(expected), endpoint.uri());
    assertEquals(TRANSLATION, endpoint.dialect().kind());
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI,ga,'',wss://api.openai.com/v1/realtime?intent=transcription",
    "AZURE,ga,'',wss://res.openai.azure.com/openai/v1/realtime?intent=transcription",
    "CUSTOM,beta,wss://h/v1/realtime?x=1,wss://h/v1/realtime?x=1&intent=transcription"
  })
  void aTranscriptionIsAnIntent(Provider provider, String dialect, String url, String expected) {
    Endpoint endpoint = endpoint(TRANSCRIPTION, provider, dialect, url);
    assertEquals(URI.create(expected), endpoint.uri());
    assertEquals(TRANSCRIPTION, endpoint.dialect().kind());
    assertEquals(dialect, endpoint.dialect().name());
  }

  @Test
  void thePreviewOfAzureKeepsItsVersion() {
    assertEquals(
        "api-version=2025-04-01-preview&intent=transcription",
        endpoint(TRANSCRIPTION, Provider.AZURE, "beta", "").uri().getQuery());
  }

  @Test
  void whoAsksIsToldByTheSameHeaders() {
    for (Kind kind : new Kind[] {TRANSLATION, TRANSCRIPTION}) {
      assertEquals(
          endpoint(Kind.CONVERSATION, Provider.AZURE, "ga", "").headers(),
          endpoint(kind, Provider.AZURE, "ga", "").headers());
    }
  }
}
