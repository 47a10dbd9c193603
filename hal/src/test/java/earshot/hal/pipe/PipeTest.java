package earshot.hal.pipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Await;
import earshot.hal.HalException;
import earshot.hal.Microphones;
import earshot.hal.Pcm;
import earshot.hal.PcmRing;
import earshot.hal.Speaker;
import earshot.hal.ThreadBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PipeTest {

  private static byte[] noise(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private static short[] samples(byte[] bytes) {
    short[] samples = new short[bytes.length / 2];
    Pcm.toSamples(bytes, 0, samples, 0, samples.length);
    return samples;
  }

  // --- microphones ---

  private static final class Ear implements Microphones.Listener {
    final PcmRing ring;
    volatile boolean attentive;
    volatile int arrivals;
    volatile int ends;
    volatile int failures;
    volatile @Nullable HalException failure;

    Ear(int ring, boolean attentive) {
      this.ring = new PcmRing(ring);
      this.attentive = attentive;
    }

    @Override
    public void arrived() {
      arrivals++;
    }

    @Override
    public boolean attentive() {
      return attentive;
    }

    @Override
    public void ended() {
      ends++;
    }

    @Override
    public void failed(HalException reason) {
      failures++;
      failure = reason;
    }
  }

  /** Gives its bytes in small pieces of any size, odd ones too, and then ends or fails. */
  private static final class Pieces extends InputStream {
    private final byte[] bytes;
    private final Random random = new Random(5);
    private final boolean fails;
    private final int largest;
    private int at;

    Pieces(byte[] bytes, int largest, boolean fails) {
      this.bytes = bytes;
      this.largest = largest;
      this.fails = fails;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] to, int off, int len) throws IOException {
      if (at == bytes.length) {
        if (fails) throw new IOException("cable cut");
        return -1;
      }
      int n = Math.min(Math.min(len, 1 + random.nextInt(largest)), bytes.length - at);
      System.arraycopy(bytes, at, to, off, n);
      at += n;
      return n;
    }
  }

  @Test
  void samplesArriveBitByBitWhateverThePieces() {
    for (int largest : new int[] {1, 3, 960, 5000}) {
      byte[] bytes = noise(50_000);
      var ear = new Ear(1 << 16, true);
      try (var microphones = new PipeMicrophones(new Pieces(bytes, largest, false))) {
        microphones.open(ear.ring, ear);
        Await.until("the pipe ended", () -> ear.ends == 1);
      }
      short[] got = new short[25_000];
      assertEquals(25_000, ear.ring.read(got, 0, 25_000));
      assertArrayEquals(samples(bytes), got, "pieces of " + largest);
      assertEquals(0, ear.failures);
    }
  }

  @Test
  void theLastOddByteIsNoSample() {
    var ear = new Ear(1 << 12, true);
    try (var microphones = new PipeMicrophones(new Pieces(noise(2001), 7, false))) {
      microphones.open(ear.ring, ear);
      Await.until("the pipe ended", () -> ear.ends == 1);
      assertEquals(1000, ear.ring.written());
    }
    assertEquals(1, ear.ends);
  }

  @Test
  void whileAttentiveTheSourceWaitsAndNothingIsLost() {
    byte[] bytes = noise(2 * 300_000);
    short[] expected = samples(bytes);
    var ear = new Ear(4096, true);
    try (var microphones = new PipeMicrophones(new ByteArrayInputStream(bytes))) {
      microphones.open(ear.ring, ear);
      short[] got = new short[300_000];
      int at = 0;
      while (at < got.length) {
        int n = ear.ring.read(got, at, 777);
        assertTrue(n >= 0, "lapped at " + at);
        assertTrue(
            ear.ring.written() - ear.ring.read() <= ear.ring.capacity() / 2, "it did not wait");
        at += n;
        if (n == 0) Thread.onSpinWait();
      }
      assertArrayEquals(expected, got);
      Await.until("the pipe ended", () -> ear.ends == 1);
    }
  }

  @Test
  void whileNobodyListensTheOldestGoes() {
    byte[] bytes = noise(2 * 100_000);
    var ear = new Ear(4096, false);
    try (var microphones = new PipeMicrophones(new ByteArrayInputStream(bytes))) {
      microphones.open(ear.ring, ear);
      Await.until("the pipe ended", () -> ear.ends == 1);
    }
    short[] last = new short[2048];
    assertEquals(2048, ear.ring.peek(ear.ring.oldest(), last, 0, 2048));
    assertArrayEquals(Arrays.copyOfRange(samples(bytes), 97_952, 100_000), last);
  }

  @Test
  void aPipeThatBreaksIsToldOnceInWords() {
    var ear = new Ear(1 << 12, true);
    try (var microphones = new PipeMicrophones(new Pieces(noise(100), 10, true))) {
      microphones.open(ear.ring, ear);
      Await.until("it failed", () -> ear.failures > 0);
    }
    assertEquals(1, ear.failures);
    assertEquals(0, ear.ends);
    assertTrue(String.valueOf(ear.failure).contains("cable cut"), String.valueOf(ear.failure));
  }

  @Test
  void closingEndsAWaitForRoomWithoutAWord() throws InterruptedException {
    var ear = new Ear(2048, true);
    var microphones = new PipeMicrophones(new ByteArrayInputStream(noise(100_000)));
    microphones.open(ear.ring, ear);
    Thread thread = ThreadBytes.named("mic");
    Await.until("the ring is full", () -> ear.ring.written() >= 960);
    microphones.close();
    microphones.close();
    thread.join(10_000);
    assertTrue(!thread.isAlive());
    assertEquals(0, ear.ends + ear.failures);
  }

  // --- speaker ---

  /** Plays an array, in periods of any length, and cuts when told to. */
  private static final class Tape implements Speaker.Feed {
    private final short[] sound;
    private final Random random = new Random(3);
    private final boolean whole;
    volatile boolean endless;
    volatile int at;
    volatile long played;
    volatile long cutAt = -1;
    volatile boolean cutting;
    volatile int violations;
    volatile int failures;
    volatile @Nullable HalException failure;
    private long position;

    Tape(short[] sound, boolean whole) {
      this.sound = sound;
      this.whole = whole;
    }

    @Override
    public boolean cutting() {
      return cutting;
    }

    @Override
    public void cut(long played) {
      cutAt = played;
      position = played;
      cutting = false;
    }

    @Override
    public int fill(short[] period, int samples, long position) {
      if (position != this.position) violations++;
      int n = Math.min(whole ? samples : random.nextInt(samples + 1), sound.length - at);
      System.arraycopy(sound, at, period, 0, n);
      // What is not wanted must not come out.
      Arrays.fill(period, n, samples, (short) 12_345);
      at = endless && at + n == sound.length ? 0 : at + n;
      this.position += n;
      return n;
    }

    @Override
    public void played(long position) {
      if (position < played || position > this.position) violations++;
      played = position;
    }

    @Override
    public void failed(HalException reason) {
      failures++;
      failure = reason;
    }
  }

  @Test
  void soundLeavesBitByBitAndWithoutSilence() {
    byte[] bytes = noise(100_000);
    var out = new ByteArrayOutputStream();
    var tape = new Tape(samples(bytes), false);
    try (var speaker = new PipeSpeaker(out)) {
      speaker.open(tape);
      Await.until("it is played", () -> tape.played == 50_000);
    }
    assertArrayEquals(bytes, out.toByteArray());
    assertEquals(0, tape.violations + tape.failures);
  }

  @Test
  void aNudgeMakesItLookAndACutIsAtWhatWasWritten() {
    var tape = new Tape(new short[10_000], true);
    try (var speaker = new PipeSpeaker(new ByteArrayOutputStream())) {
      speaker.open(tape);
      Await.until("it is played", () -> tape.played == 10_000);
      tape.cutting = true;
      speaker.nudge();
      Await.until("it is cut", () -> tape.cutAt >= 0);
      assertEquals(10_000, tape.cutAt);
    }
    assertEquals(0, tape.violations);
  }

  @Test
  void aBrokenPipeIsToldOnceInWords() {
    var out =
        new OutputStream() {
          private int left = 5_000;

          @Override
          public void write(int b) throws IOException {
            if (left-- <= 0) throw new IOException("Broken pipe");
          }
        };
    var tape = new Tape(new short[50_000], true);
    try (var speaker = new PipeSpeaker(out)) {
      speaker.open(tape);
      Await.until("it failed", () -> tape.failures > 0);
    }
    assertEquals(1, tape.failures);
    assertTrue(tape.played <= 2_500, "heard " + tape.played);
    assertTrue(String.valueOf(tape.failure).contains("Broken pipe"), String.valueOf(tape.failure));
  }

  @Test
  void aSlowReaderHoldsTheSpeakerBack() throws InterruptedException {
    var reading = new CountDownLatch(1);
    var out =
        new OutputStream() {
          private int written;

          @Override
          public void write(int b) throws IOException {
            if (++written == 4_000) {
              try {
                reading.await(30, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
            }
          }
        };
    var tape = new Tape(new short[50_000], true);
    try (var speaker = new PipeSpeaker(out)) {
      speaker.open(tape);
      Await.until("the pipe is full", () -> tape.at >= 2_000);
      Await.pass(100);
      assertTrue(tape.at <= 2_000 + Pcm.FRAME, "pulled " + tape.at);
      assertTrue(tape.played <= 2_000, "heard " + tape.played);
      reading.countDown();
      Await.until("it is played", () -> tape.played == 50_000);
    }
  }

  // --- both ---

  @Test
  void nothingIsAllocatedPerFrame() {
    var bytes = new ThreadBytes();
    var ear = new Ear(1 << 14, true);
    var endless =
        new InputStream() {
          @Override
          public int read() {
            return 1;
          }

          @Override
          public int read(byte[] to, int off, int len) {
            return len;
          }
        };
    var sink = new AtomicLong();
    var counting =
        new OutputStream() {
          @Override
          public void write(int b) {
            sink.incrementAndGet();
          }

          @Override
          public void write(byte[] from, int off, int len) {
            sink.addAndGet(len);
          }
        };
    var tape = new Tape(new short[Pcm.RATE], true);
    tape.endless = true;
    try (var microphones = new PipeMicrophones(endless);
        var speaker = new PipeSpeaker(counting)) {
      microphones.open(ear.ring, ear);
      speaker.open(tape);
      Thread mic = ThreadBytes.named("mic");
      Thread player = ThreadBytes.named("speaker");
      drain(ear.ring, 2_000_000);
      Await.until("it is warm", () -> tape.played > 2_000_000);
      long micBefore = bytes.of(mic);
      long playerBefore = bytes.of(player);
      long playedBefore = tape.played;
      long writtenBefore = ear.ring.written();
      drain(ear.ring, 2_000_000);
      Await.until("much was played", () -> tape.played > playedBefore + 2_000_000);
      ThreadBytes.assertNoneEach(
          bytes.of(mic) - micBefore, (ear.ring.written() - writtenBefore) / Pcm.FRAME);
      ThreadBytes.assertNoneEach(
          bytes.of(player) - playerBefore, (tape.played - playedBefore) / Pcm.FRAME);
    }
  }

  private static void drain(PcmRing ring, long samples) {
    short[] to = new short[2048];
    long until = ring.read() + samples;
    Await.until(
        "the samples came",
        () -> {
          while (ring.read() < until && ring.read(to, 0, 2048) > 0) {}
          return ring.read() >= until;
        });
  }
}
