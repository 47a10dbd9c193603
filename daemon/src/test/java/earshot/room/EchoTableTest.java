package earshot.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import earshot.document.Document;
import earshot.hal.HalException;
import earshot.hal.Pcm;
import earshot.hal.dsp.Cleaner;
import earshot.hal.dsp.Cleaning;
import earshot.hal.dsp.Voice;
import earshot.hal.dsp.VoiceActivity;
import earshot.hal.webrtc.WebRtcCleaner;
import earshot.room.Duplex.Heard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * How well it hears while it speaks, in a simulated room: the figures in ECHO.md, by {@code
 * -Dearshot.write=true}. Otherwise they must be good enough, and about those that stand there.
 */
class EchoTableTest {

  private static final Document DOCUMENT =
      new Document(Path.of("ECHO.md"), "<!-- echo -->\n", "<!-- end -->\n");
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

  private static final int DELAY_MILLIS = 60;
  private static final int REPLIES = 200;
  private static final int SECOND = Pcm.RATE;
  private static final List<Integer> OVER_SPEECH_DB = List.of(-5, 0, 5, 10);

  /** Of the cleaner, by which what comes out is late. */
  private static final int LATE = 218;

  private static Cleaner cleaner() {
    try {
      return new WebRtcCleaner(new Cleaning(true, Cleaning.Noise.OFF, false, false));
    } catch (HalException e) {
      return abort(e.getMessage());
    }
  }

  private static Heard hear(float[] played, float[] mic) {
    try (Cleaner cleaner = cleaner()) {
      return Duplex.through(cleaner, new VoiceActivity(), played, mic);
    }
  }

  private final StringBuilder table = new StringBuilder();

  private void line(String format, Object... values) {
    table.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  @Test
  void itHearsWhileItSpeaks() throws IOException {
    line("| echo over speech, dB | echo reduced after 2 s, dB | speech kept in double talk, dB |");
    line("|---|---|---|");
    for (int over : OVER_SPEECH_DB) reduction(over);
    line("");
    jump();
    line("");
    interruptions();
    compare();
  }

  private void reduction(int over) {
    float[] played =
        Duplex.join(
            Duplex.silence(0.5),
            Duplex.clip("story"),
            Duplex.clip("weather"),
            Duplex.clip("timer"),
            Duplex.silence(0.5));
    int from = SECOND / 2 + Duplex.clip("story").length;
    float[] says = new float[played.length];
    int at = from;
    for (String clip : List.of("question-weather", "question-timer", "question-hello")) {
      float[] said = Duplex.clip(clip);
      System.arraycopy(said, 0, says, at, Math.min(said.length, says.length - at));
      at += said.length;
    }
    int to = Math.min(at, played.length) - SECOND / 2;
    float[] talker = Duplex.talker(says, Duplex.TALKER_DB);
    float[] echo = Duplex.echo(played, Duplex.TALKER_DB + over, DELAY_MILLIS);
    float[] out = hear(played, Duplex.microphone(echo, talker)).out();
    int settled = 5 * SECOND / 2;
    double reduced =
        Spectra.decibels(Duplex.power(echo, settled, from) / Duplex.power(out, settled, from));
    double kept =
        Spectra.decibels(
            Duplex.power(out, from + LATE, to + LATE) / Duplex.power(talker, from, to));
    line("| %+d | %.0f | %.1f |", over, reduced, kept);
    assertTrue(reduced >= 25, over + " dB: echo reduced by " + reduced);
    assertTrue(Math.abs(kept) <= 3, over + " dB: speech kept by " + kept);
  }

  private void jump() {
    float[] played = Duplex.join(Duplex.silence(0.5), Duplex.clip("story"), Duplex.clip("story"));
    float[] before = Duplex.echo(played, Duplex.TALKER_DB, DELAY_MILLIS);
    float[] after = Duplex.echo(played, Duplex.TALKER_DB, DELAY_MILLIS + 80);
    int jumpsAt = 8 * SECOND;
    System.arraycopy(after, jumpsAt, before, jumpsAt, after.length - jumpsAt);
    float[] out = hear(played, Duplex.microphone(before, new float[0])).out();
    int followed = -1;
    for (int at = jumpsAt; at + SECOND / 2 <= jumpsAt + 6 * SECOND; at += SECOND / 10) {
      double reduced =
          Spectra.decibels(
              Duplex.power(before, at, at + SECOND / 2) / Duplex.power(out, at, at + SECOND / 2));
      if (reduced >= 25 && followed < 0) followed = (at - jumpsAt) / (SECOND / 10);
      if (reduced < 25) followed = -1;
    }
    line("When the delay jumps by 80 ms, the echo is reduced by 25 dB again after:");
    line("%.1f s.", followed / 10.0);
    assertTrue(followed >= 0 && followed <= 30, "followed after " + followed + " tenths");
  }

  private void interruptions() {
    float[] one = Duplex.join(Duplex.clip("greeting"), Duplex.silence(0.4));
    float[] two = Duplex.join(Duplex.clip("timer"), Duplex.silence(0.4));
    List<float[]> pieces = new ArrayList<>(List.of(Duplex.silence(0.5)));
    int wanted = (int) (2.2 * SECOND);
    for (int i = 0; i < REPLIES; i++) {
      float[] reply = i % 2 == 0 ? one : two;
      int start = i / 2 % 3 * SECOND / 3;
      pieces.add(Arrays.copyOfRange(reply, start, start + wanted));
      pieces.add(Duplex.silence(0.3));
    }
    float[] played = Duplex.join(pieces.toArray(new float[0][]));
    float[] echo = Duplex.echo(played, Duplex.TALKER_DB, DELAY_MILLIS);
    Heard alone = hear(played, Duplex.microphone(echo, new float[0]));
    int ducked = 0;
    int cut = 0;
    Voice last = Voice.NONE;
    for (Voice voice : alone.voices()) {
      if (last == Voice.NONE && voice != Voice.NONE) ducked++;
      if (last != Voice.SURE && voice == Voice.SURE) cut++;
      last = voice;
    }
    line("| of %d answers, with nobody there | |", REPLIES);
    line("|---|---|");
    line("| softened for nothing | %d |", ducked);
    line("| cut for nothing | %d |", cut);
    assertTrue(cut < 2, cut + " self-interruptions");
    line("");
    line("| talker | cut within 400 ms, %% |");
    line("|---|---|");
    double rest = loudest(alone.out(), 3 * SECOND);
    talks(played, echo, rest + 6, "6 dB above the loudest 10 ms that are left of the echo");
    for (int over : List.of(-5, 10)) {
      talks(played, echo, Duplex.TALKER_DB - over, "echo " + over + " dB over speech");
    }
  }

  private static double loudest(float[] samples, int from) {
    double most = 0;
    for (int at = from; at + Cleaner.BLOCK <= samples.length; at += Cleaner.BLOCK) {
      most = Math.max(most, Duplex.power(samples, at, at + Cleaner.BLOCK));
    }
    return Spectra.decibels(most);
  }

  private void talks(float[] allPlayed, float[] allEcho, double db, String who) {
    int length = 150 * SECOND;
    float[] played = Arrays.copyOf(allPlayed, length);
    float[] says = new float[length];
    List<Integer> begins = new ArrayList<>();
    List<String> clips =
        List.of("question-weather", "question-timer", "question-story", "question-hello");
    // Not before it has spoken three times: the first answers teach it the room.
    for (int at = 8 * SECOND + SECOND / 7; at + 3 * SECOND < length; at += 31 * SECOND / 10) {
      float[] said = Duplex.clip(clips.get(begins.size() % clips.size()));
      said = Arrays.copyOf(said, Math.min(said.length, 3 * SECOND / 2));
      System.arraycopy(said, 0, says, at, said.length);
      begins.add(at);
    }
    float[] talker = Duplex.talker(says, db);
    Heard heard = hear(played, Duplex.microphone(Arrays.copyOf(allEcho, length), talker));
    int tries = 0;
    int cut = 0;
    for (int begin : begins) {
      int at = begin;
      while (Spectra.decibels(Duplex.power(talker, at, at + Cleaner.BLOCK) + 1e-12) < db - 12) {
        at += Cleaner.BLOCK;
      }
      // Between two answers there is nothing to be cut.
      if (Duplex.power(played, at, at + 2 * SECOND / 5) < 1e-4) continue;
      tries++;
      int block = at / Cleaner.BLOCK;
      boolean before = heard.voices()[block - 1] == Voice.SURE;
      boolean within = false;
      for (int b = block; b <= block + 40; b++) within |= heard.voices()[b] == Voice.SURE;
      if (within && !before) cut++;
    }
    line("| %s | %.0f |", who, 100.0 * cut / tries);
    assertTrue(tries >= 40 && cut * 100 >= tries * 95, who + ": " + cut + " of " + tries);
  }

  /** Another processor rounds otherwise. */
  private void compare() throws IOException {
    if (DOCUMENT.writes(table.toString())) return;
    String again = Document.again(EchoTableTest.class);
    String written = DOCUMENT.part();
    assertEquals(
        NUMBER.matcher(written).replaceAll("N"),
        NUMBER.matcher(table.toString()).replaceAll("N"),
        again);
    List<Double> there = numbers(written);
    List<Double> here = numbers(table.toString());
    for (int i = 0; i < there.size(); i++) {
      double slack = Math.max(4, 0.12 * Math.abs(there.get(i)));
      assertEquals(there.get(i), here.get(i), slack, again + "\n" + table);
    }
  }

  private static List<Double> numbers(String text) {
    return NUMBER.matcher(text).results().map(found -> Double.parseDouble(found.group())).toList();
  }
}
