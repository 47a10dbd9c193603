package earshot.alarm;

import earshot.alarm.BookText.NotABook;
import earshot.memory.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The alarms' file: written whole and forced to the disk, by a thread that nobody waits for, beside
 * the one before it. Numbered and checked by a sum, so that after a power cut at any point the
 * newest that is whole is read.
 */
public final class AlarmFile implements AlarmStore, AutoCloseable {

  static final String NAME = "alarms";
  static final String FRESH = NAME + ".new";
  static final String BEFORE = NAME + ".old";
  private static final String MARK = "earshot-alarms-1";
  private static final long LONGEST_BYTES = 1 << 20;
  private static final long CLOSE_MILLIS = 500;
  private static final long AGAIN_MILLIS = 5_000;
  private static final int MOST_WAITING = 256;

  private record Read(long number, AlarmBook book) {}

  private final Path directory;
  private final Consumer<@Nullable String> trouble;
  private final Thread writer;
  private AlarmBook found = AlarmBook.EMPTY;
  private long number;

  // Guarded by this.
  private @Nullable AlarmBook waiting;
  private List<CompletableFuture<Boolean>> waitingFor = new ArrayList<>();
  private boolean closing;

  private AlarmFile(Path directory, Consumer<@Nullable String> trouble) {
    this.directory = directory;
    this.trouble = trouble;
    this.writer = Thread.ofVirtual().name("alarms").unstarted(this::write);
  }

  /**
   * Reads what there is; blocks for that.
   *
   * @param trouble told why it cannot be kept or read, or null when it can be kept again; on the
   *     writer's thread
   */
  public static AlarmFile open(Path directory, Consumer<@Nullable String> trouble) {
    var file = new AlarmFile(directory, trouble);
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      file.read();
    } catch (IOException | UncheckedIOException e) {
      trouble.accept(why(e));
    }
    file.writer.start();
    return file;
  }

  /** What was kept, as it was when this file was opened. */
  public AlarmBook found() {
    return found;
  }

  @Override
  public CompletableFuture<Boolean> keep(AlarmBook book) {
    var kept = new CompletableFuture<Boolean>();
    synchronized (this) {
      waiting = book;
      // A disk that is stuck must not fill the memory: the newest book is all that counts.
      if (waitingFor.size() >= MOST_WAITING) waitingFor.removeFirst().complete(false);
      waitingFor.add(kept);
      notifyAll();
    }
    return kept;
  }

  // --- reading

  private void read() throws IOException {
    Read newest = null;
    boolean torn = false;
    for (String name : List.of(NAME, FRESH, BEFORE)) {
      try {
        Path file = directory.resolve(name);
        if (Files.size(file) > LONGEST_BYTES) throw new NotABook("it is too long");
        Read read = parsed(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (newest == null || read.number() > newest.number()) newest = read;
      } catch (NoSuchFileException e) {
        // There is none yet, or the power went between two renames.
      } catch (NotABook e) {
        torn = true;
      }
    }
    if (newest != null) {
      number = newest.number();
      found = newest.book();
    } else if (torn) {
      trouble.accept("the alarms in " + directory.resolve(NAME) + " are damaged: set them again");
    }
  }

  /** Bytes as Latin-1, for what was torn may hold anything. */
  private static Read parsed(String bytes) throws NotABook {
    String[] parts = bytes.split("[ \n]", 4);
    if (parts.length < 4 || !parts[0].equals(MARK)) throw new NotABook("another file");
    if (!parts[1].equals(sum(parts[2] + "\n" + parts[3]))) throw new NotABook("torn");
    String body =
        new String(parts[3].getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    try {
      return new Read(Long.parseLong(parts[2]), BookText.read(body));
    } catch (NumberFormatException e) {
      throw new NotABook("its number is none");
    }
  }

  private static String sum(String latin) {
    var crc = new CRC32();
    crc.update(latin.getBytes(StandardCharsets.ISO_8859_1));
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }

  // --- writing

  /** The writer's life. What could not be written is tried again. */
  private void write() {
    boolean failing = false;
    try {
      while (true) {
        AlarmBook book;
        List<CompletableFuture<Boolean>> told;
        boolean last;
        synchronized (this) {
          if (failing && !closing) wait(AGAIN_MILLIS);
          while (waiting == null && !closing) wait();
          book = waiting;
          told = waitingFor;
          last = closing;
          waiting = null;
          waitingFor = new ArrayList<>();
        }
        if (book == null) return;
        try {
          keepNow(book);
          told.forEach(each -> each.complete(true));
          if (failing) trouble.accept(null);
          failing = false;
        } catch (IOException | UncheckedIOException e) {
          if (!failing) trouble.accept(why(e));
          failing = true;
          synchronized (this) {
            if (waiting == null) waiting = book;
            waitingFor.addAll(0, told);
            last |= closing;
          }
          if (last) return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keepNow(AlarmBook book) throws IOException {
    String body =
        new String(
            BookText.written(book).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    long next = number + 1;
    String text = MARK + " " + sum(next + "\n" + body) + " " + next + "\n" + body;
    Path file = directory.resolve(NAME);
    Path fresh = directory.resolve(FRESH);
    WholeFile.write(fresh, text.getBytes(StandardCharsets.ISO_8859_1));
    if (Files.exists(file)) WholeFile.move(file, directory.resolve(BEFORE));
    WholeFile.move(fresh, file);
    number = next;
  }

  private static String why(Exception e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  /** What waits is written first. */
  @Override
  public void close() {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    try {
      writer.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
