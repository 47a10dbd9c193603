package earshot.simulator;

import earshot.hal.Pcm;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Sound as Chat Completions carry it: whole WAV files in, of any rate and one or more channels, and
 * WAV or raw samples out. Compressed forms are taken, but not understood. Pure.
 */
final class ChatSound {

  private static final int HEADER = 44;

  private ChatSound() {}

  /** A WAV file's sound at 24 kHz, or null if it is not one of 16-bit samples. */
  static short @Nullable [] ofWav(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < HEADER || in.getInt(0) != 0x46464952 || in.getInt(8) != 0x45564157) {
      return null;
    }
    int channels = 0;
    int rate = 0;
    int at = 12;
    while (at + 8 <= file.length) {
      int id = in.getInt(at);
      int body = at + 8;
      int size = in.getInt(at + 4);
      // Who streams a file does not know its size when it begins.
      if (size < 0 || size > file.length - body) size = file.length - body;
      if (id == 0x20746d66 && size >= 16) {
        channels = in.getShort(body + 2);
        rate = in.getInt(body + 4);
        if (in.getShort(body + 14) != 16 || channels < 1 || rate < 8000) return null;
      } else if (id == 0x61746164) {
        return channels == 0 ? null : at24k(in, body, size / (2 * channels), channels, rate);
      }
      at = body + size + size % 2;
    }
    return null;
  }

  private static short[] at24k(ByteBuffer in, int from, int frames, int channels, int rate) {
    var sound = new short[(int) ((long) frames * Pcm.RATE / rate)];
    for (int i = 0; i < sound.length; i++) {
      int frame = (int) ((long) i * rate / Pcm.RATE);
      sound[i] = in.getShort(from + 2 * channels * frame);
    }
    return sound;
  }

  static byte[] raw(short[] samples, int from, int count) {
    var bytes = new byte[2 * count];
    Pcm.toBytes(samples, from, bytes, 0, count);
    return bytes;
  }

  static byte[] wav(short[] samples, int count) {
    ByteBuffer out = ByteBuffer.allocate(HEADER + 2 * count).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0x46464952).putInt(HEADER - 8 + 2 * count).putInt(0x45564157);
    out.putInt(0x20746d66).putInt(16).putShort((short) 1).putShort((short) 1);
    out.putInt(Pcm.RATE).putInt(2 * Pcm.RATE).putShort((short) 2).putShort((short) 16);
    out.putInt(0x61746164).putInt(2 * count).put(raw(samples, 0, count));
    return out.array();
  }
}
