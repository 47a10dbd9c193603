package earshot.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import earshot.alarm.AlarmBook.Countdown;
import earshot.alarm.AlarmBook.Missed;
import earshot.alarm.AlarmBook.Ringing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was kept is there again, wherever the power went. */
@Timeout(120)
class AlarmFileTest {

  @TempDir Path directory;

  private final ConcurrentLinkedQueue<String> troubles = new ConcurrentLinkedQueue<>();

  private AlarmFile open() {
    return AlarmFile.open(directory, why -> troubles.add(String.valueOf(why)));
  }

  private void keep(AlarmBook... books) throws Exception {
    try (AlarmFile file = open()) {
      for (AlarmBook book : books) assertTrue(file.keep(book).get(60, TimeUnit.SECONDS));
    }
  }

  private AlarmBook found() {
    try (AlarmFile file = open()) {
      return file.found();
    }
  }

  private static AlarmBook book(int number) {
    return new AlarmBook(
        List.of(),
        List.of(new Countdown(number, 60_000, 0, 1_780_000_000_000L, true, false, "n" + number)),
        List.of(),
        List.of());
  }

  private static AlarmBook everything() {
    var daily =
        new Alarm(
            1,
            LocalTime.of(7, 30),
            new Alarm.Days.Weekly(EnumSet.of(DayOfWeek.MONDAY, DayOfWeek.SUNDAY)),
            "Grüße \"and\" \\ 茶",
            List.of(LocalDate.parse("2026-11-20"), LocalDate.parse("2026-11-21")));
    var once =
        new Alarm(
            2,
            LocalTime.of(23, 59, 58),
            new Alarm.Days.Once(LocalDate.parse("2026-12-24")),
            "",
            List.of());
    return new AlarmBook(
        List.of(daily, once),
        List.of(new Countdown(3, 60_000, 0, 1_780_000_000_000L, true, true, "egg")),
        List.of(new Ringing(4, "pill", 0, 1_780_000_000_001L)),
        List.of(
            new Missed(
                5,
                "x",
                LocalDateTime.parse("2026-11-19T06:00:30"),
                Missed.Reason.LATE,
                1_780_000_000_002L,
                once),
            new Missed(
                6,
                "",
                LocalDateTime.parse("2026-11-19T06:01"),
                Missed.Reason.UNANSWERED,
                1_780_000_000_003L,
                null)));
  }

  @Test
  void everythingIsThereAgain() throws Exception {
    assertEquals(AlarmBook.EMPTY, found());
    keep(book(1), everything());
    assertEquals(everything(), found());
    assertEquals(List.of(), List.copyOf(troubles));
  }

  @Test
  void aFileThatIsTornAnywhereGivesTheOneBefore() throws Exception {
    keep(book(1), everything());
    byte[] whole = Files.readAllBytes(directory.resolve(AlarmFile.NAME));
    for (int length = 0; length < whole.length; length++) {
      Files.write(directory.resolve(AlarmFile.NAME), java.util.Arrays.copyOf(whole, length));
      assertEquals(book(1), found(), "torn after " + length);
    }
    assertEquals(List.of(), List.copyOf(troubles));
  }

  @Test
  void aBitThatFlippedIsSeen() throws Exception {
    keep(book(1), everything());
    byte[] whole = Files.readAllBytes(directory.resolve(AlarmFile.NAME));
    var random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] flipped = whole.clone();
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(directory.resolve(AlarmFile.NAME), flipped);
      assertEquals(book(1), found());
    }
  }

  @Test
  void betweenTheTwoRenamesTheNewOneIsFound() throws Exception {
    keep(book(1), book(2));
    Files.move(directory.resolve(AlarmFile.NAME), directory.resolve(AlarmFile.FRESH));
    assertEquals(book(2), found());
    keep(book(3));
    assertEquals(book(3), found());
  }

  @Test
  void aHalfWrittenNewOneHarmsNothing() throws Exception {
    keep(book(1), book(2));
    Files.writeString(directory.resolve(AlarmFile.FRESH), "earshot-alarms-1 0000");
    assertEquals(book(2), found());
    keep(book(3));
    assertEquals(book(3), found());
  }

  @Test
  void damageThatNothingIsLeftOfIsTold() throws Exception {
    Files.write(
        directory.resolve(AlarmFile.NAME), "\u0000\u00ff".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(AlarmBook.EMPTY, found());
    assertTrue(troubles.peek() != null && troubles.peek().contains("set them again"));
    keep(book(1));
    assertEquals(book(1), found());
  }

  @Test
  void ofManyAtOnceTheLastIsKept() throws Exception {
    try (AlarmFile file = open()) {
      for (int i = 1; i < 500; i++) file.keep(book(i));
      assertTrue(file.keep(book(500)).get(60, TimeUnit.SECONDS));
    }
    assertEquals(book(500), found());
  }

  @Test
  void closingWritesWhatWaits() throws Exception {
    AlarmFile file = open();
    var kept = file.keep(book(1));
    file.close();
    kept.get(60, TimeUnit.SECONDS);
    assertEquals(book(1), found());
  }

  @Test
  void aDiskThatCannotBeWrittenIsToldAndTriedAgain() throws Exception {
    Path blocked = directory.resolve(AlarmFile.FRESH);
    try (AlarmFile file = open()) {
      // A folder stands in the way of the file, whoever runs this.
      Files.createDirectory(blocked);
      Files.createFile(blocked.resolve("x"));
      var kept = file.keep(book(1));
      for (int i = 0; i < 12_000 && troubles.isEmpty(); i++) {
        java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
      }
      assertEquals(1, troubles.size());
      assertTrue(!kept.isDone());
      Files.delete(blocked.resolve("x"));
      Files.delete(blocked);
      assertTrue(kept.get(60, TimeUnit.SECONDS));
    }
    assertEquals(book(1), found());
    assertEquals("null", List.copyOf(troubles).getLast());
  }

  @Test
  void nobodyElseMayLookIntoAFolderOfOurs() throws IOException {
    assumeTrue(
        directory.getFileSystem().supportedFileAttributeViews().contains("posix"),
        "no rights here");
    Path own = directory.resolve("state");
    AlarmFile.open(own, why -> troubles.add(String.valueOf(why))).close();
    assertEquals(
        "rwx------",
        java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(own)));
  }
}
