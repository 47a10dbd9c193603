package earshot.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.HalException;
import earshot.hal.pi.gpio.ChipInfo;
import earshot.hal.pi.gpio.GpioChips;
import earshot.hal.pi.gpio.LineInfo;
import earshot.hal.sim.MicrophoneFault;
import earshot.hal.sim.SimBoard;
import earshot.hal.sim.SpeakerFault;
import earshot.hal.sound.SoundCards.Card;
import earshot.telemetry.Trouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each finding is provoked here, on a machine that is otherwise well. */
class DoctorTest {

  @TempDir Path directory;

  private static final Map<Finding, Consumer<Sick>> ILLS = ills();

  private static void opened(Sick sick, Consumer<SimBoard> ill) {
    sick.alone().parts = ill;
  }

  private static Map<Finding, Consumer<Sick>> ills() {
    Map<Finding, Consumer<Sick>> ills = new EnumMap<>(Finding.class);
    ills.put(Finding.CONFIGURATION_WRONG, sick -> sick.sets.add("talk.mode=shout"));
    ills.put(Finding.ECHO_STRONG, sick -> talking(sick, 1));
    ills.put(Finding.ECHO_MEASURED, sick -> talking(sick, 80));
    ills.put(Finding.NOT_CONFIGURED, sick -> sick.filed = false);
    ills.put(
        Finding.MODEL_RETIRED,
        sick -> {
          sick.sets.remove("service.url=ws://127.0.0.1:9/v1/realtime");
          sick.sets.addAll(
              List.of(
                  "service.provider=openai",
                  "service.key=env:X",
                  "service.model=gpt-4o-realtime-preview"));
        });
    ills.put(Finding.MODEL_RETIRES, sick -> sick.sets.add("service.model=gpt-realtime"));
    ills.put(
        Finding.CONFIGURATION_NOTE,
        sick ->
            sick.sets.addAll(List.of("service.model=gpt-realtime-2.1", "service.voice=nobody")));
    ills.put(
        Finding.BOARD_SIMULATED,
        sick -> {
          sick.sets.removeIf(set -> set.startsWith("board."));
          sick.sets.add("board.name=sim");
        });
    ills.put(Finding.NOT_RUNNING, Sick::alone);
    ills.put(Finding.NOT_PERMITTED, sick -> sick.running = new Running.Closed());
    ills.put(Finding.NOT_ANSWERING, sick -> sick.running = new Running.Hanging("for 10 s"));
    ills.put(Finding.NO_REAL_TIME, sick -> sick.thread(51, "mic", 0));
    ills.put(Finding.NO_MEMORY_LOCK, sick -> sick.locked(0));
    ills.put(
        Finding.CLOCK_NOT_SYNCHRONISED, sick -> sick.remove("/run/systemd/timesync/synchronized"));
    ills.put(Finding.DISK_FULL, sick -> sick.freeBytes = 1_000);
    ills.put(Finding.DISK_NEARLY_FULL, sick -> sick.freeBytes = 50_000_000);
    ills.put(
        Finding.DISK_READ_ONLY,
        sick -> sick.put("/proc/mounts", "/dev/root / ext4 ro,noatime 0 0\n"));
    ills.put(
        Finding.STATE_NOT_WRITABLE,
        sick -> {
          sick.put("/var/lib/earshot/x", "");
          sick.shut("/var/lib/earshot");
        });
    ills.put(Finding.MEMORY_LOW, sick -> sick.put("/proc/meminfo", "MemAvailable: 9000 kB\n"));
    ills.put(
        Finding.UNDERVOLTAGE, sick -> sick.put("/sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1\n"));
    ills.put(
        Finding.UNDERVOLTAGE_BEFORE,
        sick -> sick.put("/sys/devices/platform/soc/soc:firmware/get_throttled", "50000\n"));
    ills.put(Finding.TOO_HOT, sick -> sick.put("/sys/class/thermal/thermal_zone0/temp", "85123\n"));
    ills.put(Finding.NO_GPIO, sick -> sick.chips.clear());
    ills.put(Finding.GPIO_NOT_PERMITTED, sick -> sick.shut("/dev/gpiochip0"));
    ills.put(
        Finding.LINE_NOT_FOUND,
        sick -> sick.lines(new LineInfo(4, "GPIO4", "", false, false, false)));
    ills.put(
        Finding.LINE_IN_USE,
        sick -> sick.lines(new LineInfo(17, "GPIO17", "onewire@11", true, false, false)));
    // A contact that is closed from the beginning, as a wrong pull has it.
    ills.put(
        Finding.BUTTON_HELD, sick -> opened(sick, sim -> sick.time.after(1, sim.button()::press)));
    ills.put(
        Finding.BUTTON_FLOATS,
        sick ->
            opened(
                sick,
                sim -> {
                  for (int i = 0; i < 10; i++) {
                    sick.time.after(i * 20_000_000L + 1, sim.button()::press);
                    sick.time.after(i * 20_000_000L + 5_000_000L, sim.button()::release);
                  }
                }));
    ills.put(Finding.BUTTON_BROKEN, sick -> sick.alone().lights = false);
    ills.put(Finding.NO_BUTTON, sick -> sick.sets.remove("board.button_line=GPIO17"));
    ills.put(
        Finding.OVERLAY_MISSING,
        sick -> {
          noCard(sick);
          sick.put("/proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.5\0");
          sick.put("/boot/firmware/config.txt", "dtparam=audio=off\n#dtoverlay=hifiberry-dac\n");
        });
    ills.put(Finding.NO_SOUND_CARD, DoctorTest::noCard);
    ills.put(
        Finding.CARD_RENAMED,
        sick -> sick.cards.set(0, new Card("Mic_1", "a card", "", true, true)));
    ills.put(
        Finding.CARD_NOT_FOUND,
        sick -> sick.cards.set(0, new Card("Headphones", "a card", "", true, true)));
    ills.put(Finding.SOUND_NOT_PERMITTED, sick -> sick.shut("/dev/snd/pcmC0D0c"));
    ills.put(
        Finding.CARD_IN_USE,
        sick -> {
          sick.put("/proc/asound/card0/pcm0c/sub0/status", "state: RUNNING\nowner_pid   : 77\n");
          sick.put("/proc/77/comm", "arecord\n");
        });
    ills.put(
        Finding.MICROPHONE_DEAF,
        sick -> opened(sick, sim -> sim.microphones().fault(new MicrophoneFault.Blocked())));
    ills.put(
        Finding.MICROPHONE_ZEROS,
        sick -> opened(sick, sim -> sim.microphones().fault(new MicrophoneFault.Zeros())));
    ills.put(
        Finding.MICROPHONE_FAINT,
        sick -> {
          short[] faint = new short[240_000];
          for (int i = 0; i < faint.length; i += 10) faint[i] = 1;
          sick.alone().room(faint);
        });
    ills.put(
        Finding.MICROPHONE_CLIPS,
        sick -> {
          short[] square = new short[240_000];
          for (int i = 0; i < square.length; i++) {
            square[i] = i / 50 % 2 == 0 ? Short.MAX_VALUE : Short.MIN_VALUE;
          }
          sick.alone().room(square);
        });
    ills.put(Finding.MICROPHONE_OFFSET, sick -> sick.alone().room(60, 3_000));
    ills.put(
        Finding.SPEAKER_DEAD,
        sick -> opened(sick, sim -> sim.speaker().fault(new SpeakerFault.Blocked())));
    ills.put(Finding.SPEAKER_UNHEARD, sick -> sick.alone().echo = false);
    ills.put(
        Finding.NO_ROUTE,
        sick -> sick.put("/proc/net/route", "Iface\tDestination\tGateway\tFlags\n"));
    ills.put(Finding.NO_NAME_SERVER, sick -> sick.put("/etc/resolv.conf", "# nobody told us\n"));
    ills.put(
        Finding.SERVICE_SIMULATED,
        sick -> {
          sick.sets.removeIf(set -> set.startsWith("service."));
          sick.sets.add("service.provider=simulator");
        });
    return ills;
  }

  private static void noCard(Sick sick) {
    sick.cards.clear();
    sick.remove("/proc/asound/card0/pcm0c/sub0/status");
    sick.remove("/proc/asound/card0/pcm0c/sub0");
    sick.remove("/proc/asound/card0/pcm0c");
    sick.remove("/proc/asound/card0/id");
    sick.remove("/proc/asound/card0");
  }

  private static Set<String> ids(List<Found> found) {
    return found.stream().map(Found::id).collect(Collectors.toSet());
  }

  @Test
  void aMachineThatIsWellHasNothing() throws Exception {
    assertEquals(List.of(), new Sick(directory).examined());
  }

  @Test
  void theSameWithoutADaemonIsOpenedAndHeardAndHasOnlyThatToTell() throws Exception {
    assertEquals(Set.of("not-running"), ids(new Sick(directory).alone().examined()));
  }

  @ParameterizedTest
  @EnumSource
  void eachFindingIsProvokedAndHasSomethingToTry(Finding finding) throws Exception {
    Sick sick = new Sick(directory);
    Objects.requireNonNull(ILLS.get(finding), "somebody has to provoke " + finding).accept(sick);
    List<Found> found = sick.examined();
    assertTrue(ids(found).contains(finding.id()), () -> finding + " among " + found);
    Found one = found.stream().filter(each -> each.id().equals(finding.id())).findFirst().get();
    assertEquals(finding.severity(), one.severity());
    boolean remedied = !one.remedy().isEmpty() || one.detail().contains("Try:");
    assertTrue(remedied, one::toString);
    // What follows from it may be told too, and nothing else.
    Set<String> rest = ids(found);
    rest.remove(finding.id());
    rest.removeAll(follows(finding));
    assertEquals(Set.of(), rest);
  }

  private static void talking(Sick sick, int echoPart) {
    sick.alone();
    sick.sets.addAll(List.of("talk.mode=open", "microphones.echo=hardware"));
    sick.echoPart = (short) echoPart;
  }

  @Test
  void whatWasMeasuredOfTheEchoIsKeptForTheDaemon() throws Exception {
    Path kept = directory.resolve("var/lib/earshot/duplex");
    Sick sick = new Sick(directory);
    talking(sick, 1);
    sick.examined();
    assertEquals("earshot-duplex-1 button measured 3\n", Files.readString(kept));
    Sick soft = new Sick(directory);
    talking(soft, 80);
    Found found = soft.examined().getFirst();
    assertEquals("earshot-duplex-1 full measured 3\n", Files.readString(kept), found::toString);
  }

  @Test
  void anEchoThatNobodyTakesOutIsToldWithItsReason() throws Exception {
    Sick sick = new Sick(directory).alone();
    sick.sets.add("talk.mode=tap");
    assertEquals(Set.of("not-running", "echo-stays"), ids(sick.examined()));
  }

  private static Set<String> follows(Finding finding) {
    boolean opened =
        EnumSet.of(
                Finding.BUTTON_HELD,
                Finding.BUTTON_FLOATS,
                Finding.BUTTON_BROKEN,
                Finding.MICROPHONE_DEAF,
                Finding.MICROPHONE_ZEROS,
                Finding.MICROPHONE_FAINT,
                Finding.MICROPHONE_CLIPS,
                Finding.MICROPHONE_OFFSET,
                Finding.ECHO_STRONG,
                Finding.ECHO_MEASURED,
                Finding.SPEAKER_DEAD,
                Finding.SPEAKER_UNHEARD)
            .contains(finding);
    return switch (finding) {
      case MICROPHONE_ZEROS -> Set.of("not-running", "speaker-unheard");
      default -> opened ? Set.of("not-running") : Set.of();
    };
  }

  @Test
  void aClockThatWasNeverSetIsTold() throws Exception {
    Sick sick = new Sick(directory);
    sick.time.setWall(1_000_000_000_000L);
    assertEquals(Set.of("clock-wrong"), ids(sick.examined()));
  }

  @Test
  void whatTheDaemonKnowsIsToldInItsWordsAndOnce() throws Exception {
    Sick sick = new Sick(directory);
    sick.running =
        new Running.Answering(
            42,
            Map.of(Trouble.KEY_REFUSED, "HTTP status 401", Trouble.CLOCK_WRONG, ""),
            Map.of(
                "earshot_mic_decibels",
                -60L,
                "earshot_mic_peak",
                32_767L,
                "earshot_mic_offset_permille",
                0L,
                "earshot_mic_clipped_permille",
                40L));
    List<Found> found = sick.examined();
    assertEquals(Set.of("key-refused", "clock-wrong", "microphone-clips"), ids(found));
    assertTrue(
        found.stream().anyMatch(each -> each.sentences().contains("HTTP status 401. Try: check")));
  }

  @Test
  void whereThereIsOneProcessorNoThreadNeedsToBeUrgent() throws Exception {
    Sick sick = new Sick(directory);
    sick.thread(51, "mic", 0);
    assertEquals(Set.of("no-real-time"), ids(sick.examined()));
    sick.oneProcessor();
    assertEquals(List.of(), sick.examined());
  }

  @Test
  void theCardThatTheDaemonItselfUsesIsNoTrouble() throws Exception {
    Sick sick = new Sick(directory);
    sick.put("/proc/asound/card0/pcm0c/sub0/status", "state: RUNNING\nowner_pid   : 50\n");
    assertEquals(Set.of("card-in-use"), ids(sick.examined()));
    sick.put("/proc/42/task/50/comm", "mic\n");
    assertEquals(List.of(), sick.examined());
  }

  @Test
  void aGroupThatTheUserIsInOpensTheDoor() throws Exception {
    Sick sick = new Sick(directory);
    sick.shut("/dev/snd/pcmC0D0c");
    int group = (int) Files.getAttribute(directory.resolve("dev/snd/pcmC0D0c"), "unix:gid");
    assertEquals(Set.of("sound-not-permitted"), ids(sick.examined()));
    sick.put(
        "/proc/self/status",
        "Uid:\t64001\t64001\nGid:\t64001\t64001\nGroups:\t64029 " + group + " \n");
    assertEquals(List.of(), sick.examined());
  }

  @Test
  void withoutADaemonTheLimitsSayWhatItMightHave() throws Exception {
    Sick sick = new Sick(directory).alone();
    sick.limits("self", 0, 8_388_608);
    assertEquals(Set.of("not-running", "no-real-time", "no-memory-lock"), ids(sick.examined()));
    sick.put("/proc/self/status", "Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nGroups:\t0 \n");
    assertEquals(Set.of("not-running"), ids(sick.examined()));
  }

  @Test
  void whatTheKernelHasGrantedCountsAndTheLimitIsOnlyTheReason() throws Exception {
    Sick sick = new Sick(directory);
    sick.limits("42", 0, 65_536);
    assertEquals(List.of(), sick.examined());
    sick.thread(51, "mic", 0);
    sick.thread(52, "speaker", 0);
    sick.locked(0);
    String found = sick.examined().toString();
    assertTrue(found.contains("mic and speaker: the limit is 0"), found);
    assertTrue(found.contains("the limit is 65536 bytes"), found);
    sick.limits("42", 50, -1);
    assertTrue(sick.examined().toString().contains("mic and speaker: though the limit allows it"));
  }

  @Test
  void rootLooksWithTheEyesOfTheServicesUser() throws Exception {
    Sick sick = new Sick(directory);
    sick.put("/proc/self/status", "Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nGroups:\t0 \n");
    sick.shut("/dev/gpiochip0");
    Found one = sick.examined().getFirst();
    assertEquals("gpio-not-permitted", one.id());
    assertTrue(one.detail().contains("earshot is not in it"), one::toString);
  }

  @Test
  void aChipThatWouldNotTellIsTheReason() throws Exception {
    Sick sick = new Sick(directory);
    var why = new HalException("/dev/gpiochip0", "open it", "not permitted", "the group gpio");
    sick.chips.set(
        0,
        new GpioChips.Listing(new ChipInfo("/dev/gpiochip0", "gpiochip0", "", 0), List.of(), why));
    assertTrue(sick.examined().toString().contains("not permitted"));
  }

  @Test
  void whatIsNotThereIsNotOpenedAndWithoutAToneNoneIsPlayed() throws Exception {
    Sick sick = new Sick(directory).alone();
    sick.parts = sim -> sim.speaker().fault(new SpeakerFault.Lost());
    noCard(sick);
    assertEquals(Set.of("not-running", "no-sound-card"), ids(sick.examined()));

    Sick quiet = new Sick(Files.createDirectory(directory.resolve("quiet"))).alone();
    quiet.wish = new Doctor.Wish(false, true);
    quiet.echo = false;
    assertEquals(Set.of("not-running"), ids(quiet.examined()));
  }

  @Test
  void withoutANetworkNobodyIsVisitedAndWithASessionNobodyNeedsToBe() throws Exception {
    Sick sick = new Sick(directory);
    sick.visited = List.of(Found.of(Trouble.KEY_REFUSED, "no"));
    assertEquals(Set.of("key-refused"), ids(sick.examined()));
    sick.running = new Running.Answering(42, Map.of(), Map.of("earshot_link_ready", 1L));
    assertFalse(ids(sick.examined()).contains("key-refused"));
  }
}
