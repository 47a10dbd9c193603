package earshot.hal.sound;

import javax.sound.sampled.AudioFormat;

/**
 * How a card wants its samples: interleaved, signed, little-endian, of 16, 24 or 32 bit. Converts
 * from house width; {@link earshot.hal.dsp.Capture} converts to it. Pure.
 */
record CardFormat(int rate, int channels, int bits) {

  CardFormat {
    if (bits != 16 && bits != 24 && bits != 32) {
      throw new IllegalArgumentException("a sample has 16, 24 or 32 bit, not " + bits);
    }
    if (channels < 1) throw new IllegalArgumentException("a card has at least one channel");
  }

  int frameBytes() {
    return channels * bits / 8;
  }

  /** Bytes of the whole frames in this time. */
  int bytesIn(int millis) {
    return rate * millis / 1000 * frameBytes();
  }

  AudioFormat javaFormat() {
    return new AudioFormat(
        AudioFormat.Encoding.PCM_SIGNED, rate, bits, channels, frameBytes(), rate, false);
  }

  /** One channel of 16 bit to frames of the card, the same on every channel. */
  void fromMono(short[] from, int frames, byte[] to) {
    int step = bits / 8;
    int at = 0;
    for (int f = 0; f < frames; f++) {
      short s = from[f];
      for (int c = 0; c < channels; c++) {
        for (int b = 0; b < step - 2; b++) to[at++] = 0;
        to[at++] = (byte) s;
        to[at++] = (byte) (s >> 8);
      }
    }
  }

  @Override
  public String toString() {
    return rate
        + " Hz, "
        + channels
        + (channels == 1 ? " channel, " : " channels, ")
        + bits
        + " bit";
  }
}
