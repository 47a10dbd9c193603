package earshot.simulator.wire;

import earshot.simulator.ChatClient;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One Chat Completions answer on the wire, whole or chunked. The service's thread queues it on the
 * connection; the reading thread waits here before it takes the next request.
 */
final class ChatLine implements ChatClient {

  private final Line line;
  private final CountDownLatch over = new CountDownLatch(1);

  ChatLine(Line line) {
    this.line = line;
  }

  /** Waits until the answer is over; false if that takes longer than any answer may. */
  boolean await(long seconds) throws InterruptedException {
    return over.await(seconds, TimeUnit.SECONDS);
  }

  @Override
  public void answer(int status, Map<String, String> headers, byte[] body) {
    var all = new HashMap<>(headers);
    all.putIfAbsent("Content-Type", "application/json");
    line.queue(HttpHead.response(status, all, body));
    over.countDown();
  }

  @Override
  public void begin(Map<String, String> headers) {
    line.queue(HttpHead.streamed(headers));
  }

  @Override
  public void piece(byte[] event) {
    byte[] size =
        (Integer.toHexString(event.length).toUpperCase(Locale.ROOT) + "\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    var chunk = new byte[size.length + event.length + 2];
    System.arraycopy(size, 0, chunk, 0, size.length);
    System.arraycopy(event, 0, chunk, size.length, event.length);
    chunk[chunk.length - 2] = '\r';
    chunk[chunk.length - 1] = '\n';
    line.queue(chunk);
  }

  @Override
  public void end() {
    line.queue("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    over.countDown();
  }

  @Override
  public void cut() {
    line.cut();
    over.countDown();
  }
}
