package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Pcm;
import earshot.hal.Wav;
import earshot.simulator.Voices;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story that visitors see: it ends well, is on the record, and is the same each time. */
class DemoTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  private Demo demo(String name, boolean terminal) {
    var plan = new House.Plan();
    return new Demo(
        House.config(plan),
        House.sessions(plan),
        folder.resolve(name),
        new PrintStream(shown, true, StandardCharsets.UTF_8),
        terminal);
  }

  @Test
  void theStoryEndsWellAndTheWavHoldsWhatWasSaidUpToTheCut() throws Exception {
    Demo demo = demo("heard.wav", false);
    var tap = new Wiretap("ga");
    demo.wire().tap(tap);
    assertTrue(demo.play(0), () -> demo.summary(folder));
    assertTrue(tap.events() > 100);

    short[] heard = Wav.read(folder.resolve("heard.wav"));
    assertTrue(heard.length > 20 * Pcm.RATE && heard.length < 30 * Pcm.RATE, "" + heard.length);
    assertHolds(heard, Voices.clip("weather"));
    assertHolds(heard, Voices.clip("timer"));
    assertHolds(heard, Voices.clip("greeting"));
    short[] story = Voices.clip("story");
    assertHolds(heard, Arrays.copyOf(story, 2 * Pcm.RATE));
    assertEquals(-1, find(heard, story), "the story was interrupted");
    double level = Pcm.levelDb(heard, find(heard, Voices.clip("timer")), 2 * Pcm.RATE);
    assertTrue(level > -30 && level < -10, "speech at " + level + " dB");
  }

  private static void assertHolds(short[] heard, short[] said) {
    assertTrue(find(heard, said) >= 0, "what was said is not on the record");
  }

  private static int find(short[] in, short[] what) {
    for (int at = 0; at + what.length <= in.length; at++) {
      if (Arrays.mismatch(in, at, at + what.length, what, 0, what.length) < 0) return at;
    }
    return -1;
  }

  @Test
  void itTellsTheSameStoryEachTime() throws Exception {
    assertTrue(demo("one.wav", false).play(0));
    String first = shown.toString(StandardCharsets.UTF_8);
    shown.reset();
    assertTrue(demo("two.wav", false).play(0));
    assertEquals(first, shown.toString(StandardCharsets.UTF_8));
    assertArrayEquals(Wav.read(folder.resolve("one.wav")), Wav.read(folder.resolve("two.wav")));
    for (String word : new String[] {"you    >", "earshot<", "cut", "link", "--"}) {
      assertTrue(first.contains(word), first);
    }
  }

  @Test
  void aTerminalSeesOneScreenDrawnOverItself() throws Exception {
    assertTrue(demo("screen.wav", true).play(0));
    String screen = shown.toString(StandardCharsets.UTF_8);
    assertTrue(screen.contains("\033[20A"), "it goes back up its own twenty lines");
    assertTrue(screen.endsWith("\033[?25h"), "the cursor is back");
  }
}
