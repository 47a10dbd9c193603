package earshot.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.telemetry.Journal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The spoken prompts: all there, equally loud, small, and replaceable file by file. */
class PromptsTest {

  private static final List<String> LANGUAGES = List.of("en", "de", "es", "fr", "it", "pt");
  private static final Path FOLDER = Path.of("src/main/resources/earshot/prompts");

  @TempDir Path own;
  private final Journal journal = new Journal(earshot.hal.Clock.system(), 100);

  private Prompts prompts(String language) {
    return new Prompts(language, own, journal);
  }

  @Test
  void everyLanguageHasEveryPromptAndItsWords() throws IOException {
    var ids = new TreeSet<String>();
    for (Prompt prompt : Prompt.values()) ids.add(prompt.id());
    List<String> folders;
    try (Stream<Path> list = Files.list(FOLDER)) {
      folders = list.map(each -> each.getFileName().toString()).toList();
    }
    assertTrue(folders.containsAll(LANGUAGES), folders::toString);
    for (String folder : folders) {
      var words = new TreeSet<String>();
      for (String line : Files.readAllLines(FOLDER.resolve(folder).resolve("words.tsv"))) {
        if (line.startsWith("#")) continue;
        assertTrue(line.matches("[a-z-]+\t\\S.*"), line);
        assertTrue(words.add(line.split("\t")[0]), line);
      }
      assertEquals(ids, words, folder);
      var sounds = new TreeSet<String>();
      try (Stream<Path> list = Files.list(FOLDER.resolve(folder))) {
        list.map(each -> each.getFileName().toString())
            .filter(name -> name.endsWith(".opus"))
            .forEach(name -> sounds.add(name.replace(".opus", "")));
      }
      assertEquals(ids, sounds, folder);
    }
  }

  @Test
  void theWholeSetIsSmall() throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) bytes += Files.size(file);
    }
    assertTrue(bytes < 3_000_000, bytes + " bytes");
  }

  @Test
  void allAreEquallyLoudAndNoneIsClippedOrLong() {
    List<String> faults = new ArrayList<>();
    for (String language : LANGUAGES) {
      Prompts prompts = prompts(language);
      for (Prompt prompt : Prompt.values()) {
        short[] sound = prompts.samples(prompt);
        double lufs = Loudness.lufs(sound);
        String name = language + "/" + prompt.id();
        if (!(Math.abs(lufs + 23) <= 1)) faults.add(name + ": " + lufs + " LUFS");
        if (sound.length < 12_000 || sound.length > 6 * 24_000) faults.add(name + " is too long");
        int full = 0;
        for (short each : sound) if (each == Short.MAX_VALUE || each == Short.MIN_VALUE) full++;
        if (full > 3) faults.add(name + ": clipped " + full + " times");
      }
      assertTrue(prompts.bytes() < 300_000, language);
    }
    assertEquals(List.of(), faults);
  }

  @Test
  void everyMinuteOfTheDayIsSaidAndAsLoudAsThePrompts() throws IOException {
    List<String> faults = new ArrayList<>();
    for (String language : LANGUAGES) {
      Prompts prompts = prompts(language);
      var told = new TreeSet<String>();
      for (String line : Files.readAllLines(FOLDER.resolve(language).resolve("time.tsv"))) {
        if (line.startsWith("#")) continue;
        assertTrue(line.matches("(hour|minute)-\\d\\d\t\\S.*"), line);
        assertTrue(told.add(line.split("\t")[0]), line);
      }
      var sounds = new TreeSet<String>();
      try (Stream<Path> list = Files.list(FOLDER.resolve(language).resolve("time"))) {
        list.forEach(each -> sounds.add(each.getFileName().toString().replace(".opus", "")));
      }
      assertEquals(told, sounds, language);
      var all = new TreeSet<>(TimeWords.all());
      all.removeAll(sounds);
      assertTrue(all.isEmpty() || all.equals(Set.of("minute-00")), language + " lacks " + all);
      for (int i = 0; i < 60; i += 7) {
        LocalTime time = LocalTime.of(i % 24, i);
        short[] said = joined(prompts.time(time));
        double lufs = Loudness.lufs(said);
        if (!(Math.abs(lufs + 23) <= 3)) faults.add(language + " " + time + ": " + lufs);
        if (said.length > 4 * 24_000) faults.add(language + " " + time + " is long");
      }
    }
    assertEquals(List.of(), faults);
  }

  @Test
  void aFullHourIsSaidInTheLanguagesOwnWay() {
    assertEquals(1, prompts("de").time(LocalTime.of(14, 0)).size(), "vierzehn Uhr");
    assertEquals(2, prompts("en").time(LocalTime.of(14, 0)).size(), "fourteen o'clock");
    assertEquals(1, prompts("pt-PT").time(LocalTime.of(14, 0)).size());
    assertEquals(2, prompts("tlh").time(LocalTime.of(14, 0)).size(), "another's way");
  }

  @Test
  void aCarersWordsOfTheTimeWin() throws IOException {
    Files.createDirectories(own.resolve("de/time"));
    Files.write(own.resolve("de/time/hour-14.wav"), wav(24_000, 1, 16, 10_000));
    assertEquals(10_000, prompts("de").time(LocalTime.of(14, 30)).getFirst().length);
    assertNotEquals(10_000, prompts("de").time(LocalTime.of(15, 30)).getFirst().length);
  }

  private static short[] joined(List<short[]> sounds) {
    short[] all = new short[sounds.stream().mapToInt(each -> each.length).sum()];
    int at = 0;
    for (short[] each : sounds) {
      System.arraycopy(each, 0, all, at, each.length);
      at += each.length;
    }
    return all;
  }

  @Test
  void theMeasureOfLoudnessIsRight() {
    // BS.1770: a full-scale sine of 997 Hz in one channel is -3.01 LUFS.
    short[] sine = new short[48_000];
    for (int i = 0; i < sine.length; i++) {
      sine[i] = (short) (32767 * Math.sin(2 * Math.PI * 997 * i / 24_000));
    }
    assertEquals(-3.01, Loudness.lufs(sine), 0.1);
  }

  @Test
  void aRegionTakesItsLanguageAndAnUnknownOneEnglish() {
    short[] german = prompts("de").samples(Prompt.ALARM);
    assertArrayEquals(german, prompts("de-AT").samples(Prompt.ALARM));
    short[] english = prompts("en").samples(Prompt.ALARM);
    assertArrayEquals(english, prompts("tlh").samples(Prompt.ALARM));
    assertArrayEquals(english, prompts("../../etc").samples(Prompt.ALARM));
    assertFalse(german, english);
  }

  private static void assertFalse(short[] a, short[] b) {
    assertTrue(!Arrays.equals(a, b), "the languages sound the same");
  }

  @Test
  void aCarersFileWinsWhateverItsFormatIs() throws IOException {
    short[] builtIn = prompts("de").samples(Prompt.ALARM);
    Files.createDirectories(own.resolve("de"));
    Files.write(own.resolve("de/alarm.wav"), wav(48_000, 2, 16, 48_000));
    short[] carers = prompts("de").samples(Prompt.ALARM);
    assertEquals(24_000, carers.length);
    assertEquals(8_000, carers[12_000], 2);
    assertFalse(builtIn, carers);
    assertFalse(prompts("en").samples(Prompt.ALARM), carers);
    Files.write(own.resolve("alarm.wav"), wav(24_000, 1, 8, 12_000));
    assertEquals(12_000, prompts("de").samples(Prompt.ALARM).length);
    assertEquals(List.of(), journal.last(10));
  }

  @Test
  void aBrokenFileIsToldOnceAndTheProgramsOwnIsSaid() throws IOException {
    Files.writeString(own.resolve("alarm.wav"), "this is no sound");
    Prompts prompts = prompts("fr");
    prompts.samples(Prompt.ALARM);
    short[] said = prompts.samples(Prompt.ALARM);
    assertEquals(List.of("prompt-unusable"), journal.last(10).stream().map(e -> e.id()).toList());
    Files.delete(own.resolve("alarm.wav"));
    assertArrayEquals(prompts("fr").samples(Prompt.ALARM), said);
  }

  @Test
  void allWidthsOfSampleSayTheSame() {
    for (int bits : new int[] {16, 24, 32}) {
      short[] sound = PromptSound.decode(wav(24_000, 1, bits, 100));
      assertEquals(100, sound.length);
      assertEquals(8_000, sound[50], 1, bits + " bit");
    }
  }

  @Test
  void damagedBytesAreRefusedInWordsOrDecoded() throws IOException {
    byte[] good = Files.readAllBytes(FOLDER.resolve("en/goodbye.opus"));
    for (long seed = 0; seed < 2_000; seed++) {
      var random = new SplittableRandom(seed);
      byte[] bad = Arrays.copyOf(good, random.nextInt(good.length));
      for (int i = 0; i < 4 && bad.length > 0; i++) {
        bad[random.nextInt(Math.min(bad.length, 80))] = (byte) random.nextInt();
      }
      try {
        PromptSound.decode(bad);
      } catch (IllegalArgumentException e) {
        assertNotEquals("", String.valueOf(e.getMessage()), "seed " + seed);
      }
    }
    assertThrows(IllegalArgumentException.class, () -> PromptSound.decode(new byte[0]));
    assertThrows(
        IllegalArgumentException.class,
        () -> PromptSound.decode(wav(8_000, 1, 16, 31 * 8_000)),
        "too long");
  }

  /** The program sox decodes to exactly these samples; test data made by it once. */
  @Test
  void theDecoderAgreesWithSox() throws IOException {
    byte[] ima;
    byte[] plain;
    try (InputStream a = PromptsTest.class.getResourceAsStream("ima.wav");
        InputStream b = PromptsTest.class.getResourceAsStream("ima-by-sox.wav")) {
      ima = java.util.Objects.requireNonNull(a).readAllBytes();
      plain = java.util.Objects.requireNonNull(b).readAllBytes();
    }
    assertArrayEquals(PromptSound.undo(plain), PromptSound.undo(ima));
  }

  /** A constant of 8000, in every channel. */
  private static byte[] wav(int rate, int channels, int bits, int frames) {
    int align = channels * bits / 8;
    ByteBuffer b = ByteBuffer.allocate(44 + frames * align).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(0x46464952).putInt(36 + frames * align).putInt(0x45564157).putInt(0x20746d66);
    b.putInt(16).putShort((short) 1).putShort((short) channels).putInt(rate);
    b.putInt(rate * align).putShort((short) align).putShort((short) bits);
    b.putInt(0x61746164).putInt(frames * align);
    for (int i = 0; i < frames * channels; i++) {
      switch (bits) {
        case 8 -> b.put((byte) (128 + 8_000 / 256));
        case 16 -> b.putShort((short) 8_000);
        case 24 -> b.put((byte) 0).putShort((short) 8_000);
        default -> b.putInt(8_000 << 16);
      }
    }
    return b.array();
  }
}
