package earshot.simulator;

import earshot.hal.Pcm;

/**
 * The three forms in which sound travels, and their way to and from 24 kHz samples. Pure. The
 * telephone forms are repeated and averaged in threes: good enough to be understood.
 */
enum Sound {
  PCM("pcm16", "audio/pcm", 2),
  ULAW("g711_ulaw", "audio/pcmu", 1),
  ALAW("g711_alaw", "audio/pcma", 1);

  final String beta;
  final String ga;
  private final int bytesPerSample;

  Sound(String beta, String ga, int bytesPerSample) {
    this.beta = beta;
    this.ga = ga;
    this.bytesPerSample = bytesPerSample;
  }

  static Sound ofBeta(String name) {
    for (Sound sound : values()) if (sound.beta.equals(name)) return sound;
    return PCM;
  }

  static Sound ofGa(String name) {
    for (Sound sound : values()) if (sound.ga.equals(name)) return sound;
    return PCM;
  }

  /** How many samples at 24 kHz these bytes are. */
  int samples(int bytes) {
    return this == PCM ? bytes / bytesPerSample : bytes * 3;
  }

  short[] decode(byte[] bytes) {
    var samples = new short[samples(bytes.length)];
    if (this == PCM) {
      Pcm.toSamples(bytes, 0, samples, 0, samples.length);
      return samples;
    }
    for (int i = 0; i < bytes.length; i++) {
      short sample = this == ULAW ? fromUlaw(bytes[i]) : fromAlaw(bytes[i]);
      samples[3 * i] = sample;
      samples[3 * i + 1] = sample;
      samples[3 * i + 2] = sample;
    }
    return samples;
  }

  byte[] encode(short[] samples, int at, int count) {
    if (this == PCM) {
      var bytes = new byte[count * 2];
      Pcm.toBytes(samples, at, bytes, 0, count);
      return bytes;
    }
    var bytes = new byte[count / 3];
    for (int i = 0; i < bytes.length; i++) {
      int from = at + 3 * i;
      int mean = (samples[from] + samples[from + 1] + samples[from + 2]) / 3;
      bytes[i] = this == ULAW ? toUlaw(mean) : toAlaw(mean);
    }
    return bytes;
  }

  private static short fromUlaw(byte code) {
    int bits = ~code & 0xff;
    int magnitude = (((bits & 0x0f) << 3) + 0x84 << ((bits & 0x70) >> 4)) - 0x84;
    return (short) ((bits & 0x80) != 0 ? -magnitude : magnitude);
  }

  private static byte toUlaw(int sample) {
    int sign = sample < 0 ? 0x80 : 0;
    int magnitude = Math.min(Math.abs(sample), 32_635) + 0x84;
    int exponent = 24 - Integer.numberOfLeadingZeros(magnitude);
    int mantissa = magnitude >> exponent + 3 & 0x0f;
    return (byte) ~(sign | exponent << 4 | mantissa);
  }

  private static short fromAlaw(byte code) {
    int bits = (code ^ 0x55) & 0xff;
    int exponent = bits >> 4 & 0x07;
    int mantissa = bits & 0x0f;
    int magnitude = exponent == 0 ? (mantissa << 4) + 8 : (mantissa << 4) + 0x108 << exponent - 1;
    return (short) ((bits & 0x80) != 0 ? magnitude : -magnitude);
  }

  private static byte toAlaw(int sample) {
    int sign = sample < 0 ? 0 : 0x80;
    int magnitude = Math.min(sample < 0 ? -sample - 1 : sample, 32_767);
    int exponent = magnitude < 256 ? 0 : 24 - Integer.numberOfLeadingZeros(magnitude);
    int mantissa = magnitude >> (exponent == 0 ? 4 : exponent + 3) & 0x0f;
    return (byte) ((sign | exponent << 4 | mantissa) ^ 0x55);
  }
}
