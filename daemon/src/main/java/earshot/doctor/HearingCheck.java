package earshot.doctor;

import earshot.audio.Levels;
import earshot.hal.HalException;
import earshot.hal.Microphones;
import earshot.hal.Pcm;
import earshot.hal.PcmRing;
import earshot.hal.Speaker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Microphones and speaker, opened by the doctor itself: what the room sounds like, and whether a
 * tone from the speaker can be heard in it. Blocks for some three seconds; the devices' threads
 * write the rings.
 */
final class HearingCheck {

  private static final long OPENING_NANOS = 1_200_000_000L;
  private static final long LISTENING_NANOS = 1_000_000_000L;
  private static final long TONE_NANOS = 900_000_000L;
  private static final int TONE_HERTZ = 880;
  private static final int TONE_AMPLITUDE = 8_000;

  /** How much louder than the room, in decibels, the tone has to be at its own pitch. */
  private static final double HEARD_DB = 10;

  /** A bare digital microphone in a quiet room is at -90: this is no sound at all. */
  private static final double FAINT_DB = -93;

  private static final double CLIPPED_SHARE = 0.001;
  private static final double OFFSET_SHARE = 0.02;

  private final Microphones microphones;
  private final Speaker speaker;
  private final boolean tone;
  private final @Nullable EchoCheck echo;
  private final Pause pause;
  private final PcmRing ring = new PcmRing(4 * Pcm.RATE);
  private final List<Found> found = new ArrayList<>();
  private boolean deaf;

  private HearingCheck(
      Microphones microphones,
      Speaker speaker,
      boolean tone,
      @Nullable EchoCheck echo,
      Pause pause) {
    this.echo = echo;
    this.microphones = microphones;
    this.speaker = speaker;
    this.tone = tone;
    this.pause = pause;
  }

  /** Opens both; whoever made them closes them. */
  static List<Found> listen(
      Microphones microphones, Speaker speaker, boolean tone, @Nullable EchoCheck echo, Pause pause)
      throws InterruptedException {
    Microphones heard = echo == null ? microphones : echo.microphones();
    var check = new HearingCheck(heard, speaker, tone, echo, pause);
    double before = check.room();
    check.speaker(before);
    return check.found;
  }

  /** How loud the room is at the tone's pitch, in decibels. */
  private double room() throws InterruptedException {
    AtomicReference<@Nullable HalException> failure = new AtomicReference<>();
    microphones.open(ring, new Listener(failure, _ -> {}));
    pause.pass(OPENING_NANOS);
    // What a card gives first is its own clicks and settling.
    short[] heard = heard(LISTENING_NANOS);
    HalException why = failure.get();
    deaf = why != null || heard.length < Pcm.samplesInNanos(LISTENING_NANOS) / 2;
    if (why != null) {
      found.add(Found.of(Finding.MICROPHONE_DEAF, Details.reason(why), why.remedy()));
    } else if (deaf) {
      found.add(
          Found.of(
              Finding.MICROPHONE_DEAF, "in a second came " + Pcm.millis(heard.length) + " ms"));
    } else {
      judge(Levels.of(heard, 0, heard.length));
    }
    return Levels.toneDb(heard, 0, heard.length, TONE_HERTZ);
  }

  private void judge(Levels levels) {
    found.addAll(of(levels));
  }

  /** What the levels of a quiet room say of its microphone. */
  static List<Found> of(Levels levels) {
    if (levels.peak() == 0) return List.of(Found.of(Finding.MICROPHONE_ZEROS));
    List<Found> found = new ArrayList<>();
    if (levels.clippedShare() > CLIPPED_SHARE) {
      found.add(
          Found.of(
              Finding.MICROPHONE_CLIPS,
              "%.1f %% of the samples are as large as can be"
                  .formatted(100 * levels.clippedShare())));
    }
    if (Math.abs(levels.offset()) > OFFSET_SHARE) {
      found.add(
          Found.of(
              Finding.MICROPHONE_OFFSET,
              "it lies %.0f %% of the full scale aside".formatted(100 * levels.offset())));
    } else if (levels.db() < FAINT_DB) {
      found.add(
          Found.of(
              Finding.MICROPHONE_FAINT, "it has %.0f dB below full scale".formatted(-levels.db())));
    }
    return found;
  }

  private void speaker(double before) throws InterruptedException {
    AtomicReference<@Nullable HalException> failure = new AtomicReference<>();
    var feed = new Tone(tone, failure);
    speaker.open(echo == null ? feed : echo.over(feed));
    // The first opening of a card can take a second.
    pause.pass(OPENING_NANOS);
    HalException why = failure.get();
    if (why != null) {
      found.add(Found.of(Finding.SPEAKER_DEAD, Details.reason(why), why.remedy()));
      return;
    }
    long played = feed.played.get();
    short[] heard = heard(TONE_NANOS);
    if (feed.played.get() == played) {
      found.add(Found.of(Finding.SPEAKER_DEAD, "nothing has left it in a second"));
      return;
    }
    if (!tone || deaf) return;
    double louder = Levels.toneDb(heard, 0, heard.length, TONE_HERTZ) - before;
    if (louder < HEARD_DB) {
      found.add(
          Found.of(
              Finding.SPEAKER_UNHEARD,
              "it made %.0f dB of difference".formatted(Math.max(0, louder))));
    } else if (echo != null) {
      feed.play(null);
      found.addAll(echo.measure(feed::play, pause));
    }
  }

  /** What the microphones give from now on for so long. */
  private short[] heard(long nanos) throws InterruptedException {
    long from = ring.written();
    pause.pass(nanos);
    short[] samples = new short[(int) Math.min(ring.written() - from, Pcm.samplesInNanos(nanos))];
    int count = ring.peek(from, samples, 0, samples.length);
    return count == samples.length ? samples : new short[0];
  }

  /**
   * @param troubled told of single microphones that hear badly; on the microphones' thread
   */
  record Listener(AtomicReference<@Nullable HalException> failure, Consumer<String> troubled)
      implements Microphones.Listener {

    @Override
    public void weak(String what) {
      troubled.accept(what);
    }

    @Override
    public void arrived() {}

    @Override
    public boolean attentive() {
      return true;
    }

    @Override
    public void ended() {}

    @Override
    public void failed(HalException reason) {
      failure.set(reason);
    }
  }

  /** A tone without an end, silence, or what is given. On the speaker's thread. */
  static final class Tone implements Speaker.Feed.Uncut {
    private volatile boolean sounding;
    private volatile short @Nullable [] given;
    private final AtomicReference<@Nullable HalException> failure;
    private final AtomicLong played = new AtomicLong();

    Tone(boolean sounding, AtomicReference<@Nullable HalException> failure) {
      this.sounding = sounding;
      this.failure = failure;
    }

    /** Any thread: how many samples have left the card. */
    long played() {
      return played.get();
    }

    /** Any thread: these again and again from now on, or silence, and no tone any more. */
    void play(short @Nullable [] samples) {
      sounding = false;
      given = samples;
    }

    @Override
    public int fill(short[] period, int samples, long position) {
      short[] now = given;
      if (now != null) {
        for (int i = 0; i < samples; i++) period[i] = now[(int) ((position + i) % now.length)];
        return samples;
      }
      for (int i = 0; i < samples; i++) {
        double turns = (double) TONE_HERTZ * (position + i) / Pcm.RATE;
        period[i] = sounding ? (short) (TONE_AMPLITUDE * Math.sin(2 * Math.PI * (turns % 1))) : 0;
      }
      return samples;
    }

    @Override
    public void played(long position) {
      played.set(position);
    }

    @Override
    public void failed(HalException reason) {
      failure.set(reason);
    }
  }
}
