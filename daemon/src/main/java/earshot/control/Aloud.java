package earshot.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.audio.Prompt;
import earshot.doctor.Found;
import earshot.doctor.Severity;
import earshot.telemetry.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has a running daemon say what was found: in its own words where it has some, otherwise through
 * the service. Blocks until it has been said, or for so long that it is not going to be.
 */
final class Aloud {

  private static final Duration PATIENCE = Duration.ofSeconds(12);
  private static final int MOST = 5;
  private static final int LOOKS = 60;
  private static final long BETWEEN_MILLIS = 250;

  /** Words in front of a text that is to be said as it is. */
  private static final String AS_IT_IS = "Say this aloud, word for word, and nothing else: ";

  private final ControlClient client;

  Aloud(ControlClient client) {
    this.client = client;
  }

  /** What the service is asked for, so that it says this. */
  static String wish(String text) {
    return AS_IT_IS + text;
  }

  /** How many of them could be said. */
  int read(List<Found> found) throws InterruptedException {
    List<Found> bad =
        found.stream().filter(each -> each.severity() != Severity.NOTE).limit(MOST).toList();
    int said = 0;
    for (Found each : bad) {
      try {
        say(each);
        said++;
      } catch (Refusal _) {
        // Nobody to say it, or somebody is speaking: it stands on the screen.
      }
    }
    return said;
  }

  private void say(Found found) throws InterruptedException {
    Prompt prompt = promptOf(found);
    if (prompt == null) {
      if (!answered()) throw new Refusal(Exit.UNAVAILABLE, "there is no service to say it", "");
      ObjectNode request = Wire.object().put("do", "ask");
      client.call(
          request.put("text", wish(found.what() + " Try: " + found.remedy())),
          Requests.most(request));
    } else {
      long before = metric("earshot_reply_samples_total");
      client.call(Wire.object().put("do", "say").put("prompt", prompt.id()), PATIENCE);
      // It is decoded first.
      for (int i = 0; i < LOOKS && metric("earshot_reply_samples_total") == before; i++) pause();
    }
    for (int i = 0; i < LOOKS && metric("earshot_reply_store_samples") > 0; i++) pause();
  }

  /** Without a service, asking it would only keep somebody waiting. */
  private boolean answered() {
    ObjectNode status = client.call(Wire.object().put("do", "status"), PATIENCE);
    String link = status.path("link").asText();
    return link.equals("ready") || link.equals("resting");
  }

  private static @Nullable Prompt promptOf(Found found) {
    for (Trouble trouble : Trouble.values()) {
      if (trouble.id().equals(found.id())) return Prompt.of(trouble);
    }
    return found.id().startsWith("microphone-") ? Prompt.MICROPHONE_FAULT : null;
  }

  private long metric(String name) {
    ObjectNode answer = client.call(Wire.object().put("do", "metrics"), PATIENCE);
    return Examination.numbers(answer.path("text").asText()).getOrDefault(name, 0L);
  }

  private static void pause() throws InterruptedException {
    new CountDownLatch(1).await(BETWEEN_MILLIS, TimeUnit.MILLISECONDS);
  }
}
