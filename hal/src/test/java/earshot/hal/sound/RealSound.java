package earshot.hal.sound;

import earshot.hal.Await;
import earshot.hal.BoardSettings;
import earshot.hal.Clock;
import earshot.hal.HalException;
import earshot.hal.Microphones;
import earshot.hal.Pcm;
import earshot.hal.PcmRing;
import earshot.hal.Speaker;
import earshot.hal.ThreadBytes;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.SourceDataLine;
import org.jspecify.annotations.Nullable;

/**
 * What {@link RealSoundTest} runs in a JVM whose sound is a {@link SoundServer}'s: plays, listens
 * to what it plays, and prints what it measured as lines of {@code name=value}. It judges nothing.
 */
public final class RealSound {

  static final int TONE_HERTZ = 997;
  static final int TONE_PEAK = 12_000;

  /** Silence before the first tone and after each cut. */
  static final int LEAD = 9_600;

  /** A tone passes through zero: it is over when it was not loud for 3 ms. */
  private static final int QUIET = 72;

  private RealSound() {}

  /** A tone that follows some silence, and starts over with it after each cut. */
  static final class ToneFeed implements Speaker.Feed {
    private final long[] cuts = new long[100];
    private volatile int cutCount;
    private volatile boolean cutting;
    private volatile long toneFrom = LEAD;
    private volatile long played;
    private volatile long given;
    private volatile int violations;
    private volatile int failures;
    private volatile @Nullable HalException failure;
    private volatile int stallMillis;

    void cut(Speaker speaker) {
      int before = cutCount;
      cutting = true;
      speaker.nudge();
      Await.until("the speaker cuts", () -> cutCount > before);
    }

    @Override
    public boolean cutting() {
      return cutting;
    }

    @Override
    public void cut(long at) {
      if (at < played || at > given) violations++;
      cuts[cutCount] = at;
      given = at;
      toneFrom = at + LEAD;
      cutting = false;
      cutCount = cutCount + 1;
    }

    @Override
    public int fill(short[] period, int samples, long position) {
      if (position != given) violations++;
      if (stallMillis > 0) {
        LockSupport.parkNanos(stallMillis * 1_000_000L);
        stallMillis = 0;
      }
      long from = toneFrom;
      for (int i = 0; i < samples; i++) {
        long at = position + i;
        period[i] =
            at < from
                ? 0
                : (short) (TONE_PEAK * Math.sin(2 * Math.PI * TONE_HERTZ * (at - from) / Pcm.RATE));
      }
      given = position + samples;
      return samples;
    }

    @Override
    public void played(long position) {
      if (position < played || position > given) violations++;
      played = position;
    }

    @Override
    public void failed(HalException reason) {
      failures++;
      failure = reason;
    }
  }

  static final class Recorder implements Microphones.Listener {
    final PcmRing ring = new PcmRing(1 << 21);
    volatile int arrivals;
    volatile int failures;
    volatile @Nullable HalException failure;

    @Override
    public void arrived() {
      arrivals++;
    }

    @Override
    public boolean attentive() {
      return true;
    }

    @Override
    public void ended() {}

    @Override
    public void failed(HalException reason) {
      failures++;
      failure = reason;
    }

    short[] all() {
      short[] samples = new short[(int) ring.written()];
      ring.peek(0, samples, 0, samples.length);
      return samples;
    }
  }

  static BoardSettings settings(Map<String, Object> options) {
    return new BoardSettings(
        "test",
        options,
        Clock.system(),
        InputStream.nullInputStream(),
        OutputStream.nullOutputStream());
  }

  static void say(String name, @Nullable Object value) {
    System.out.println(name + "=" + value);
  }

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "tone" -> tone();
      case "cuts" -> cuts();
      case "stall" -> stall();
      case "formats" -> formats();
      case "channels" -> channels();
      case "close" -> closing();
      case "cards" -> cards();
      case "allocation" -> allocation();
      case "death" -> death();
      default -> throw new IllegalArgumentException(args[0]);
    }
    System.out.flush();
  }

  private static void tone() {
    var feed = new ToneFeed();
    var recorder = new Recorder();
    Map<String, Object> options = Map.of("buffer_ms", 200);
    try (var microphones = new SoundMicrophones(settings(options));
        var speaker = new SoundSpeaker(settings(options))) {
      microphones.open(recorder.ring, recorder);
      speaker.open(feed);
      Await.until("both run", () -> feed.played > Pcm.RATE && recorder.ring.written() > Pcm.RATE);
      long startNanos = System.nanoTime();
      long startPlayed = feed.played;
      long startHeard = recorder.ring.written();
      Await.pass(4000);
      long nanos = System.nanoTime() - startNanos;
      say("played.rate", (feed.played - startPlayed) * 1e9 / nanos / Pcm.RATE);
      say("heard.rate", (recorder.ring.written() - startHeard) * 1e9 / nanos / Pcm.RATE);
      say("ahead.ms", Pcm.millis(feed.given - feed.played));
      say("speaker", speaker.describe());
      say("mic", microphones.describe());
    }
    short[] heard = recorder.all();
    int from = ToneRuns.in(heard, QUIET).getFirst().from() + Pcm.RATE / 4;
    int to = heard.length - Pcm.RATE / 4;
    say("level.db", ToneRuns.levelDb(heard, from, to));
    say("hertz", ToneRuns.hertz(heard, from, to));
    say("clean", ToneRuns.cleanShare(heard, from, to, TONE_HERTZ));
    say("arrivals", recorder.arrivals);
    say("violations", feed.violations);
  }

  /** Cuts some times, and compares what was heard of each tone with the positions. */
  private static void cuts() {
    var feed = new ToneFeed();
    var recorder = new Recorder();
    int rounds = 8;
    long[] at = new long[rounds];
    // The microphones are the measure here: a deep buffer keeps them whole on a busy machine.
    try (var microphones = new SoundMicrophones(settings(Map.of("buffer_ms", 200)));
        var speaker = new SoundSpeaker(settings(Map.of()))) {
      microphones.open(recorder.ring, recorder);
      speaker.open(feed);
      for (int i = 0; i < rounds; i++) {
        long from = feed.toneFrom;
        int more = 7_000 + 1_331 * i;
        Await.until("the tone is heard", () -> feed.played > from + more);
        at[i] = recorder.ring.written();
        feed.cut(speaker);
      }
      Await.pass(300);
    }
    List<ToneRuns.Run> runs = ToneRuns.in(recorder.all(), LEAD / 2);
    say("runs", runs.size());
    long from = LEAD;
    int exact = 0;
    for (int i = 0; i < Math.min(rounds, runs.size()); i++) {
      long counted = feed.cuts[i] - from;
      double off = (runs.get(i).to() - runs.get(i).from() - counted) * 1000.0 / Pcm.RATE;
      if (Math.abs(off) <= 20) exact++;
      say("silent.ms." + i, (runs.get(i).to() - at[i]) * 1000.0 / Pcm.RATE);
      say("off.ms." + i, off);
      from = feed.cuts[i] + LEAD;
    }
    say("exact", exact);
    say("violations", feed.violations);
  }

  /** A feed that stalls lets the card run dry: positions must stay right afterwards. */
  private static void stall() {
    var feed = new ToneFeed();
    var recorder = new Recorder();
    try (var microphones = new SoundMicrophones(settings(Map.of()));
        var speaker = new SoundSpeaker(settings(Map.of()))) {
      microphones.open(recorder.ring, recorder);
      speaker.open(feed);
      Await.until("the tone is heard", () -> feed.played > LEAD + Pcm.RATE / 2);
      feed.stallMillis = 600;
      Await.pass(1500);
      say("behind.ms", Pcm.millis(feed.given - feed.played));
      long from = feed.toneFrom;
      feed.cut(speaker);
      Await.pass(150);
      say("counted.ms", Pcm.millis(feed.cuts[0] - from));
    }
    long heard = 0;
    for (ToneRuns.Run run : ToneRuns.in(recorder.all(), QUIET)) heard += run.to() - run.from();
    say("heard.ms", Pcm.millis(heard));
    say("violations", feed.violations);
  }

  private static void formats() {
    int[][] formats = {
      {24_000, 1, 16},
      {48_000, 2, 16},
      {44_100, 2, 16},
      {44_100, 1, 24},
      {48_000, 2, 32},
      {16_000, 1, 16},
      {96_000, 2, 32},
      {48_000, 8, 32},
      {8_000, 1, 16}
    };
    for (int[] f : formats) {
      Map<String, Object> options = new TreeMap<>(Map.of("buffer_ms", 200));
      for (String part : List.of("mic", "speaker")) {
        options.put(part + "_rate", f[0]);
        options.put(part + "_channels", f[1]);
        options.put(part + "_bits", f[2]);
      }
      String name = f[0] + "/" + f[1] + "/" + f[2];
      var feed = new ToneFeed();
      var recorder = new Recorder();
      try (var microphones = new SoundMicrophones(settings(options));
          var speaker = new SoundSpeaker(settings(options))) {
        microphones.open(recorder.ring, recorder);
        speaker.open(feed);
        Await.until("the tone is heard", () -> feed.played > LEAD + 18_000);
        Await.pass(200);
        say(name + ".is", microphones.describe());
      }
      short[] heard = recorder.all();
      List<ToneRuns.Run> runs = ToneRuns.in(heard, QUIET);
      ToneRuns.Run run =
          runs.stream().max((a, b) -> a.to() - a.from() - b.to() + b.from()).orElseThrow();
      int from = run.from() + 1_200;
      int to = Math.min(run.to(), run.from() + 18_000) - 1_200;
      say(name + ".level", ToneRuns.levelDb(heard, from, to));
      say(name + ".hertz", ToneRuns.hertz(heard, from, to));
      say(name + ".violations", feed.violations);
    }
  }

  /** Eight channels, each with a tone of its own; each microphone channel must hear its own. */
  private static void channels() throws Exception {
    AudioFormat format = new AudioFormat(48_000, 16, 8, true, false);
    byte[] second = new byte[48_000 * 16];
    for (int f = 0; f < 48_000; f++) {
      for (int c = 0; c < 8; c++) {
        short s = (short) (8_000 * Math.sin(2 * Math.PI * (500 + 100 * c) * f / 48_000.0));
        second[f * 16 + c * 2] = (byte) s;
        second[f * 16 + c * 2 + 1] = (byte) (s >> 8);
      }
    }
    SourceDataLine line = AudioSystem.getSourceDataLine(format);
    line.open(format, 48_000 * 16 / 5);
    line.start();
    Thread player =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  while (line.write(second, 0, second.length) == second.length) {}
                });
    Await.pass(500);
    for (int c = 0; c < 8; c++) {
      var recorder = new Recorder();
      try (var microphones =
          new SoundMicrophones(
              settings(Map.of("mic_channels", 8, "mic_channel", c, "buffer_ms", 200)))) {
        microphones.open(recorder.ring, recorder);
        Await.until("a second was heard", () -> recorder.ring.written() > 18_000);
      }
      short[] heard = recorder.all();
      say("channel." + c, ToneRuns.hertz(heard, 6_000, 18_000));
    }
    line.close();
    player.join(5000);
  }

  private static void closing() throws InterruptedException {
    var feed = new ToneFeed();
    var recorder = new Recorder();
    var microphones = new SoundMicrophones(settings(Map.of()));
    var speaker = new SoundSpeaker(settings(Map.of()));
    microphones.open(recorder.ring, recorder);
    speaker.open(feed);
    Await.pass(700);
    Thread mic = ThreadBytes.named("mic");
    Thread player = ThreadBytes.named("speaker");
    long start = System.nanoTime();
    microphones.close();
    speaker.close();
    say("close.ms", (System.nanoTime() - start) / 1e6);
    mic.join(10_000);
    player.join(10_000);
    say("ended.ms", (System.nanoTime() - start) / 1e6);
    say("alive", mic.isAlive() || player.isAlive());
    say("failures", feed.failures + recorder.failures);
    microphones.close();
    speaker.close();
    say("violations", feed.violations);
  }

  private static void cards() {
    for (SoundCards.Card card : SoundCards.all()) say("card." + card.name(), card);
    var recorder = new Recorder();
    var feed = new ToneFeed();
    try (var microphones = new SoundMicrophones(settings(Map.of("mic_card", "Nonesuch")));
        var speaker = new SoundSpeaker(settings(Map.of("speaker_card", "Nonesuch")))) {
      microphones.open(recorder.ring, recorder);
      speaker.open(feed);
      Await.until("both are told", () -> recorder.failure != null && feed.failure != null);
    }
    say("mic", Objects.requireNonNull(recorder.failure).getMessage());
    say("speaker", Objects.requireNonNull(feed.failure).getMessage());
  }

  private static void allocation() {
    var feed = new ToneFeed();
    var recorder = new Recorder();
    var bytes = new ThreadBytes();
    // A rate, width and channel count that use every step of the way.
    Map<String, Object> options =
        Map.of(
            "mic_rate", 44_100, "mic_channels", 2, "speaker_rate", 44_100, "speaker_channels", 2);
    try (var microphones = new SoundMicrophones(settings(options));
        var speaker = new SoundSpeaker(settings(options))) {
      microphones.open(recorder.ring, recorder);
      speaker.open(feed);
      Thread mic = ThreadBytes.named("mic");
      Thread player = ThreadBytes.named("speaker");
      Await.until("both are warm", () -> feed.played > 48_000 && recorder.arrivals > 100);
      feed.cut(speaker);
      long micBefore = bytes.of(mic);
      long playerBefore = bytes.of(player);
      int arrivals = recorder.arrivals;
      long given = feed.given;
      Await.until("much was heard", () -> recorder.arrivals > arrivals + 200);
      feed.cut(speaker);
      Await.until("much was played", () -> feed.given > given + 72_000);
      say("mic.bytes", bytes.of(mic) - micBefore);
      say("speaker.bytes", bytes.of(player) - playerBefore);
      say("arrivals", recorder.arrivals - arrivals);
      say("periods", (feed.given - given) / Pcm.FRAME);
    }
  }

  /** Says that it runs, and waits for somebody to end the server. */
  private static void death() {
    var feed = new ToneFeed();
    var recorder = new Recorder();
    var microphones = new SoundMicrophones(settings(Map.of()));
    var speaker = new SoundSpeaker(settings(Map.of()));
    microphones.open(recorder.ring, recorder);
    speaker.open(feed);
    Await.until("both run", () -> feed.played > LEAD && recorder.arrivals > 10);
    say("running", true);
    System.out.flush();
    Await.within(20_000_000_000L, () -> feed.failures > 0 && recorder.failures > 0);
    Await.pass(300);
    say("mic.failures", recorder.failures);
    say("speaker.failures", feed.failures);
    if (recorder.failure != null) say("mic", recorder.failure.getMessage());
    if (feed.failure != null) say("speaker", feed.failure.getMessage());
    microphones.close();
    speaker.close();
  }
}
