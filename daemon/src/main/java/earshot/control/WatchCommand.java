package earshot.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A running daemon, live: drawn anew four times a second on a terminal, a line for each change
 * elsewhere. One virtual thread follows what happens, the caller's asks how it is.
 */
@Command(
    description = "The appliance live: state, level, link, cost, and what is said.",
    mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(12);
  private static final long BETWEEN_MILLIS = 250;
  private static final int KEPT = 50;
  private static final int WIDTH = 100;
  private static final String HOME = "\u001b[H";
  private static final String CLEAR_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";

  private final Surroundings at;
  private final Deque<String> said = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final CountDownLatch hungUp = new CountDownLatch(1);

  @Option(names = "--plain", description = "A line for each change, also on a terminal.")
  boolean plain;

  @Option(names = "--no-speech", description = "Without what is said.")
  boolean noSpeech;

  WatchCommand(Surroundings at) {
    this.at = at;
  }

  @Override
  public Integer call() throws InterruptedException {
    boolean terminal = !plain && System.console() != null && System.console().isTerminal();
    String before = "";
    try (ControlClient asking = at.connect();
        ControlClient following = at.connect()) {
      following.send(
          Wire.object()
              .put("do", "events")
              .put("last", 5)
              .put("follow", true)
              .put("speech", !noSpeech));
      Thread.ofVirtual().name("watch").start(() -> follow(following, terminal));
      if (terminal) at.out().print("\u001b[2J");
      do {
        ObjectNode status = asking.call(Wire.object().put("do", "status"), PATIENCE);
        String now = View.summary(status);
        if (terminal) {
          draw(status, asking.call(Wire.object().put("do", "metrics"), PATIENCE));
        } else if (!now.equals(before)) {
          at.out().println(now);
        }
        before = now;
      } while (!at.out().checkError() && !hungUp.await(BETWEEN_MILLIS, TimeUnit.MILLISECONDS));
      return Exit.FINE.code();
    } catch (Refusal refusal) {
      // It was there a moment ago: to end with it is what was asked for.
      if (refusal.exit() == Exit.NOT_RUNNING && !before.isEmpty()) return Exit.FINE.code();
      throw refusal;
    }
  }

  private void follow(ControlClient following, boolean terminal) {
    for (ObjectNode line = following.next(); line != null; line = following.next()) {
      if (!line.has("entry")) continue;
      String one = View.said(line.path("entry"));
      if (!terminal) {
        at.out().println(one.replaceAll("\\p{Cntrl}", " "));
        continue;
      }
      lock.lock();
      try {
        said.addLast(one);
        if (said.size() > KEPT) said.removeFirst();
      } finally {
        lock.unlock();
      }
    }
    hungUp.countDown();
  }

  private void draw(ObjectNode status, ObjectNode metrics) {
    List<String> happened;
    lock.lock();
    try {
      happened = List.copyOf(said);
    } finally {
      lock.unlock();
    }
    StringBuilder screen = new StringBuilder(HOME);
    for (String line :
        View.lines(status, Examination.numbers(metrics.path("text").asText()), happened, WIDTH)) {
      screen.append(line).append(CLEAR_LINE).append('\n');
    }
    at.out().print(screen.append(CLEAR_BELOW));
    at.out().flush();
  }
}
