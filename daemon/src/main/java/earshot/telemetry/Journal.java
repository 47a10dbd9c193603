package earshot.telemetry;

import earshot.hal.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.tinylog.Logger;

/**
 * What happened, newest last: a bounded ring of entries, nearly all also lines of the log. Any
 * thread may write; a write holds a short lock and calls the followers, who must not block. A
 * warning or error that repeats is counted, and told again once a minute. It keeps nothing over a
 * restart.
 */
public final class Journal {

  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  /**
   * @param number grows by one from entry to entry
   * @param id the kind of entry, one word with dashes
   * @param times how often it has happened, when the same thing repeats
   */
  public record Entry(
      long number,
      long epochMillis,
      Level level,
      String id,
      String sentence,
      Map<String, String> fields,
      int times) {}

  private static final int SENTENCE_BOUND = 2_000;
  private static final int KINDS_WATCHED_FOR_REPEATS = 64;
  private static final long TOLD_AGAIN_AFTER_NANOS = 60_000_000_000L;

  private static final class Repeat {
    final String sentence;
    final Map<String, String> fields;
    long toldAtNanos;
    int untold;

    Repeat(String sentence, Map<String, String> fields, long toldAtNanos) {
      this.sentence = sentence;
      this.fields = fields;
      this.toldAtNanos = toldAtNanos;
    }
  }

  private final Clock clock;
  private final int bound;
  private final UnaryOperator<String> cover;
  private final ArrayDeque<Entry> ring = new ArrayDeque<>();
  private final Map<String, Repeat> repeats =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Repeat> eldest) {
          return size() > KINDS_WATCHED_FOR_REPEATS;
        }
      };
  private final List<Consumer<Entry>> followers = new CopyOnWriteArrayList<>();
  private final List<Consumer<Entry>> listeners = new CopyOnWriteArrayList<>();
  private long written;

  public Journal(Clock clock, int bound) {
    this(clock, bound, UnaryOperator.identity());
  }

  /**
   * @param cover takes out of a text what nobody may read
   */
  public Journal(Clock clock, int bound, UnaryOperator<String> cover) {
    this.clock = clock;
    this.bound = bound;
    this.cover = cover;
  }

  /** The text without what nobody may read. */
  public String covered(String text) {
    return cover.apply(text);
  }

  Clock clock() {
    return clock;
  }

  public void write(Level level, String id, String sentence) {
    write(level, id, sentence, Map.of());
  }

  /** False when it repeats what has just been told, and is only counted. */
  public boolean write(Level level, String id, String sentence, Map<String, String> details) {
    Map<String, String> fields = new LinkedHashMap<>(details);
    fields.replaceAll((name, value) -> covered(value));
    String readable = covered(sentence);
    String bounded = readable.length() <= SENTENCE_BOUND ? readable : cut(readable);
    synchronized (this) {
      int times = timesToTell(level, id, bounded, fields);
      if (times > 0) {
        log(keep(level, id, bounded, fields, times));
      }
      return times > 0;
    }
  }

  /** What people said: for those who ask and follow, and never a line of the log. */
  public synchronized void tell(String id, String words) {
    keep(Level.INFO, id, words.length() <= SENTENCE_BOUND ? words : cut(words), Map.of(), 1);
  }

  /** What people say now: for those who listen at this moment, and kept nowhere. */
  public void whisper(String id, String words) {
    if (listeners.isEmpty()) return;
    Entry entry = new Entry(0, clock.epochMillis(), Level.INFO, id, words, Map.of(), 1);
    listeners.forEach(listener -> listener.accept(entry));
  }

  /** Calls with what people say from now on. It must not block. */
  public AutoCloseable listen(Consumer<Entry> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private Entry keep(
      Level level, String id, String sentence, Map<String, String> fields, int times) {
    Entry entry =
        new Entry(++written, clock.epochMillis(), level, id, sentence, copy(fields), times);
    if (ring.size() == bound) {
      ring.removeFirst();
    }
    ring.addLast(entry);
    for (Consumer<Entry> follower : followers) {
      follower.accept(entry);
    }
    return entry;
  }

  /** The newest entries, oldest first. */
  public synchronized List<Entry> last(int count) {
    List<Entry> all = new ArrayList<>(ring);
    return List.copyOf(all.subList(Math.max(0, all.size() - Math.max(0, count)), all.size()));
  }

  /** Calls with the newest entries first and then with each new one, none missed, none twice. */
  public synchronized AutoCloseable follow(int past, Consumer<Entry> follower) {
    last(past).forEach(follower);
    followers.add(follower);
    return () -> followers.remove(follower);
  }

  /** 0 when it is only counted; otherwise how often it has happened since it was last told. */
  private int timesToTell(Level level, String id, String sentence, Map<String, String> fields) {
    if (level.compareTo(Level.WARN) < 0) {
      return 1;
    }
    long now = clock.nanos();
    Repeat repeat = repeats.get(id);
    if (repeat == null || !repeat.sentence.equals(sentence) || !repeat.fields.equals(fields)) {
      repeats.put(id, new Repeat(sentence, copy(fields), now));
      return 1;
    }
    repeat.untold++;
    if (now - repeat.toldAtNanos < TOLD_AGAIN_AFTER_NANOS) {
      return 0;
    }
    int times = repeat.untold;
    repeat.untold = 0;
    repeat.toldAtNanos = now;
    return times;
  }

  private static Map<String, String> copy(Map<String, String> fields) {
    return fields.isEmpty()
        ? Map.of()
        : java.util.Collections.unmodifiableMap(new TreeMap<>(fields));
  }

  private static String cut(String sentence) {
    return sentence.substring(0, SENTENCE_BOUND) + " [...]";
  }

  private static void log(Entry entry) {
    String line = line(entry);
    switch (entry.level()) {
      case DEBUG -> Logger.debug(line);
      case INFO -> Logger.info(line);
      case WARN -> Logger.warn(line);
      case ERROR -> Logger.error(line);
    }
  }

  /** One line for people: what happened, then the fields. Control characters become spaces. */
  public static String line(Entry entry) {
    StringBuilder text = new StringBuilder(entry.id()).append(": ").append(entry.sentence());
    if (entry.times() > 1) {
      text.append(" (").append(entry.times()).append(" times)");
    }
    entry.fields().forEach((key, value) -> text.append(' ').append(key).append('=').append(value));
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        text.setCharAt(i, ' ');
      }
    }
    return text.toString();
  }
}
