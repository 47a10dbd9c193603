package earshot.simulator;

import earshot.hal.Pcm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * The spoken clips that come with the program, and sound made up for words that have no clip. Any
 * thread. Clips are shared: do not write into them.
 */
public final class Voices {

  private static final Map<String, String> WORDS = table();
  private static final Map<String, short[]> CLIPS =
      WORDS.keySet().stream().collect(Collectors.toUnmodifiableMap(name -> name, Voices::read));

  private Voices() {}

  public static Set<String> names() {
    return WORDS.keySet();
  }

  /** What a clip says. */
  public static String words(String name) {
    String words = WORDS.get(name);
    if (words == null) {
      throw new IllegalArgumentException(
          "there is no clip '" + name + "'; there are " + String.join(", ", WORDS.keySet()));
    }
    return words;
  }

  static String words(List<String> names) {
    return names.stream().map(Voices::words).collect(Collectors.joining(" "));
  }

  /** The samples of a clip, 24 kHz mono. */
  public static short[] clip(String name) {
    short[] clip = CLIPS.get(name);
    if (clip == null) throw new IllegalArgumentException("there is no clip '" + name + "'");
    return clip;
  }

  /** Clips one after the other, with a short breath between them. */
  static short[] clips(List<String> names) {
    if (names.size() == 1) return clip(names.getFirst());
    int breath = Pcm.RATE / 5;
    int length = names.stream().mapToInt(name -> clip(name).length + breath).sum() - breath;
    var all = new short[length];
    int at = 0;
    for (String name : names) {
      short[] clip = clip(name);
      System.arraycopy(clip, 0, all, at, clip.length);
      at += clip.length + breath;
    }
    return all;
  }

  /** About as long as somebody needs to say this. */
  static double secondsFor(String words) {
    return Math.max(0.6, words.length() / 15.0);
  }

  /**
   * Something like speech: syllables of a gliding, buzzing voice with pauses, of the same loudness
   * as the clips. The same for the same seed, and never the same twice within one sound, so that a
   * listener can tell every sample's place.
   */
  public static short[] babble(double seconds, long seed) {
    var random = new SplittableRandom(seed);
    var sound = new short[(int) Math.round(seconds * Pcm.RATE)];
    int at = 0;
    double phase = 0;
    while (at < sound.length) {
      int syllable = (int) (Pcm.RATE * (0.12 + 0.14 * random.nextDouble()));
      double from = 150 + 90 * random.nextDouble();
      double to = from * (0.8 + 0.4 * random.nextDouble());
      double bright = 0.3 + 0.5 * random.nextDouble();
      int length = Math.min(syllable, sound.length - at);
      for (int i = 0; i < length; i++) {
        double part = (double) i / syllable;
        phase += (from + (to - from) * part) / Pcm.RATE;
        double turn = 2 * Math.PI * (phase - Math.floor(phase));
        double buzz =
            Math.sin(turn) + bright * Math.sin(2 * turn) + bright * bright * Math.sin(5 * turn);
        double breath = 0.05 * (random.nextDouble() - 0.5);
        sound[at + i] = (short) (6500 * Math.sin(Math.PI * part) * (buzz + breath));
      }
      at += length;
      if (random.nextInt(6) == 0) at += (int) (Pcm.RATE * 0.1);
    }
    return sound;
  }

  private static Map<String, String> table() {
    var words = new LinkedHashMap<String, String>();
    new String(bytes("voices.tsv"), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("\t"))
        .forEach(row -> words.put(row[0], row[2]));
    return words;
  }

  private static short[] read(String name) {
    ByteBuffer wav = ByteBuffer.wrap(bytes(name + ".wav")).order(ByteOrder.LITTLE_ENDIAN);
    // The chunks are walked: sox puts others before "data" when it has something to remark.
    int at = 12;
    while (wav.getInt(at) != 0x61746164) at += 8 + wav.getInt(at + 4);
    var samples = new short[wav.getInt(at + 4) / 2];
    wav.slice(at + 8, samples.length * 2)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asShortBuffer()
        .get(samples);
    return samples;
  }

  private static byte[] bytes(String file) {
    try (InputStream in = Voices.class.getResourceAsStream("voices/" + file)) {
      if (in == null)
        throw new IllegalStateException("the voice file " + file + " is not in the program");
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("could not read the voice file " + file, e);
    }
  }
}
