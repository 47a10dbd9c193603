package earshot.hal;

/**
 * Arithmetic of the one audio format inside the house: 24 kHz, mono, signed 16 bit, 20 ms frames.
 * Pure.
 */
public final class Pcm {

  /** Samples a second. */
  public static final int RATE = 24_000;

  /** Samples in one 20 ms frame. */
  public static final int FRAME = 480;

  public static final long FRAME_NANOS = 20_000_000L;

  private Pcm() {}

  /** Whole milliseconds in this many samples, rounded down. */
  public static long millis(long samples) {
    return samples * 1000 / RATE;
  }

  public static long samples(long millis) {
    return millis * RATE / 1000;
  }

  public static long samplesInNanos(long nanos) {
    return nanos / 1_000_000_000L * RATE + nanos % 1_000_000_000L * RATE / 1_000_000_000L;
  }

  /** Writes samples as little-endian bytes. */
  public static void toBytes(short[] from, int fromAt, byte[] to, int toAt, int samples) {
    for (int i = 0; i < samples; i++) {
      short s = from[fromAt + i];
      to[toAt + 2 * i] = (byte) s;
      to[toAt + 2 * i + 1] = (byte) (s >> 8);
    }
  }

  /** Reads little-endian bytes as samples. */
  public static void toSamples(byte[] from, int fromAt, short[] to, int toAt, int samples) {
    for (int i = 0; i < samples; i++) {
      to[toAt + i] = (short) ((from[fromAt + 2 * i] & 0xff) | (from[fromAt + 2 * i + 1] << 8));
    }
  }

  /** Mean level in decibels below full scale: 0 for a full-scale square wave, -100 for silence. */
  public static double levelDb(short[] samples, int at, int count) {
    if (count == 0) return -100;
    double sum = 0;
    for (int i = at; i < at + count; i++) sum += (double) samples[i] * samples[i];
    return Math.max(-100, 10 * Math.log10(sum / count / (32768.0 * 32768.0) + 1e-12));
  }
}
