package earshot.memory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of one line: forced to the disk beside the one before it and then put in its place, by a
 * thread that nobody waits for. So after a power cut it holds the new line or the old.
 */
public final class KeptLine implements AutoCloseable {

  private static final int LONGEST = 1_000;
  private static final long CLOSE_MILLIS = 500;

  /** What changes often shall not wear out the card. */
  private static final long BETWEEN_MILLIS = 1_000;

  /** What could not be written is tried again. */
  private static final long AGAIN_MILLIS = 5_000;

  private final Path directory;
  private final String name;
  private final Pattern text;
  private final Consumer<@Nullable String> trouble;
  private final long betweenMillis;

  /** Open until it is closed: who waits between two writings is woken by nothing else. */
  private final CountDownLatch closed = new CountDownLatch(1);

  // Guarded by this.
  private @Nullable Thread writer;
  private @Nullable String waiting;
  private boolean closing;

  /**
   * @param name of the file, and of what is in it
   * @param trouble told why it cannot be kept, or null when it can be kept again; on the writer's
   *     thread
   */
  public KeptLine(Path directory, String name, Consumer<@Nullable String> trouble) {
    this(directory, name, trouble, BETWEEN_MILLIS);
  }

  KeptLine(Path directory, String name, Consumer<@Nullable String> trouble, long betweenMillis) {
    this.betweenMillis = betweenMillis;
    this.directory = directory;
    this.name = name;
    text = Pattern.compile(Pattern.quote(begin()) + "([^\n]*)\n");
    this.trouble = trouble;
  }

  private String begin() {
    return "earshot-" + name + "-1 ";
  }

  /** What was kept, if anything; blocks for that. */
  public Optional<String> found() {
    try {
      Path file = directory.resolve(name);
      if (Files.size(file) > LONGEST) return Optional.empty();
      Matcher matcher = text.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
      return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      trouble.accept(why(e));
      return Optional.empty();
    }
  }

  /** Any thread; does not block. The newest is what counts. */
  public synchronized void keep(String line) {
    if (closing) return;
    waiting = line;
    if (writer == null) writer = Thread.ofVirtual().name(name).start(this::write);
    notifyAll();
  }

  private void write() {
    boolean failing = false;
    try {
      while (true) {
        String next;
        synchronized (this) {
          while (waiting == null && !closing) wait();
          next = waiting;
          waiting = null;
        }
        if (next == null) return;
        try {
          keepNow(next);
          if (failing) trouble.accept(null);
          failing = false;
        } catch (IOException e) {
          if (!failing) trouble.accept(why(e));
          failing = true;
        }
        synchronized (this) {
          if (failing && closing) return;
          if (failing && waiting == null) waiting = next;
        }
        // Not on the lock: the next line would wake it at once.
        boolean _ = closed.await(failing ? AGAIN_MILLIS : betweenMillis, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Blocks until it is on the disk; by somebody who keeps nothing otherwise. */
  public void keepNow(String line) throws IOException {
    WholeFile.put(
        directory.resolve(name), (begin() + line + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private static String why(Exception e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  /** What waits is written first. */
  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closing = true;
      running = writer;
      closed.countDown();
      notifyAll();
    }
    if (running == null) return;
    try {
      running.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
