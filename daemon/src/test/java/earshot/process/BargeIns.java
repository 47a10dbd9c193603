package earshot.process;

import earshot.audio.Playout;
import earshot.hal.BoardSettings;
import earshot.hal.Clock;
import earshot.hal.Pcm;
import earshot.hal.sound.SoundSpeaker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What {@link BargeInTest} runs in a JVM whose card is a sound server's null sink: plays tones and
 * cuts them off, while another program records what the sink gives out. Prints what the recording
 * shows, one line for each end of a tone, and judges nothing.
 */
public final class BargeIns {

  static final int RATE = 48_000;
  static final int HERTZ = 400;
  static final int PEAK = 12_000;

  private static final int LOUD = 100;
  private static final long WARM_NANOS = 1_500_000_000L;

  /** From one cut to the next tone: silence that the card is given behind the fade. */
  private static final long SILENT_NANOS = 60_000_000L;

  /** A tone passes through zero: it is over when it was not loud for so long. */
  private static final int QUIET = RATE / 100;

  private static final long LIMIT_NANOS = 10_000_000_000L;

  private final Clock clock = Clock.system();
  private final ByteArrayOutputStream recorded = new ByteArrayOutputStream();
  private final List<Piece> pieces = Collections.synchronizedList(new ArrayList<>());
  private double phase;

  private record Piece(long atNanos, int endSamples) {}

  private BargeIns() {}

  public static void main(String[] arguments) throws Exception {
    new BargeIns().run(arguments[0], Integer.parseInt(arguments[1]));
    System.exit(0);
  }

  private void run(String monitor, int cuts) throws Exception {
    var settings =
        new BoardSettings(
            "test",
            Map.of(),
            clock,
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream());
    Process recorder =
        new ProcessBuilder(
                "parec",
                "--device=" + monitor,
                "--rate=" + RATE,
                "--channels=1",
                "--format=s16le",
                "--latency-msec=20")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Thread.ofPlatform().daemon().start(() -> record(recorder.getInputStream()));
    long[] pressed = new long[cuts];
    try (var speaker = new SoundSpeaker(settings)) {
      var playout =
          new Playout(60, clock, true, speaker::latencySamples, () -> {}, reason -> System.exit(1));
      speaker.open(playout);
      long warm = clock.nanos() + WARM_NANOS;
      until(() -> clock.nanos() > warm && !pieces.isEmpty());
      for (int i = 0; i < cuts; i++) {
        long from = playout.accepted();
        short[] tone = tone();
        playout.accept(1, "item" + i, 0, tone, 0, tone.length);
        // At another place of a period of the card, of the server and of the tone each time.
        long heard = from + 1_200 + i * 331L % 1_000;
        until(() -> playout.heard() >= heard);
        pressed[i] = clock.nanos();
        playout.silence();
        speaker.nudge();
        until(playout::silenced);
        long silent = clock.nanos() + SILENT_NANOS;
        until(() -> clock.nanos() > silent);
      }
    }
    recorder.destroy();
    recorder.waitFor();
    show(pressed);
    System.out.flush();
  }

  private void record(InputStream in) {
    byte[] bytes = new byte[4096];
    try {
      int count;
      while ((count = in.read(bytes)) > 0) {
        synchronized (recorded) {
          recorded.write(bytes, 0, count);
          pieces.add(new Piece(clock.nanos(), recorded.size() / 2));
        }
      }
    } catch (IOException e) {
      // It has been ended.
      return;
    }
  }

  private short[] tone() {
    short[] tone = new short[Pcm.RATE];
    for (int i = 0; i < tone.length; i++) {
      tone[i] = (short) (PEAK * Math.sin(phase));
      phase += 2 * Math.PI * HERTZ / Pcm.RATE;
    }
    return tone;
  }

  private void until(BooleanSupplier so) {
    long limit = clock.nanos() + LIMIT_NANOS;
    while (!so.getAsBoolean()) {
      if (clock.nanos() > limit) throw new IllegalStateException("it takes too long");
      LockSupport.parkNanos(this, 500_000);
    }
  }

  /** Each end: how long after the press, the largest step before it, and how soft it was. */
  private void show(long[] pressed) {
    short[] sound = new short[recorded.size() / 2];
    Pcm.toSamples(recorded.toByteArray(), 0, sound, 0, sound.length);
    List<Piece> all = List.copyOf(pieces);
    int last = -1;
    for (int i = 0; i < sound.length; i++) {
      if (Math.abs(sound[i]) > LOUD) last = i;
      else if (last >= 0 && i - last > QUIET) {
        show(sound, last, nanosOf(last, all), pressed);
        last = -1;
      }
    }
  }

  private static long nanosOf(int sample, List<Piece> all) {
    for (Piece each : all) {
      if (each.endSamples <= sample) continue;
      return each.atNanos - (each.endSamples - sample) * 1_000_000_000L / RATE;
    }
    return 0;
  }

  private static void show(short[] sound, int end, long atNanos, long[] pressed) {
    long latest = pressed[0];
    for (long each : pressed) if (each < atNanos) latest = each;
    int step = 0;
    for (int i = Math.max(1, end - RATE / 100); i < Math.min(sound.length, end + 48); i++) {
      step = Math.max(step, Math.abs(sound[i] - sound[i - 1]));
    }
    int whole = peak(sound, end - 9 * RATE / 1000, end - 6 * RATE / 1000);
    int soft = peak(sound, end - RATE / 800, end + 1);
    System.out.printf(
        Locale.ROOT,
        "%.1f %d %.2f%n",
        (atNanos - latest) / 1e6,
        step,
        (double) soft / Math.max(1, whole));
  }

  private static int peak(short[] sound, int from, int to) {
    int peak = 0;
    for (int i = Math.max(0, from); i < to; i++) peak = Math.max(peak, Math.abs(sound[i]));
    return peak;
  }
}
