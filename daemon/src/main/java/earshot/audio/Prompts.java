package earshot.audio;

import earshot.telemetry.Journal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The device's own spoken words. Made once, off the loop, for it reads files; kept compressed, and
 * decoded when one is said. Then immutable: any thread. A file of the carer's wins over the
 * program's; one that cannot be used is told once, and the program's is said.
 */
public final class Prompts {

  /** The language that has every prompt. */
  public static final String LAST_RESORT = "en";

  private static final long LARGEST_FILE_BYTES = 8 << 20;

  private static final String TIME = "time/";
  private static final List<String> ENDINGS = List.of(".wav", ".opus");

  private final Map<Prompt, byte[]> sounds = new EnumMap<>(Prompt.class);
  private final List<Path> directories;
  private final Journal journal;
  private final List<String> languages;

  /**
   * @param language such as {@code de} or {@code pt-BR}; what it lacks is taken from {@code pt},
   *     and then from English
   * @param directory where a carer's own {@code ID.wav} or {@code LANG/ID.wav} may be; Opus too
   */
  public Prompts(String language, Path directory, Journal journal) {
    this(language, List.of(directory), journal);
  }

  /**
   * @param directories the first that has one wins, and all of them over the program
   */
  public Prompts(String language, List<Path> directories, Journal journal) {
    this.directories = directories;
    this.journal = journal;
    languages = languages(language);
    for (Prompt prompt : Prompt.values()) {
      byte[] sound = sound(prompt.id());
      if (sound == null) {
        throw new IllegalStateException("the program lacks the prompt " + prompt.id());
      }
      sounds.put(prompt, sound);
    }
  }

  /** What it sounds like, in the format of the house. The caller's own copy. */
  public short[] samples(Prompt prompt) {
    return PromptSound.decode(bytesOf(prompt));
  }

  /**
   * How this time is said. Reads and decodes: not on the loop.
   *
   * @throws IllegalStateException when the program lacks words for it
   */
  public List<short[]> time(LocalTime time) {
    List<short[]> said = new ArrayList<>();
    for (String word : TimeWords.of(time)) {
      byte[] bytes = sound(TIME + word);
      if (bytes != null) said.add(PromptSound.decode(bytes));
      else if (said.isEmpty()) throw new IllegalStateException("the program lacks " + word);
    }
    return said;
  }

  /** How much memory all of them take. */
  public long bytes() {
    return sounds.values().stream().mapToLong(each -> each.length).sum();
  }

  private byte[] bytesOf(Prompt prompt) {
    byte[] bytes = sounds.get(prompt);
    if (bytes == null) throw new IllegalStateException("there is no prompt " + prompt.id());
    return bytes;
  }

  private static List<String> languages(String language) {
    List<String> all = new ArrayList<>();
    // A language names a folder: nothing else may get into the path.
    if (language.matches("[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*")) {
      all.add(language);
      String main = language.split("[-_]", 2)[0];
      if (!all.contains(main)) all.add(main);
    }
    if (!all.contains(LAST_RESORT)) all.add(LAST_RESORT);
    return all;
  }

  /**
   * A language that lacks a word of the time leaves it out on purpose: no other language's then.
   */
  private byte @Nullable [] sound(String name) {
    byte[] own = carers(name);
    if (own != null) return own;
    for (String language : languages) {
      own = carers(language + "/" + name);
      if (own == null) own = builtIn(language + "/" + name + ".opus");
      if (own != null || name.startsWith(TIME) && knows(language)) return own;
    }
    return null;
  }

  private static boolean knows(String language) {
    String word = "/earshot/prompts/" + language + "/" + TIME + "hour-00.opus";
    return Prompts.class.getResource(word) != null;
  }

  private byte @Nullable [] carers(String name) {
    for (Path directory : directories) {
      for (String ending : ENDINGS) {
        byte[] own = carers(directory.resolve(name + ending));
        if (own != null) return own;
      }
    }
    return null;
  }

  private byte @Nullable [] carers(Path file) {
    if (!Files.exists(file)) return null;
    try {
      if (Files.size(file) > LARGEST_FILE_BYTES) {
        throw new IllegalArgumentException("it is larger than 8 MB");
      }
      byte[] bytes = Files.readAllBytes(file);
      PromptSound.decode(bytes);
      return bytes;
    } catch (IOException | IllegalArgumentException e) {
      journal.write(
          Journal.Level.WARN,
          "prompt-unusable",
          "The prompt " + file + " cannot be used; the program's own is said instead.",
          Map.of(
              "detail",
              String.valueOf(e.getMessage()),
              "try",
              "sox IN -r 24000 -c 1 -b 16 " + file.getFileName()));
      return null;
    }
  }

  private static byte @Nullable [] builtIn(String name) {
    try (InputStream in = Prompts.class.getResourceAsStream("/earshot/prompts/" + name)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("could not read the prompt " + name, e);
    }
  }
}
