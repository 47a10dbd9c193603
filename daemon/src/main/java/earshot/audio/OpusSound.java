package earshot.audio;

import earshot.hal.Pcm;
import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Ogg Opus as prompts are kept, to samples of the house (RFC 7845): one stream, mono or stereo, a
 * short whole file. Pure; any thread. The sums of the pages are not checked: a damaged prompt
 * crackles, and the next one is whole.
 */
final class OpusSound {

  private static final int OGGS = 0x5367674f;
  private static final int HEAD_BYTES = 19;

  /** Positions are counted at this rate; and only at this one does the decoder know every mode. */
  private static final int RATE = 48_000;

  /** The longest packet: 120 ms. */
  private static final int LONGEST_PACKET = RATE * 120 / 1_000;

  private static final int LARGEST_PACKET_BYTES = 64 << 10;

  private final ByteBuffer bytes;
  private final int longest;
  private short[] samples = new short[4 * RATE];
  private int count;
  private final byte[] packet = new byte[LARGEST_PACKET_BYTES];
  private int packetBytes;
  private int packets;
  private int skip;
  private final OpusDecoder decoder;

  private OpusSound(byte[] file, int longestSeconds) throws OpusException {
    bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    longest = longestSeconds * RATE;
    // Of two channels it makes one.
    decoder = new OpusDecoder(RATE, 1);
  }

  static boolean is(byte[] file) {
    return file.length >= 4
        && ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(0) == OGGS;
  }

  /**
   * @throws IllegalArgumentException in words, when it is no sound that can be used
   */
  static short[] decode(byte[] file, int longestSeconds) {
    try {
      return new OpusSound(file, longestSeconds).pages();
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (OpusException | RuntimeException | AssertionError e) {
      // Bytes that make no sense end in the decoder in many ways.
      throw new IllegalArgumentException("its sound is damaged or cut short", e);
    }
  }

  private short[] pages() throws OpusException {
    long end = -1;
    int at = 0;
    while (at + 27 <= bytes.capacity() && bytes.getInt(at) == OGGS) {
      long position = bytes.getLong(at + 6);
      boolean last = (bytes.get(at + 5) & 4) != 0;
      int segments = bytes.get(at + 26) & 0xff;
      int body = at + 27 + segments;
      for (int i = 0; i < segments; i++) {
        int length = bytes.get(at + 27 + i) & 0xff;
        if (packetBytes + length > packet.length) {
          throw new IllegalArgumentException("a packet is too large");
        }
        bytes.get(body, packet, packetBytes, length);
        packetBytes += length;
        body += length;
        // A packet goes on over a full segment, even into the next page.
        if (length < 255) packet();
      }
      if (last) end = position;
      at = body;
    }
    if (packets < 3) throw new IllegalArgumentException("it has no sound in it");
    if (end >= 0) {
      // Positions count the samples that are skipped too.
      count = (int) Math.min(count, Math.max(0, end));
    }
    short[] own = Arrays.copyOfRange(samples, Math.min(skip, count), count);
    return Rates.convert(own, RATE, Pcm.RATE);
  }

  private void packet() throws OpusException {
    packets++;
    if (packets == 1) {
      head();
    } else if (packets > 2) {
      if (count - skip > longest) {
        throw new IllegalArgumentException("it is longer than " + longest / RATE + " seconds");
      }
      if (count + LONGEST_PACKET > samples.length) samples = Arrays.copyOf(samples, 2 * count);
      count += decoder.decode(packet, 0, packetBytes, samples, count, LONGEST_PACKET, false);
    }
    packetBytes = 0;
  }

  private void head() {
    if (packetBytes < HEAD_BYTES || !"OpusHead".equals(text(8))) {
      throw new IllegalArgumentException("it is not an Opus file");
    }
    var head = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN);
    int channels = head.get(9);
    if (channels < 1 || channels > 2 || head.get(18) != 0) {
      throw new IllegalArgumentException("it has more than two channels");
    }
    skip = head.getShort(10) & 0xffff;
    decoder.setGain(head.getShort(16));
  }

  private String text(int length) {
    return new String(packet, 0, length, java.nio.charset.StandardCharsets.US_ASCII);
  }
}
