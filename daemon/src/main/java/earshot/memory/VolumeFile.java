package earshot.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The volume's file: forced to the disk beside the one before it and then put in its place, by a
 * thread that nobody waits for. So after a power cut it holds the new volume or the old.
 */
public final class VolumeFile implements AutoCloseable {

  static final String NAME = "volume";
  private static final Pattern TEXT = Pattern.compile("earshot-volume-1 (\\d{1,3})\n");
  private static final long CLOSE_MILLIS = 500;

  /** Somebody who turns a knob shall not wear out the card. */
  private static final long BETWEEN_MILLIS = 1_000;

  /** What could not be written is tried again. */
  private static final long AGAIN_MILLIS = 5_000;

  private final Path directory;
  private final Consumer<@Nullable String> trouble;
  private final long betweenMillis;

  /** Open until it is closed: who waits between two writings is woken by nothing else. */
  private final CountDownLatch closed = new CountDownLatch(1);

  // Guarded by this.
  private @Nullable Thread writer;
  private int waiting = -1;
  private boolean closing;

  /**
   * @param trouble told why it cannot be kept, or null when it can be kept again; on the writer's
   *     thread
   */
  public VolumeFile(Path directory, Consumer<@Nullable String> trouble) {
    this(directory, trouble, BETWEEN_MILLIS);
  }

  VolumeFile(Path directory, Consumer<@Nullable String> trouble, long betweenMillis) {
    this.directory = directory;
    this.trouble = trouble;
    this.betweenMillis = betweenMillis;
  }

  /** What was kept, if anything; blocks for that. */
  public OptionalInt found() {
    try {
      Path file = directory.resolve(NAME);
      if (Files.size(file) > 100) return OptionalInt.empty();
      Matcher matcher = TEXT.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
      if (!matcher.matches()) return OptionalInt.empty();
      return OptionalInt.of(Math.min(100, Integer.parseInt(matcher.group(1))));
    } catch (NoSuchFileException e) {
      return OptionalInt.empty();
    } catch (IOException e) {
      trouble.accept(why(e));
      return OptionalInt.empty();
    }
  }

  /** Any thread; does not block. The newest is what counts. */
  public synchronized void keep(int percent) {
    if (closing) return;
    waiting = percent;
    if (writer == null) writer = Thread.ofVirtual().name("volume").start(this::write);
    notifyAll();
  }

  private void write() {
    boolean failing = false;
    try {
      while (true) {
        int next;
        synchronized (this) {
          while (waiting < 0 && !closing) wait();
          next = waiting;
          waiting = -1;
        }
        if (next < 0) return;
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
          if (failing && waiting < 0) waiting = next;
        }
        // Not on the lock: the next volume would wake it at once.
        boolean _ = closed.await(failing ? AGAIN_MILLIS : betweenMillis, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keepNow(int percent) throws IOException {
    Path fresh = directory.resolve(NAME + ".new");
    Files.createDirectories(directory);
    try (var channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes =
          ByteBuffer.wrap(
              ("earshot-volume-1 " + percent + "\n").getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) channel.write(bytes);
      channel.force(true);
    }
    Files.move(
        fresh,
        directory.resolve(NAME),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    try (var folder = FileChannel.open(directory, StandardOpenOption.READ)) {
      folder.force(true);
    }
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
