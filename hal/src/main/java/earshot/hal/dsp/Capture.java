package earshot.hal.dsp;

import earshot.hal.Pcm;
import earshot.hal.Resampler;
import org.jspecify.annotations.Nullable;

/**
 * From a card's interleaved frames to the house's mono samples: width, calibration, array, rate, in
 * this order. With one channel, no gain and the house's rate every sample of 16 bit passes as it
 * is. Allocates nothing for a frame; belongs to the thread that reads the card.
 */
public final class Capture {

  /** A direct voltage and what is slower than anybody speaks. */
  private static final double DC_HERTZ = 20;

  /** A beam turned by less would not be heard. */
  private static final double TURN_DEGREES = 3;

  private final int channels;
  private final int bytes;
  private final MicArray array;
  private final int[] microphones;
  private final float[] gains;
  private final float[][] samples;
  private final float[] lastIn;
  private final float[] lastOut;
  private final float leak;
  private final float[] mono;
  private final @Nullable Resampler resampler;
  private final int reference;
  private final float[] carried;
  private final @Nullable Resampler carriedResampler;
  private final short[] played;
  private final @Nullable ChannelWatch watch;
  private final @Nullable Beam beam;
  private final @Nullable Direction direction;
  private final @Nullable Follower follower;
  private boolean regroup;
  private volatile double azimuth = Double.NaN;
  private volatile String complaint = "";

  /**
   * @param bits of a sample: 16, 24 (in three bytes) or 32; 24 left-justified in 32 are 32
   * @param mostFrames that are ever given at once
   */
  public Capture(MicArray array, int rate, int channels, int bits, int mostFrames) {
    this.array = array;
    this.channels = channels;
    bytes = bits / 8;
    microphones = array.microphones(channels);
    int count = microphones.length;
    gains = new float[count];
    double[] gainsDb = new double[count];
    for (int m = 0; m < count; m++) {
      gainsDb[m] = array.gainDb(m);
      gains[m] = (float) Math.pow(10, gainsDb[m] / 20);
    }
    samples = new float[count][mostFrames];
    // The last place is for what is played.
    lastIn = new float[count + 1];
    lastOut = new float[count + 1];
    leak = (float) Math.exp(-2 * Math.PI * DC_HERTZ / rate);
    mono = new float[mostFrames];
    resampler = rate == Pcm.RATE ? null : new Resampler(rate, Pcm.RATE, mostFrames);
    reference = array.reference() < channels ? array.reference() : -1;
    carried = new float[reference < 0 ? 0 : mostFrames];
    carriedResampler =
        reference < 0 || rate == Pcm.RATE ? null : new Resampler(rate, Pcm.RATE, mostFrames);
    played = new short[reference < 0 ? 0 : most(mostFrames)];
    boolean several = count > 1 && array.how() != MicArray.How.FIRST;
    watch = several ? new ChannelWatch(rate, gainsDb) : null;
    Geometry geometry = array.geometry();
    boolean places = geometry != null && geometry.microphones() == count;
    boolean steers = several && array.how() == MicArray.How.STEER && places;
    Geometry at = places && geometry != null ? geometry : anywhere(count);
    beam = several ? new Beam(at, rate, mostFrames) : null;
    direction = steers ? new Direction(at, rate) : null;
    follower = direction == null ? null : new Follower(direction, rate);
  }

  private static Geometry anywhere(int count) {
    return new Geometry(java.util.Collections.nCopies(count, new Geometry.Place(0, 0, 0)));
  }

  /** The most samples that come of so many frames. */
  public int most(int frames) {
    return resampler == null ? frames : resampler.most(frames);
  }

  /** Takes so many frames from the beginning of the bytes, and says how many samples it gave. */
  public int convert(byte[] from, int frames, short[] house) {
    unpack(from, frames);
    boolean changed = watch != null && watch.hear(samples, frames);
    for (int m = 0; m < microphones.length; m++) {
      calibrate(samples[m], m, frames);
      amplify(samples[m], gains[m], frames);
    }
    if (reference >= 0) {
      calibrate(carried, microphones.length, frames);
      house(carriedResampler, carried, frames, played);
    }
    float[] one = samples[0];
    if (beam != null && watch != null) {
      turn(watch, beam, frames, changed);
      beam.sum(samples, frames, mono);
      one = mono;
    }
    if (changed && watch != null) complaint = complain(watch);
    return house(resampler, one, frames, house);
  }

  private static int house(
      @Nullable Resampler resampler, float[] samples, int frames, short[] house) {
    if (resampler != null) return resampler.convert(samples, 0, frames, house);
    for (int i = 0; i < frames; i++) {
      house[i] = (short) Math.max(-32_768, Math.min(32_767, Math.round(samples[i])));
    }
    return frames;
  }

  /** Whether the card has a channel of what is played. */
  public boolean hasPlayed() {
    return reference >= 0;
  }

  /** What was played with the samples that were given last; the same array all the time. */
  public short[] played() {
    return played;
  }

  private void unpack(byte[] from, int frames) {
    for (int m = 0; m < microphones.length; m++) unpack(from, frames, microphones[m], samples[m]);
    if (reference >= 0) unpack(from, frames, reference, carried);
  }

  private void unpack(byte[] from, int frames, int channel, float[] to) {
    int step = channels * bytes;
    int at = channel * bytes;
    switch (bytes) {
      case 2 -> {
        for (int f = 0; f < frames; f++, at += step) {
          to[f] = (short) (from[at] & 0xff | from[at + 1] << 8);
        }
      }
      case 3 -> {
        for (int f = 0; f < frames; f++, at += step) {
          int sample = from[at] & 0xff | (from[at + 1] & 0xff) << 8 | from[at + 2] << 16;
          to[f] = sample / 256f;
        }
      }
      default -> {
        for (int f = 0; f < frames; f++, at += step) {
          int low = from[at] & 0xff | (from[at + 1] & 0xff) << 8;
          to[f] = (low | (from[at + 2] & 0xff) << 16 | from[at + 3] << 24) / 65_536f;
        }
      }
    }
  }

  private void calibrate(float[] channel, int m, int frames) {
    if (array.removesDc()) {
      float in = lastIn[m];
      float out = lastOut[m];
      for (int f = 0; f < frames; f++) {
        float sample = channel[f];
        out = sample - in + leak * out;
        in = sample;
        channel[f] = out;
      }
      lastIn[m] = in;
      lastOut[m] = out;
    }
  }

  private static void amplify(float[] channel, float gain, int frames) {
    if (gain != 1) for (int f = 0; f < frames; f++) channel[f] *= gain;
  }

  private void turn(ChannelWatch watch, Beam beam, int frames, boolean changed) {
    regroup |= changed;
    double wanted = azimuth;
    if (direction != null && follower != null) {
      for (int at = 0; at < frames; at += direction.hop()) {
        int n = Math.min(direction.hop(), frames - at);
        if (direction.hear(samples, at, n, watch.good())) follower.look();
      }
      double heard = follower.azimuth();
      if (!(Math.abs(heard - azimuth) < TURN_DEGREES) && !Double.isNaN(heard)) wanted = heard;
    }
    if (beam.turning() || !regroup && Double.compare(wanted, azimuth) == 0) return;
    beam.steer(wanted, watch.good());
    regroup = false;
    azimuth = wanted;
  }

  private String complain(ChannelWatch watch) {
    StringBuilder text = new StringBuilder();
    for (int m = 0; m < microphones.length; m++) {
      String what =
          switch (watch.fault(m)) {
            case NONE -> "";
            case DEAD -> "gives nothing";
            case DEAF -> "hears " + Math.round(watch.missingDb(m)) + " dB less than the others";
            case NOISY -> "makes noise of its own";
            case CLIPPED -> "is at its limit";
          };
      if (what.isEmpty()) continue;
      text.append(text.isEmpty() ? "" : "; ").append("channel ").append(microphones[m]);
      text.append(' ').append(what);
    }
    return text.toString();
  }

  /** What is wrong with single microphones while others hear; empty if nothing is. Any thread. */
  public String complaint() {
    return complaint;
  }

  /** Which of the microphones are used; the same array all the time. On the device's thread. */
  public boolean[] good() {
    return watch == null ? new boolean[] {true} : watch.good();
  }

  /** Where the beam points, in degrees; NaN for nowhere. Any thread. */
  public double azimuth() {
    return azimuth;
  }
}
