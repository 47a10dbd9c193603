package earshot.realtime;

import java.net.URI;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What a session is for. The kind decides the address and the dialect, starting from those of a
 * conversation with the same service; nothing else has to know it. Pure.
 */
public sealed interface Kind {

  /** Questions and answers. */
  record Conversation() implements Kind {}

  /** What is said comes out in another language, such as "es", while it is being said. */
  record Translation(String language) implements Kind {}

  /** What is said is written down, and nobody answers. */
  record Transcription() implements Kind {}

  Kind CONVERSATION = new Conversation();

  /** The same service, asked for a session of this kind. */
  default Endpoint endpoint(Endpoint talk) {
    return switch (this) {
      case Conversation c -> talk;
      case Translation t ->
          new Endpoint(
              translations(talk.uri()), talk.headers(), new TranslationDialect(t.language()));
      case Transcription t ->
          new Endpoint(
              transcription(talk.uri()),
              talk.headers(),
              new TranscriptionDialect(talk.dialect().name().equals("beta")));
    };
  }

  private static URI translations(URI talk) {
    String path = talk.getRawPath();
    if (path.endsWith("/translations")) return talk;
    return at(talk, path.replaceFirst("/$", "") + "/translations", talk.getRawQuery());
  }

  /** The session names the model that writes; the address has none. */
  private static URI transcription(URI talk) {
    String query = talk.getRawQuery() == null ? "" : talk.getRawQuery();
    String kept =
        Arrays.stream(query.split("&"))
            .filter(p -> !p.isEmpty() && !p.matches("(model|deployment|intent)=.*"))
            .map(p -> p + "&")
            .collect(Collectors.joining());
    return at(talk, talk.getRawPath(), kept + "intent=transcription");
  }

  private static URI at(URI talk, String path, String query) {
    String place = talk.getScheme() + "://" + talk.getRawAuthority() + path;
    return URI.create(query == null ? place : place + "?" + query);
  }
}
