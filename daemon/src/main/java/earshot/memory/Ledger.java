package earshot.memory;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The bill's file: a line for each charge, checked by a sum of its own, written and forced to the
 * disk by a thread that nobody waits for. A line that was torn by a power cut is as if it had never
 * been; what stands before and after it counts.
 */
public final class Ledger implements AutoCloseable {

  /** One line: a charge at a time, or a sum that many charges were put together to. */
  public sealed interface Line {
    record Charged(long atEpochMillis, Sum sum) implements Line {}

    record Summed(Bill.Entry entry) implements Line {}
  }

  private static final String NAME = "ledger";
  private static final long LONGEST_BYTES = 1 << 20;
  private static final int WAITING = 4096;
  private static final long CLOSE_MILLIS = 500;
  private static final long AGAIN_MILLIS = 5_000;

  private final Path directory;
  private final Path file;
  private final ZoneId zone;
  private final Consumer<@Nullable String> trouble;

  /** What is to be written; an empty one is the last. */
  private final LinkedBlockingQueue<Optional<Line>> waiting = new LinkedBlockingQueue<>(WAITING);

  private final Thread writer;
  private volatile long kept;

  private Ledger(Path directory, ZoneId zone, Consumer<@Nullable String> trouble) {
    this.directory = directory;
    this.zone = zone;
    this.file = directory.resolve(NAME);
    this.trouble = trouble;
    this.writer = Thread.ofVirtual().name("ledger").unstarted(this::write);
  }

  /**
   * Reads what there is into the bill and keeps what follows.
   *
   * @param trouble told why it cannot be kept, or null when it can again; on the writer's thread
   */
  public static Ledger open(
      Path directory, ZoneId zone, Bill bill, Consumer<@Nullable String> trouble) {
    var ledger = new Ledger(directory, zone, trouble);
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      read(directory, bill);
      ledger.rewrite(bill.entries());
    } catch (IOException | UncheckedIOException e) {
      trouble.accept(why(e));
    }
    ledger.writer.start();
    return ledger;
  }

  /** Adds what the file holds; nothing if there is none. */
  public static void read(Path directory, Bill bill) throws IOException {
    String text;
    try {
      // As Latin-1, for a torn line may hold anything.
      text = Files.readString(directory.resolve(NAME), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return;
    }
    for (String each : text.split("\n", -1)) {
      switch (parsed(each)) {
        case Line.Charged c -> bill.restore(c.atEpochMillis(), c.sum());
        case Line.Summed s -> bill.put(s.entry());
        case null -> {}
      }
    }
  }

  /** Any thread; does not wait. */
  public void add(Line line) {
    if (!waiting.offer(Optional.of(line))) trouble.accept("the disk is too slow to keep the bill");
  }

  /** How many lines are on the disk for good. */
  public long kept() {
    return kept;
  }

  /** The writer's life. What could not be written is kept and tried again. */
  private void write() {
    List<Line> unwritten = new ArrayList<>();
    boolean failing = false;
    boolean closing = false;
    try {
      while (!closing) {
        Optional<Line> next = failing ? waiting.poll(AGAIN_MILLIS, MILLISECONDS) : waiting.take();
        for (; next != null; next = waiting.poll()) {
          next.ifPresent(unwritten::add);
          closing |= next.isEmpty();
        }
        if (unwritten.size() > WAITING) {
          unwritten.subList(0, unwritten.size() - WAITING).clear();
        }
        try {
          if (size() > LONGEST_BYTES) shorten();
          append(unwritten);
          kept += unwritten.size();
          unwritten.clear();
          if (failing) trouble.accept(null);
          failing = false;
        } catch (IOException | UncheckedIOException e) {
          if (!failing) trouble.accept(why(e));
          failing = true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void shorten() throws IOException {
    var whole = new Bill(zone);
    read(directory, whole);
    rewrite(whole.entries());
  }

  private long size() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  /** All or nothing: half of it would be counted again when it is tried again. */
  private void append(List<Line> lines) throws IOException {
    if (lines.isEmpty()) return;
    // A line of its own after one that was torn.
    var text = new StringBuilder("\n");
    lines.forEach(line -> text.append(written(line)));
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long before = channel.size();
      try {
        channel.position(before);
        writeAll(channel, text.toString());
        channel.force(false);
      } catch (IOException e) {
        channel.truncate(before);
        throw e;
      }
    }
  }

  private static void writeAll(FileChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) channel.write(bytes);
  }

  /** All anew and short: the old file stays until the new one is on the disk. */
  private void rewrite(List<Bill.Entry> entries) throws IOException {
    var text = new StringBuilder();
    for (Bill.Entry entry : entries) text.append(written(new Line.Summed(entry)));
    WholeFile.put(file, text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  // --- lines

  private static String written(Line line) {
    String body =
        switch (line) {
          case Line.Charged(long at, Sum sum) -> "charge " + at + numbers(sum);
          case Line.Summed(Bill.Entry e) -> "sum " + e.period() + " " + e.name() + numbers(e.sum());
        };
    return checked(body) + " " + body + "\n";
  }

  private static String numbers(Sum s) {
    return " "
        + s.textPico()
        + " "
        + s.audioPico()
        + " "
        + s.imagePico()
        + " "
        + s.transcriptionPico()
        + " "
        + s.inputTokens()
        + " "
        + s.cachedTokens()
        + " "
        + s.outputTokens()
        + " "
        + s.responses();
  }

  private static String checked(String body) {
    var crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.ISO_8859_1));
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }

  /** The line, or null when it is none, or was torn. */
  private static @Nullable Line parsed(String text) {
    if (text.length() < 10 || text.charAt(8) != ' ') return null;
    String body = text.substring(9);
    if (!checked(body).equals(text.substring(0, 8))) return null;
    String[] words = body.split(" ");
    try {
      // Of nothing but spaces there are no words.
      if (words.length == 10 && words[0].equals("charge")) {
        return new Line.Charged(Long.parseLong(words[1]), sum(words, 2));
      }
      if (words.length == 11 && words[0].equals("sum")) {
        return new Line.Summed(
            new Bill.Entry(Bill.Period.valueOf(words[1]), words[2], sum(words, 3)));
      }
    } catch (IllegalArgumentException e) {
      // Its check is right and its words are not: of a later version, and not for us.
      return null;
    }
    return null;
  }

  private static Sum sum(String[] words, int from) {
    long[] n = new long[8];
    for (int i = 0; i < n.length; i++) n[i] = Long.parseLong(words[from + i]);
    return new Sum(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]);
  }

  private static String why(Exception e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  /** What waits is written first. */
  @Override
  public void close() {
    boolean told = waiting.offer(Optional.empty());
    try {
      if (!told) return;
      writer.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
