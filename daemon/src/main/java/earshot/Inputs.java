package earshot;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The loop's mailbox. Signals (devices, commands) never wait: a full box loses them, counted.
 * Messages of the service wait for room, and with them the socket: so a full reply store slows the
 * service down instead of losing its words.
 */
public final class Inputs {

  private static final int SIGNALS = 1024;

  private final LinkedBlockingQueue<Input> signals = new LinkedBlockingQueue<>(SIGNALS);
  private final LinkedBlockingQueue<Input> messages;
  private final AtomicLong dropped = new AtomicLong();
  private final Runnable wake;

  /**
   * @param messageRoom how many messages wait here before the socket's reader has to
   * @param wake makes the loop look
   */
  public Inputs(int messageRoom, Runnable wake) {
    this.messages = new LinkedBlockingQueue<>(messageRoom);
    this.wake = wake;
  }

  /** Any thread; never blocks. */
  public void signal(Input input) {
    if (!signals.offer(input)) dropped.incrementAndGet();
    wake.run();
  }

  /** A transport's thread; waits for room. */
  public void message(Input input) {
    try {
      if (!messages.offer(input)) {
        wake.run();
        messages.put(input);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    wake.run();
  }

  @Nullable Input pollSignal() {
    return signals.poll();
  }

  @Nullable Input pollMessage() {
    return messages.poll();
  }

  int waiting() {
    return signals.size() + messages.size();
  }

  public long dropped() {
    return dropped.get();
  }
}
