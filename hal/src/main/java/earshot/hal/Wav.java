package earshot.hal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * WAV files in the house format, for simulated parts: 24 kHz, mono, signed 16 bit. Anything else is
 * refused in words.
 */
public final class Wav {

  private static final int HEADER = 44;

  private Wav() {}

  public static short[] read(Path file) {
    try {
      return read(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw new HalException(
          file.toString(), "read the sound file", e, "check that it exists and may be read");
    }
  }

  public static short[] read(InputStream in, String name) {
    try (in) {
      return read(in.readAllBytes(), name);
    } catch (IOException e) {
      throw new HalException(name, "read the sound", e, "install the program again");
    }
  }

  private static short[] read(byte[] bytes, String name) {
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < 12 || b.getInt(0) != 0x46464952 || b.getInt(8) != 0x45564157) {
      throw wrong(name, "it is not a WAV file");
    }
    boolean right = false;
    int at = 12;
    while (at + 8 <= bytes.length) {
      int id = b.getInt(at);
      int size = b.getInt(at + 4);
      int body = at + 8;
      // A writer that was killed leaves a size of 0 or -1: then the rest of the file is the sound.
      if (size < 0 || body + (long) size > bytes.length) size = bytes.length - body;
      if (id == 0x20746d66 && size >= 16) {
        right =
            b.getShort(body) == 1
                && b.getShort(body + 2) == 1
                && b.getInt(body + 4) == Pcm.RATE
                && b.getShort(body + 14) == 16;
        if (!right) {
          throw wrong(
              name,
              b.getShort(body + 2)
                  + " channels, "
                  + b.getInt(body + 4)
                  + " Hz, "
                  + b.getShort(body + 14)
                  + " bit");
        }
      } else if (id == 0x61746164) {
        if (!right) throw wrong(name, "it has no format");
        if (size == 0) size = bytes.length - body;
        short[] samples = new short[size / 2];
        Pcm.toSamples(bytes, body, samples, 0, samples.length);
        return samples;
      }
      at = body + size + (size & 1);
    }
    throw wrong(name, "it has no sound in it");
  }

  private static HalException wrong(String name, String what) {
    return new HalException(
        name,
        "use the sound file",
        what,
        "a WAV of 24000 Hz, one channel, 16 bit: sox IN -r 24000 -c 1 -b 16 OUT.wav");
  }

  /** A whole WAV in memory. */
  public static byte[] bytes(short[] samples) {
    byte[] header = header(samples.length);
    byte[] all = Arrays.copyOf(header, header.length + 2 * samples.length);
    Pcm.toBytes(samples, 0, all, header.length, samples.length);
    return all;
  }

  /**
   * Writes a WAV that is whole at every flush: a process that is killed leaves a file that can be
   * heard.
   */
  public static final class Writer implements AutoCloseable {

    private final RandomAccessFile file;
    private final OutputStream out;
    private final byte[] bytes = new byte[2 * Pcm.RATE];
    private long samples;

    public Writer(Path path) {
      try {
        file = new RandomAccessFile(path.toFile(), "rw");
        file.setLength(0);
        file.write(header(0));
        out = new BufferedOutputStream(new RandomAccessFileOutput(file), 1 << 16);
      } catch (IOException e) {
        throw new HalException(
            path.toString(), "write the sound file", e, "choose a folder that may be written");
      }
    }

    public void write(short[] from, int at, int count) throws IOException {
      for (int done = 0; done < count; ) {
        int n = Math.min(count - done, Pcm.RATE);
        Pcm.toBytes(from, at + done, bytes, 0, n);
        out.write(bytes, 0, 2 * n);
        done += n;
      }
      samples += count;
    }

    public void flush() throws IOException {
      out.flush();
      long end = file.getFilePointer();
      file.seek(0);
      file.write(header(samples));
      file.seek(end);
    }

    @Override
    public void close() throws IOException {
      flush();
      file.close();
    }
  }

  private static byte[] header(long samples) {
    int data = (int) Math.min(samples * 2, Integer.MAX_VALUE - HEADER);
    return ByteBuffer.allocate(HEADER)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0x46464952)
        .putInt(HEADER - 8 + data)
        .putInt(0x45564157)
        .putInt(0x20746d66)
        .putInt(16)
        .putShort((short) 1)
        .putShort((short) 1)
        .putInt(Pcm.RATE)
        .putInt(2 * Pcm.RATE)
        .putShort((short) 2)
        .putShort((short) 16)
        .putInt(0x61746164)
        .putInt(data)
        .array();
  }

  private static final class RandomAccessFileOutput extends OutputStream {
    private final RandomAccessFile file;

    RandomAccessFileOutput(RandomAccessFile file) {
      this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
      file.write(b);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
      file.write(b, off, len);
    }
  }
}
