package earshot.hal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PcmRingTest {

  /** What was ever written, with nothing forgotten: what the ring must look like from outside. */
  private static final class Model {
    short[] all = new short[1 << 16];
    int written;
    long read;
    long floor;

    void put(short[] from, int at, int count) {
      if (written + count > all.length) all = Arrays.copyOf(all, all.length * 2);
      System.arraycopy(from, at, all, written, count);
      written += count;
    }
  }

  @Test
  void anyOperationsGiveWhatTheModelGives() {
    for (long seed = 1; seed <= 200; seed++) {
      try {
        compare(seed);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private static void compare(long seed) {
    var random = new Random(seed);
    var ring = new PcmRing(2 + random.nextInt(300));
    var model = new Model();
    int capacity = ring.capacity();
    assertEquals(1, Integer.bitCount(capacity));
    short[] piece = new short[capacity + 20];
    for (int step = 0; step < 400; step++) {
      int count = random.nextInt(capacity + 10);
      int at = random.nextInt(5);
      switch (random.nextInt(7)) {
        case 0, 1 -> {
          for (int i = 0; i < piece.length; i++) piece[i] = (short) random.nextInt();
          long free = Math.max(0, capacity - (model.written - model.read));
          int n = ring.write(piece, at, count);
          assertEquals(Math.min(count, free), n);
          model.put(piece, at, n);
        }
        case 2 -> {
          for (int i = 0; i < piece.length; i++) piece[i] = (short) random.nextInt();
          int n = Math.min(count, capacity / 2);
          ring.overwrite(piece, at, n);
          model.put(piece, at, n);
        }
        case 3, 4 -> {
          short[] got = new short[count + at];
          int n = ring.read(got, at, count);
          boolean lapped = count > 0 && model.written - model.read > capacity;
          if (lapped) {
            assertEquals(-1, n);
            ring.seek(ring.oldest());
            model.read = Math.max(0, model.written - capacity / 2);
          } else {
            assertEquals(Math.min(count, model.written - model.read), n);
            same(model, model.read, got, at, n);
            model.read += n;
          }
        }
        case 5 -> {
          long from = Math.max(0, model.written - random.nextInt(2 * capacity));
          short[] got = new short[count + at];
          int n = ring.peek(from, got, at, count);
          if (count > 0 && model.written - from > capacity) {
            assertEquals(-1, n);
          } else {
            assertEquals(Math.min(count, model.written - from), n);
            same(model, from, got, at, n);
          }
        }
        default -> {
          assertEquals(model.written, ring.raiseFloor());
          model.floor = model.written;
        }
      }
      assertEquals(model.written, ring.written());
      assertEquals(model.read, ring.read());
      assertEquals(model.floor, ring.floor());
    }
  }

  private static void same(Model model, long from, short[] got, int at, int n) {
    assertArrayEquals(
        Arrays.copyOfRange(model.all, (int) from, (int) from + n),
        Arrays.copyOfRange(got, at, at + n));
  }

  @Test
  void moreThanHalfAtOnceIsNotOverwritten() {
    var ring = new PcmRing(64);
    assertThrows(IllegalArgumentException.class, () -> ring.overwrite(new short[64], 0, 33));
    assertEquals(0, ring.written());
  }

  /** The sample at a position, so that a reader knows what it must find there. */
  private static short at(long position) {
    return (short) (position * 31 + (position >> 16) * 7);
  }

  private static void fill(short[] piece, long position, int count) {
    for (int i = 0; i < count; i++) piece[i] = at(position + i);
  }

  @Test
  void twoThreadsWithoutWaitsLoseNothing() throws InterruptedException {
    var ring = new PcmRing(1000);
    long total = 20_000_000;
    var fault = new AtomicReference<@Nullable String>();
    Thread producer =
        Thread.ofPlatform()
            .start(
                () -> {
                  var random = new Random(7);
                  short[] piece = new short[700];
                  for (long position = 0; position < total && fault.get() == null; ) {
                    int count = (int) Math.min(1 + random.nextInt(700), total - position);
                    fill(piece, position, count);
                    int n = ring.write(piece, 0, count);
                    if (n == 0) Thread.yield();
                    position += n;
                  }
                });
    var random = new Random(8);
    short[] got = new short[900];
    for (long position = 0; position < total && fault.get() == null; ) {
      int n = ring.read(got, 0, 1 + random.nextInt(900));
      if (n == 0) Thread.yield();
      if (n < 0) fault.set("lapped at " + position);
      for (int i = 0; i < n; i++) {
        if (got[i] != at(position + i)) fault.set("wrong sample at " + (position + i));
      }
      position += Math.max(0, n);
    }
    producer.join();
    assertNull(fault.get());
    assertEquals(total, ring.read());
  }

  @Test
  void aReaderThatWasLappedIsToldAndNeverGetsWrongSamples() throws InterruptedException {
    var ring = new PcmRing(1024);
    long total = 30_000_000;
    Thread producer =
        Thread.ofPlatform()
            .start(
                () -> {
                  var random = new Random(9);
                  short[] piece = new short[512];
                  for (long position = 0; position < total; ) {
                    int count = (int) Math.min(1 + random.nextInt(512), total - position);
                    fill(piece, position, count);
                    ring.overwrite(piece, 0, count);
                    position += count;
                    if (random.nextInt(16) == 0) Thread.yield();
                  }
                });
    short[] got = new short[400];
    long laps = 0;
    long right = 0;
    while (ring.read() < total) {
      long position = ring.read();
      int n = ring.read(got, 0, 400);
      if (n < 0) {
        laps++;
        ring.seek(ring.oldest());
      } else if (n == 0) {
        Thread.yield();
      }
      for (int i = 0; i < n; i++) {
        assertEquals(at(position + i), got[i], "at " + (position + i));
      }
      right += Math.max(0, n);
    }
    producer.join();
    assertTrue(right > 0, "read " + right);
    assertTrue(laps > 0, "never lapped: this run tells nothing");
  }
}
