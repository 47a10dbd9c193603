package earshot.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.audio.Volume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The volume outlives the process, and a power cut while it is written. */
class VolumeFileTest {

  @TempDir Path directory;
  private final List<String> troubles = new CopyOnWriteArrayList<>();

  private VolumeFile file() {
    return new VolumeFile(
        directory,
        why -> {
          if (why != null) troubles.add(why);
        });
  }

  @Test
  void theNewestIsFoundAgain() {
    assertEquals(OptionalInt.empty(), file().found());
    for (int round = 0; round < 3; round++) {
      try (VolumeFile file = file()) {
        for (int percent = 0; percent <= 40 + round; percent++) file.keep(percent);
      }
      assertEquals(OptionalInt.of(40 + round), file().found());
    }
    assertEquals(List.of(), troubles);
  }

  /** Every state of the disk that a power cut can leave: the fresh one cut short at each byte. */
  @Test
  void tornAtAnyByteItIsTheOneBefore() throws IOException {
    try (VolumeFile file = file()) {
      file.keep(35);
    }
    byte[] next = "earshot-volume-1 80\n".getBytes(StandardCharsets.US_ASCII);
    for (int cut = 0; cut <= next.length; cut++) {
      Files.write(directory.resolve("volume.new"), java.util.Arrays.copyOf(next, cut));
      assertEquals(OptionalInt.of(35), file().found());
    }
    for (int cut = 0; cut < next.length; cut++) {
      Files.write(directory.resolve("volume"), java.util.Arrays.copyOf(next, cut));
      assertEquals(
          OptionalInt.empty(), file().found(), "rather the configured one than half of it");
    }
  }

  @Test
  void aDiskThatTakesNothingIsToldAndHoldsNobodyUp() throws IOException {
    Path none = directory.resolve("a-file");
    Files.writeString(none, "");
    try (var file = new VolumeFile(none, why -> troubles.add(String.valueOf(why)))) {
      file.keep(10);
    }
    assertTrue(!troubles.isEmpty());
  }

  @Test
  void theVolumeKeepsItsBoundsAndTellsEverybody() {
    List<Integer> kept = new ArrayList<>();
    List<Integer> heard = new ArrayList<>();
    List<Integer> rung = new ArrayList<>();
    var volume = new Volume(100, 80, 60, kept::add);
    volume.heardBy(heard::add);
    volume.rungBy(rung::add);
    assertEquals(80, volume.percent());
    assertEquals(30, volume.set(30));
    assertEquals(30, volume.change(0));
    assertEquals(0, volume.change(-50));
    assertEquals(80, volume.change(200));
    assertEquals(List.of(30, 0, 80), kept);
    assertEquals(List.of(80, 30, 0, 80), heard);
    assertEquals(List.of(80, 60, 60, 80), rung);
    volume.bounds(50, 70);
    assertEquals(50, volume.percent());
    assertEquals(70, rung.getLast());
  }

  /** Each writing puts a new file in the place of the old one. */
  @Test
  void aKnobThatIsTurnedDoesNotWearOutTheDisk() throws IOException {
    long anHour = 3_600_000;
    try (KeptLine file = new KeptLine(directory, "volume", troubles::add, anHour)) {
      file.keep("10");
      for (int i = 0; i < 2_000 && file().found().isEmpty(); i++) LockSupport.parkNanos(5_000_000);
      for (int percent = 11; percent <= 40; percent++) {
        file.keep(Integer.toString(percent));
        LockSupport.parkNanos(1_000_000);
        assertEquals(OptionalInt.of(10), file().found());
      }
    }
    assertEquals(OptionalInt.of(40), file().found());
  }
}
