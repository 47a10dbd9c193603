package earshot.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.memory.Bill;
import earshot.memory.Ledger;
import earshot.memory.Sum;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Killed at any moment, the bill lacks at most the response that was being written down. */
@Timeout(600)
class PowerCutTest {

  private static final int KILLS = 200;
  private static final long NOW = 1_780_000_000_000L;
  private static final Sum CHARGE = new Sum(0, 1, 0, 0, 0, 0, 0, 1);

  @TempDir Path directory;

  /** A process that is charged for one response after the other, and says how many are kept. */
  static final class Charged {
    public static void main(String[] words) {
      try (Ledger ledger =
          Ledger.open(Path.of(words[0]), ZoneOffset.UTC, new Bill(ZoneOffset.UTC), why -> {})) {
        for (long i = 1; ; i++) {
          ledger.add(new Ledger.Line.Charged(NOW, CHARGE));
          while (ledger.kept() < i) LockSupport.parkNanos(20_000);
          System.out.println(i);
        }
      }
    }
  }

  @Test
  void killedTwoHundredTimesItNeverLosesMoreThanTheOneInFlight() throws Exception {
    var random = new Random(20261121);
    long before = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      long told = run(random.nextInt(30));
      long kept = kept();
      assertTrue(
          kept >= before + told && kept <= before + told + 1,
          before + " and " + told + " were told, " + kept + " are kept, kill " + kill);
      before = kept;
    }
    assertTrue(before > KILLS, "something was charged: " + before);
  }

  private long kept() throws Exception {
    Bill bill = new Bill(ZoneOffset.UTC);
    Ledger.read(directory, bill);
    return bill.of(Bill.Period.MONTH, NOW).responses();
  }

  /** Lets it run until so many are kept and a little longer, and kills it. */
  private long run(int until) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Charged.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      long told = 0;
      while (told < until) told = Long.parseLong(out.readLine());
      LockSupport.parkNanos(until * 37_000L);
      // Through the handle: the other way closes the stream that we still read.
      process.toHandle().destroyForcibly();
      // What it had said and we had not read yet.
      for (String line; (line = out.readLine()) != null; ) {
        if (line.matches("\\d+")) told = Math.max(told, Long.parseLong(line));
      }
      return told;
    } finally {
      // Through the handle: the other way closes the stream that we still read.
      process.toHandle().destroyForcibly();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    }
  }
}
