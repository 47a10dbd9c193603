package earshot.link;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request, and how it ends first: with a status, or with a failure. */
final class Asked implements Web.Hearer {

  private static final long AMPLE_SECONDS = 20;

  /** A status of 0 with a failure, or a status alone. */
  record Said(int status, Transport.@Nullable Failure failure) {}

  private final BlockingQueue<Said> said = new LinkedBlockingQueue<>();

  private Asked() {}

  /** Blocks until there is something to be told. */
  static Said of(Web web, URI uri, Map<String, String> headers) throws InterruptedException {
    var asked = new Asked();
    web.ask(new Web.Question(uri, headers, null), asked);
    Said first = asked.said.poll(AMPLE_SECONDS, TimeUnit.SECONDS);
    if (first == null) throw new AssertionError("nothing was said");
    return first;
  }

  /** Why there is no answer; there must be none. */
  static Transport.Failure failureOf(Web web, URI uri) throws InterruptedException {
    Said first = of(web, uri, Map.of());
    if (first.failure() == null) {
      throw new AssertionError("the service answers: " + first.status());
    }
    return first.failure();
  }

  @Override
  public void answered(int status, Map<String, String> headers) {
    said.add(new Said(status, null));
  }

  @Override
  public void piece(byte[] bytes, int length) {}

  @Override
  public void ended() {}

  @Override
  public void failed(Transport.Failure failure) {
    said.add(new Said(0, failure));
  }
}
