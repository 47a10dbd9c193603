package earshot.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.memory.Bill.Period;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was charged is known after a restart: all of it, and nothing twice. */
@Timeout(120)
class LedgerTest {

  private static final long NOON = 1_780_000_000_000L;
  private static final Sum CHARGE = new Sum(1, 20, 300, 4_000, 50_000, 600_000, 7_000_000, 1);

  @TempDir Path directory;
  private final BlockingQueue<String> troubles = new LinkedBlockingQueue<>();

  private Ledger open(Bill bill) {
    return Ledger.open(
        directory, ZoneOffset.UTC, bill, why -> troubles.add(why == null ? "over" : why));
  }

  private static Bill bill() {
    return new Bill(ZoneOffset.UTC);
  }

  private long responses() throws IOException {
    Bill bill = bill();
    Ledger.read(directory, bill);
    return bill.of(Period.MONTH, NOON).responses();
  }

  private static void await(Ledger ledger, long kept) {
    for (int i = 0; i < 6_000 && ledger.kept() < kept; i++) LockSupport.parkNanos(5_000_000);
    assertTrue(ledger.kept() >= kept, ledger.kept() + " of " + kept);
  }

  private void charge(int times) {
    try (Ledger ledger = open(bill())) {
      for (int i = 0; i < times; i++) ledger.add(new Ledger.Line.Charged(NOON, CHARGE));
      await(ledger, times);
    }
  }

  @Test
  void whatWasChargedIsThereAfterARestart() throws Exception {
    charge(3);
    charge(2);
    Bill again = bill();
    try (var _ = open(again)) {
      Sum five = CHARGE.plus(CHARGE).plus(CHARGE).plus(CHARGE).plus(CHARGE);
      for (Period period : Period.values()) assertEquals(five, again.of(period, NOON));
      assertEquals(Sum.NOTHING, again.session(), "but not of this session");
    }
    assertEquals(5, responses(), "and restarts do not add to it");
  }

  @Test
  void aTornLineIsAsIfItHadNeverBeenAndWhatFollowsCounts() throws Exception {
    charge(3);
    Path file = directory.resolve("ledger");
    byte[] whole = Files.readAllBytes(file);
    int lines = (int) Files.readString(file).lines().filter(l -> !l.isEmpty()).count();
    for (int length = whole.length; length >= 0; length--) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      int complete = 0;
      for (String line : Files.readString(file).split("\n", -1)) {
        if (line.contains("charge") && new String(whole).contains(line + "\n")) complete++;
      }
      assertEquals(complete, responses(), "cut at " + length + " of " + lines + " lines");
    }
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 5));
    charge(1);
    assertEquals(3, responses());
  }

  @Test
  void aFlippedBitCostsOneLineAtMost() throws Exception {
    charge(20);
    Path file = directory.resolve("ledger");
    byte[] whole = Files.readAllBytes(file);
    var random = new Random(1);
    for (int i = 0; i < 500; i++) {
      byte[] spoilt = whole.clone();
      spoilt[random.nextInt(spoilt.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, spoilt);
      long counted = responses();
      assertTrue(counted >= 18 && counted <= 20, counted + " in round " + i);
    }
  }

  @Test
  void aDiskThatCannotBeWrittenIsToldOfAndNothingIsLostWhenItCanAgain() throws Exception {
    Path away = directory.resolveSibling(directory.getFileName() + "-away");
    try (Ledger ledger = open(bill())) {
      ledger.add(new Ledger.Line.Charged(NOON, CHARGE));
      await(ledger, 1);
      Files.move(directory, away);
      ledger.add(new Ledger.Line.Charged(NOON, CHARGE));
      assertNotNull(troubles.poll(30, TimeUnit.SECONDS));
      ledger.add(new Ledger.Line.Charged(NOON, CHARGE));
      Files.move(away, directory);
      assertEquals("over", troubles.poll(60, TimeUnit.SECONDS));
    }
    assertEquals(3, responses());
  }

  @Test
  void theFileStaysSmallHoweverLongItIsWrittenTo() throws Exception {
    Path file = directory.resolve("ledger");
    try (Ledger ledger = open(bill())) {
      for (int i = 1; i <= 30; i++) {
        for (int j = 0; j < 1_000; j++) ledger.add(new Ledger.Line.Charged(NOON, CHARGE));
        await(ledger, i * 1_000L);
      }
    }
    assertTrue(Files.size(file) < 1_500_000, Files.size(file) + " bytes");
    assertEquals(30_000, responses());
  }

  @Test
  void nobodyElseMayReadIt() throws Exception {
    Path deeper = directory.resolve("a/b");
    Ledger.open(deeper, ZoneOffset.UTC, bill(), why -> {}).close();
    assertEquals(
        "rwx------",
        java.nio.file.attribute.PosixFilePermissions.toString(
            Files.getPosixFilePermissions(deeper)));
  }

  @Test
  void rubbishIsNoLine() throws Exception {
    charge(1);
    Files.write(
        directory.resolve("ledger"),
        new byte[] {(byte) 0xff, 0, '\n', 'x', '\n', ' ', '\n'},
        StandardOpenOption.APPEND);
    assertEquals(1, responses());
  }

  // --- the bill itself

  @Test
  void hoursDaysAndMonthsAreTheDevicesOwnAlsoWhereTheClockIsPutBack() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    Bill bill = new Bill(berlin);
    long before = ZonedDateTime.of(2026, 10, 25, 2, 30, 0, 0, berlin).toInstant().toEpochMilli();
    bill.charge(before, CHARGE);
    bill.charge(before + 3_600_000, CHARGE);
    assertEquals(2, bill.of(Period.HOUR, before).responses(), "the hour that comes twice is one");
    assertEquals(2, bill.of(Period.DAY, before).responses());
    long newYear = ZonedDateTime.of(2027, 1, 1, 0, 0, 0, 0, berlin).toInstant().toEpochMilli();
    bill.charge(newYear - 1, CHARGE);
    assertEquals(0, bill.of(Period.MONTH, newYear).responses());
    assertEquals(1, bill.of(Period.DAY, newYear - 1).responses());
  }

  @Test
  void aClockThatIsWrongByYearsLosesNothing() {
    Bill bill = bill();
    bill.charge(NOON, CHARGE);
    bill.charge(0, CHARGE);
    bill.charge(NOON, CHARGE);
    assertEquals(2, bill.of(Period.DAY, NOON).responses());
    assertEquals(1, bill.of(Period.DAY, 0).responses());
    assertEquals(3, bill.session().responses());
  }

  @Test
  void theSumsOfYearsAreBounded() {
    Bill bill = bill();
    for (int day = 0; day < 4_000; day++) bill.charge(day * 86_400_000L, CHARGE);
    assertTrue(bill.entries().size() < 800, bill.entries().size() + " sums");
    assertEquals(1, bill.of(Period.DAY, 3_999 * 86_400_000L).responses());
  }

  @Test
  void dollarsAreExactToTheMillionth() {
    assertEquals("0.00", Budget.dollars(0));
    assertEquals("2.50", Budget.dollars(2_500_000_000_000L));
    assertEquals("0.000001", Budget.dollars(1_000_000));
    assertEquals("12.345678", Budget.dollars(12_345_678_400_000L));
    assertEquals("0.10", Budget.dollars(99_999_999_999L));
  }

  /** A disk that refuses for long keeps the newest lines waiting, and not every one. */
  @Test
  void whatWaitsForADiskIsBounded() throws IOException {
    Path away = directory.resolve("away");
    Path ledgers = directory.resolve("ledgers");
    try (Ledger ledger =
        Ledger.open(
            ledgers, ZoneOffset.UTC, bill(), why -> troubles.add(why == null ? "over" : why))) {
      Files.move(ledgers, away);
      for (int i = 0; i < 20_000; i++) {
        ledger.add(new Ledger.Line.Charged(NOON, CHARGE));
        // The disk is too slow: the writer has to take some first.
        while (troubles.removeIf(why -> why.contains("too slow"))) {
          LockSupport.parkNanos(1_000_000);
          ledger.add(new Ledger.Line.Charged(NOON, CHARGE));
        }
      }
      Files.move(away, ledgers);
      ledger.add(new Ledger.Line.Charged(NOON, CHARGE));
      await(ledger, 1);
    }
    Bill bill = bill();
    Ledger.read(ledgers, bill);
    long kept = bill.of(Period.MONTH, NOON).responses();
    assertTrue(kept > 0 && kept <= 3 * 4096, kept + " lines were kept");
  }
}
