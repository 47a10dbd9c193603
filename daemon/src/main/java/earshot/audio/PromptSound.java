package earshot.audio;

import earshot.hal.Pcm;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A WAV as people record it, or Opus as prompts are kept, to samples of the house: 8 to 32 bits,
 * floating point, IMA ADPCM, any channels, 4 to 192 kHz. Pure; any thread. It streams nothing.
 */
final class PromptSound {

  private static final int PCM = 1;
  private static final int FLOAT = 3;
  private static final int IMA = 0x11;
  private static final int EXTENSIBLE = 0xfffe;

  /** Longer is no prompt: it would fill the memory of a small device. */
  private static final int LONGEST_SECONDS = 30;

  private final ByteBuffer bytes;
  private int format;
  private int channels;
  private int rate;
  private int align;
  private int bits;
  private int data = -1;
  private int dataSize;
  private long frames = Long.MAX_VALUE;

  private PromptSound(byte[] wav) {
    bytes = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * @throws IllegalArgumentException in words, when it is no sound that can be used
   */
  static short[] decode(byte[] wav) {
    if (OpusSound.is(wav)) return OpusSound.decode(wav, LONGEST_SECONDS);
    var sound = new PromptSound(wav);
    sound.chunks();
    short[] own = sound.own();
    if (own.length == 0) throw new IllegalArgumentException("it has no sound in it");
    if (own.length > (long) LONGEST_SECONDS * sound.rate) {
      throw new IllegalArgumentException("it is longer than " + LONGEST_SECONDS + " seconds");
    }
    return Rates.convert(own, sound.rate, Pcm.RATE);
  }

  /** The samples as they are in the file, mono, at the file's own rate. */
  static short[] undo(byte[] wav) {
    var sound = new PromptSound(wav);
    sound.chunks();
    return sound.own();
  }

  private void chunks() {
    int length = bytes.capacity();
    if (length < 12 || bytes.getInt(0) != 0x46464952 || bytes.getInt(8) != 0x45564157) {
      throw new IllegalArgumentException("it is neither a WAV nor an Opus file");
    }
    for (int at = 12; at + 8 <= length && data < 0; ) {
      int size = bytes.getInt(at + 4);
      int body = at + 8;
      // A recorder that was switched off leaves a size of -1: then the rest is the sound.
      if (size < 0 || size > length - body) size = length - body;
      switch (bytes.getInt(at)) {
        case 0x20746d66 -> format(body, size);
        case 0x74636166 -> {
          if (size >= 4) frames = Integer.toUnsignedLong(bytes.getInt(body));
        }
        case 0x61746164 -> {
          data = body;
          dataSize = size;
        }
        default -> {}
      }
      at = body + size + (size & 1);
    }
    if (data < 0 || rate == 0) throw new IllegalArgumentException("it has no sound in it");
  }

  private void format(int at, int size) {
    if (size < 16) throw new IllegalArgumentException("its format is cut short");
    format = Short.toUnsignedInt(bytes.getShort(at));
    channels = Short.toUnsignedInt(bytes.getShort(at + 2));
    rate = bytes.getInt(at + 4);
    align = Short.toUnsignedInt(bytes.getShort(at + 12));
    bits = Short.toUnsignedInt(bytes.getShort(at + 14));
    if (format == EXTENSIBLE && size >= 26) format = Short.toUnsignedInt(bytes.getShort(at + 24));
    boolean known =
        format == PCM && (bits == 8 || bits == 16 || bits == 24 || bits == 32)
            || format == FLOAT && bits == 32
            || format == IMA && bits == 4 && channels == 1 && align > 4;
    boolean whole = format == IMA || align == channels * bits / 8;
    if (!known || !whole || channels < 1 || channels > 32 || rate < 4_000 || rate > 192_000) {
      throw new IllegalArgumentException(
          "format %d, %d channels, %d Hz, %d bit is not known"
              .formatted(format, channels, rate, bits));
    }
  }

  private short[] own() {
    return format == IMA ? ima() : plain();
  }

  private short[] plain() {
    short[] mono = new short[dataSize / align];
    int width = bits / 8;
    for (int i = 0; i < mono.length; i++) {
      double sum = 0;
      for (int c = 0; c < channels; c++) sum += sample(data + i * align + c * width);
      mono[i] = clip(Math.round(sum / channels));
    }
    return mono;
  }

  private double sample(int at) {
    return switch (bits) {
      case 8 -> ((bytes.get(at) & 0xff) - 128) * 256.0;
      case 16 -> bytes.getShort(at);
      case 24 -> (bytes.getShort(at + 1) * 256 + (bytes.get(at) & 0xff)) / 256.0;
      default -> format == FLOAT ? bytes.getFloat(at) * 32768.0 : bytes.getInt(at) / 65536.0;
    };
  }

  private short[] ima() {
    int blocks = (dataSize + align - 1) / align;
    short[] samples = new short[blocks * (1 + 2 * (align - 4))];
    int n = 0;
    for (int block = 0; block < blocks; block++) {
      int at = data + block * align;
      int end = Math.min(at + align, data + dataSize);
      if (end - at < 4) break;
      int value = bytes.getShort(at);
      int step = Math.clamp(bytes.get(at + 2) & 0xff, 0, STEPS.length - 1);
      samples[n++] = (short) value;
      for (int i = 2 * (at + 4); i < 2 * end; i++) {
        int code = bytes.get(i >> 1) >> ((i & 1) * 4) & 0xf;
        int size = STEPS[step];
        int change = size >> 3;
        if ((code & 4) != 0) change += size;
        if ((code & 2) != 0) change += size >> 1;
        if ((code & 1) != 0) change += size >> 2;
        value = clip((code & 8) != 0 ? value - change : value + change);
        step = Math.clamp(step + TURN[code & 7], 0, STEPS.length - 1);
        samples[n++] = (short) value;
      }
    }
    return java.util.Arrays.copyOf(samples, (int) Math.min(n, frames));
  }

  private static short clip(long value) {
    return (short) Math.clamp(value, Short.MIN_VALUE, Short.MAX_VALUE);
  }

  private static final int[] TURN = {-1, -1, -1, -1, 2, 4, 6, 8};

  /** The step sizes of IMA ADPCM, as its recommendation has them. */
  private static final int[] STEPS = {
    7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73,
    80, 88, 97, 107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494,
    544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499,
    2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442,
    11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767
  };
}
