package earshot.realtime;

import earshot.hal.Pcm;

/**
 * How samples are written in a message. The linear form is the house's own; the two of telephony
 * have 8 kHz, one byte for each sample. Pure.
 */
public enum AudioFormat {
  PCM("pcm16", "audio/pcm", Pcm.RATE),
  ULAW("g711_ulaw", "audio/pcmu", 8_000),
  ALAW("g711_alaw", "audio/pcma", 8_000);

  private static final byte[] TO_ULAW = new byte[65_536];
  private static final byte[] TO_ALAW = new byte[65_536];
  private static final short[] FROM_ULAW = new short[256];
  private static final short[] FROM_ALAW = new short[256];

  static {
    for (int code = 0; code < 256; code++) {
      FROM_ULAW[code] = fromUlaw(code);
      FROM_ALAW[code] = fromAlaw(code);
    }
    for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample++) {
      TO_ULAW[sample & 0xffff] = toUlaw(sample);
      TO_ALAW[sample & 0xffff] = toAlaw(sample);
    }
  }

  private final String beta;
  private final String ga;
  private final int rate;

  AudioFormat(String beta, String ga, int rate) {
    this.beta = beta;
    this.ga = ga;
    this.rate = rate;
  }

  String beta() {
    return beta;
  }

  String ga() {
    return ga;
  }

  /** Samples in a second. */
  public int rate() {
    return rate;
  }

  /** The format of this name in either dialect, or the linear one. */
  static AudioFormat named(String name) {
    for (AudioFormat format : values()) {
      if (format.beta.equals(name) || format.ga.equals(name)) return format;
    }
    return PCM;
  }

  /** The samples of this sound, at {@link #rate}. Half a sample at the end is none. */
  short[] samples(byte[] sound) {
    if (this == PCM) {
      short[] samples = new short[sound.length / 2];
      Pcm.toSamples(sound, 0, samples, 0, samples.length);
      return samples;
    }
    short[] table = this == ULAW ? FROM_ULAW : FROM_ALAW;
    short[] samples = new short[sound.length];
    for (int i = 0; i < sound.length; i++) samples[i] = table[sound[i] & 0xff];
    return samples;
  }

  /** One sample as its byte, in the formats of telephony. */
  byte code(short sample) {
    return (this == ULAW ? TO_ULAW : TO_ALAW)[sample & 0xffff];
  }

  private static short fromUlaw(int code) {
    int inverted = ~code & 0xff;
    int magnitude = (((inverted & 0x0f) << 3) + 0x84 << (inverted >> 4 & 7)) - 0x84;
    return (short) (inverted > 0x7f ? -magnitude : magnitude);
  }

  private static byte toUlaw(int sample) {
    int magnitude = Math.min(Math.abs(sample), 32_635) + 0x84;
    int exponent = 24 - Integer.numberOfLeadingZeros(magnitude);
    int mantissa = magnitude >> exponent + 3 & 0x0f;
    return (byte) ~((sample < 0 ? 0x80 : 0) | exponent << 4 | mantissa);
  }

  private static short fromAlaw(int code) {
    int plain = code ^ 0x55;
    int exponent = plain >> 4 & 7;
    int magnitude = ((plain & 0x0f) << 4) + 8;
    if (exponent > 0) magnitude = magnitude + 0x100 << exponent - 1;
    return (short) ((plain & 0x80) == 0 ? -magnitude : magnitude);
  }

  private static byte toAlaw(int sample) {
    // The negative side begins at -1: no code stands for zero.
    int magnitude = sample < 0 ? -sample - 1 : sample;
    int exponent = Math.max(0, 24 - Integer.numberOfLeadingZeros(magnitude));
    int mantissa = magnitude >> (exponent == 0 ? 4 : exponent + 3) & 0x0f;
    return (byte) (((sample < 0 ? 0 : 0x80) | exponent << 4 | mantissa) ^ 0x55);
  }
}
