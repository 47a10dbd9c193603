package earshot.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred times cut off on a real sound server, as its sink's monitor has it in a recording: that
 * each tone ended in a fade, and without a click. How long that took is printed, and judged only
 * when told by {@code -Dearshot.bargein.millis=100}.
 */
@Timeout(180)
class BargeInTest {

  private static final int CUTS = Integer.getInteger("earshot.bargein.cuts", 100);

  /** Not judged otherwise: a machine that is busy with other things is no fault of ours. */
  private static final int MOST_MILLIS = Integer.getInteger("earshot.bargein.millis", 1_000_000);

  private static final Path README = Path.of("../README.md");
  private static final String BEGIN = "<!-- cut off -->\n";
  private static final String END = "<!-- end -->\n";

  /** From one sample to the next, of the tone itself, and of its fade. */
  private static final double STEP =
      1.5 * BargeIns.PEAK * 2 * Math.PI * BargeIns.HERTZ / BargeIns.RATE;

  /** A recorder or a server that was late once leaves a hole that is no cut's. */
  private static final double ALL_BUT_FEW = 0.9;

  /** The last millisecond of a fade of five, against the tone before it. */
  private static final double FADED = 0.4;

  @TempDir Path directory;

  @Test
  void itFallsSilentInAFadeAndWithoutAStep() throws Exception {
    SoundServer.assumeInstalled();
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/parec")), "pulseaudio-utils is not installed");
    List<String> lines;
    try (var _ =
        SoundServer.with(
            directory, "module-null-sink sink_name=ear rate=48000 channels=2 norewinds=1")) {
      lines = run();
    }
    List<Double> millis = new ArrayList<>();
    int smooth = 0;
    for (String line : lines) {
      String[] fields = line.split(" ");
      // Where the server has lost some of the tone, it ends as loud as it was: no cut's end.
      if (Double.parseDouble(fields[2]) > FADED) continue;
      millis.add(Double.parseDouble(fields[0]));
      if (Integer.parseInt(fields[1]) <= STEP) smooth++;
    }
    assertTrue(millis.size() >= CUTS / 2, lines::toString);
    millis.sort(null);
    int count = millis.size();
    double most = millis.get(count * 99 / 100);
    String told =
        ("Cut off %d times in a tone: silent in the recording after %.0f ms (99 %% within %.0f ms), its"
                + " own delay included; %d of %d ends are a fade without a step.\n")
            .formatted(CUTS, millis.get(count / 2), most, smooth, count);
    System.out.print(told);
    if (Boolean.getBoolean("earshot.write")) write(told);
    assertTrue(smooth >= ALL_BUT_FEW * count, lines::toString);
    assertTrue(most <= MOST_MILLIS, lines::toString);
  }

  private static void write(String told) throws IOException {
    String document = Files.readString(README);
    int begin = document.indexOf(BEGIN) + BEGIN.length();
    int end = document.indexOf(END, begin);
    Files.writeString(README, document.substring(0, begin) + told + document.substring(end));
  }

  private List<String> run() throws Exception {
    List<String> command = new ArrayList<>(Program.virtualMachine());
    command.addAll(List.of(BargeIns.class.getName(), "ear.monitor", Integer.toString(CUTS)));
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(SoundServer.environment(directory, "ear", "ear.monitor"));
    Process process = builder.start();
    try (var said = process.inputReader()) {
      List<String> lines = said.lines().toList();
      assertEquals(0, process.waitFor(), lines::toString);
      return lines;
    } finally {
      process.destroyForcibly();
    }
  }
}
