package earshot.process;

import earshot.hal.Clock;
import earshot.hal.Pcm;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A sound server's microphone and speaker that are pipes, and what stands at their other ends: how
 * much of the sound comes, and whether any is taken, is the test's to say.
 */
final class PipedCard implements AutoCloseable {

  private static final long STEP_NANOS = 20_000_000L;

  private final Path folder;
  private volatile double share = 1;
  private volatile boolean zeros;
  private volatile boolean taking = true;
  private volatile boolean over;

  PipedCard(Path folder) {
    this.folder = folder;
  }

  private static String shape(Path pipe) {
    return "file=%s format=s16le rate=%d channels=1".formatted(pipe, Pcm.RATE);
  }

  String microphoneModule() {
    return "module-pipe-source source_name=mic " + shape(folder.resolve("mic"));
  }

  String speakerModule() {
    return "module-pipe-sink sink_name=spk " + shape(folder.resolve("spk"));
  }

  /** Once the sound server has made the pipes. */
  PipedCard begin() {
    Thread.ofPlatform().daemon().name("piped-microphone").start(this::give);
    Thread.ofPlatform().daemon().name("piped-speaker").start(this::take);
    return this;
  }

  /** How much of the microphone's sound comes in time. */
  void gives(double part) {
    share = part;
  }

  void givesZeros(boolean now) {
    zeros = now;
  }

  void takes(boolean now) {
    taking = now;
  }

  private void give() {
    Random noise = new Random(1);
    byte[] bytes = new byte[2 * (int) Pcm.samplesInNanos(STEP_NANOS)];
    byte[] nothing = new byte[bytes.length];
    long next = Clock.system().nanos();
    double owed = 0;
    while (!over) {
      // Opened anew when the other end has gone: it may come back. Not made: that is the server's.
      try (var pipe = Files.newOutputStream(folder.resolve("mic"), StandardOpenOption.WRITE)) {
        while (!over) {
          next = pause(next);
          noise.nextBytes(bytes);
          for (int i = 1; i < bytes.length; i += 2) bytes[i] = (byte) (bytes[i] >> 5);
          owed += share;
          if (owed < 1) continue;
          owed -= 1;
          pipe.write(zeros ? nothing : bytes);
        }
      } catch (IOException e) {
        next = pause(next);
      }
    }
  }

  private void take() {
    byte[] bytes = new byte[2 * (int) Pcm.samplesInNanos(STEP_NANOS)];
    long next = Clock.system().nanos();
    while (!over) {
      try (var pipe = new FileInputStream(folder.resolve("spk").toFile())) {
        while (!over) {
          next = pause(next);
          if (taking && pipe.read(bytes) < 0) break;
        }
      } catch (IOException e) {
        next = pause(next);
      }
    }
  }

  /** Until the next step is due; what was missed is not made up for. */
  private static long pause(long atNanos) {
    Clock clock = Clock.system();
    while (clock.nanos() < atNanos) LockSupport.parkNanos(atNanos - clock.nanos());
    return Math.max(atNanos, clock.nanos() - 5 * STEP_NANOS) + STEP_NANOS;
  }

  @Override
  public void close() {
    over = true;
  }
}
