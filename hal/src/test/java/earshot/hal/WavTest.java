package earshot.hal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavTest {

  @TempDir private Path folder;

  private static short[] noise(int count) {
    var random = new Random(count);
    short[] samples = new short[count];
    for (int i = 0; i < count; i++) samples[i] = (short) random.nextInt();
    return samples;
  }

  @Test
  void whatWasWrittenIsReadBack() throws IOException {
    Path file = folder.resolve("a.wav");
    short[] samples = noise(60_001);
    try (var writer = new Wav.Writer(file)) {
      writer.write(samples, 0, 1);
      writer.write(samples, 1, 60_000);
    }
    assertArrayEquals(samples, Wav.read(file));
    assertEquals(44 + 2 * 60_001, Files.size(file));
  }

  @Test
  void aFileIsWholeAtEveryFlush() throws IOException {
    Path file = folder.resolve("a.wav");
    short[] samples = noise(5_000);
    try (var writer = new Wav.Writer(file)) {
      writer.write(samples, 0, 3_000);
      writer.flush();
      assertArrayEquals(Arrays.copyOf(samples, 3_000), Wav.read(file));
      writer.write(samples, 3_000, 2_000);
      writer.flush();
      assertArrayEquals(samples, Wav.read(file));
    }
  }

  @Test
  void anOldLongerFileLeavesNothingBehind() throws IOException {
    Path file = folder.resolve("a.wav");
    Files.write(file, new byte[100_000]);
    try (var writer = new Wav.Writer(file)) {
      writer.write(noise(10), 0, 10);
    }
    assertEquals(64, Files.size(file));
  }

  /** A WAV of chunks, each with the size that its header claims. */
  private static byte[] wav(Object... chunks) throws IOException {
    var out = new ByteArrayOutputStream();
    out.write("RIFF....WAVE".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < chunks.length; i += 3) {
      byte[] body = (byte[]) chunks[i + 2];
      out.write(chunks[i].toString().getBytes(StandardCharsets.US_ASCII));
      out.write(
          ByteBuffer.allocate(4)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt((int) chunks[i + 1])
              .array());
      out.write(body);
      if (body.length % 2 == 1) out.write(0);
    }
    return out.toByteArray();
  }

  private static byte[] format(int channels, int rate, int bits) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) 1)
        .putShort((short) channels)
        .putInt(rate)
        .putInt(rate * channels * bits / 8)
        .putShort((short) (channels * bits / 8))
        .putShort((short) bits)
        .array();
  }

  private static short[] read(byte[] bytes) {
    return Wav.read(new ByteArrayInputStream(bytes), "it");
  }

  @Test
  void otherChunksAreSteppedOver() throws IOException {
    byte[] bytes =
        wav(
            "LIST",
            3,
            new byte[3],
            "fmt ",
            16,
            format(1, 24_000, 16),
            "data",
            4,
            new byte[] {1, 0, 2, 0});
    assertArrayEquals(new short[] {1, 2}, read(bytes));
  }

  @Test
  void aFileWhoseWriterWasKilledIsReadToItsEnd() throws IOException {
    for (int claimed : new int[] {0, -1, Integer.MAX_VALUE}) {
      byte[] bytes =
          wav("fmt ", 16, format(1, 24_000, 16), "data", claimed, new byte[] {1, 0, 2, 0});
      assertArrayEquals(new short[] {1, 2}, read(bytes), "size " + claimed);
    }
  }

  private static void refused(String why, byte[] bytes) {
    var refused = assertThrows(HalException.class, () -> read(bytes));
    assertTrue(String.valueOf(refused.getMessage()).contains(why), refused.getMessage());
  }

  @Test
  void otherFormatsAreRefusedInWords() throws IOException {
    byte[] data = new byte[4];
    refused("2 channels, 24000 Hz", wav("fmt ", 16, format(2, 24_000, 16), "data", 4, data));
    refused("44100 Hz", wav("fmt ", 16, format(1, 44_100, 16), "data", 4, data));
    refused("8 bit", wav("fmt ", 16, format(1, 24_000, 8), "data", 4, data));
    refused("no format", wav("data", 4, data));
    refused("no sound", wav("fmt ", 16, format(1, 24_000, 16)));
    refused("not a WAV", new byte[3]);
    refused("not a WAV", "this is some text, long enough".getBytes(StandardCharsets.US_ASCII));
    var missing = assertThrows(HalException.class, () -> Wav.read(folder.resolve("missing")));
    assertTrue(String.valueOf(missing.getMessage()).contains("missing"), missing.getMessage());
  }

  @Test
  void aTruncatedFileNeverDoesMoreThanRefuse() throws IOException {
    byte[] whole =
        wav("LIST", 3, new byte[3], "fmt ", 16, format(1, 24_000, 16), "data", 4, new byte[4]);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      try {
        assertTrue(read(part).length <= 2);
      } catch (HalException e) {
        assertTrue(String.valueOf(e.getMessage()).contains("it: could not use"), e.getMessage());
      }
    }
  }
}
