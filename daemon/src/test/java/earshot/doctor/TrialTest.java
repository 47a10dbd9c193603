package earshot.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.audio.Levels;
import earshot.config.Config;
import earshot.config.ConfigReader;
import earshot.config.Reading;
import earshot.config.Sources;
import earshot.doctor.Trial.Outcome;
import earshot.doctor.Trial.Subject;
import earshot.hal.Boards;
import earshot.hal.Hal;
import earshot.hal.HalException;
import earshot.hal.Lights.Look;
import earshot.hal.NoLights;
import earshot.hal.Parts;
import earshot.hal.Pcm;
import earshot.hal.sim.MicrophoneFault;
import earshot.hal.sim.SimBoard;
import earshot.hal.sim.SimTime;
import earshot.hal.sim.SpeakerFault;
import earshot.simulator.Voices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One part of a board after the other, tried by hand, on virtual time. */
class TrialTest {

  private static final long MILLIS = 1_000_000;

  @TempDir Path state;

  private final SimTime time = new SimTime(0, 1_780_000_000_000L);
  private final List<String> told = new ArrayList<>();
  private final List<Short> heard = new ArrayList<>();
  private final SimBoard board =
      new SimBoard(
          time,
          new short[0],
          0,
          0,
          1,
          (samples, at, count, wanted) -> {
            for (int i = at; i < at + count; i++) heard.add(samples[i]);
          });

  private Config config(String name, String... sets) {
    List<String> all = new ArrayList<>(List.of("service.provider=simulator"));
    all.add("state.directory=" + state);
    all.addAll(List.of(sets));
    Reading reading =
        new ConfigReader(Boards.all(), variable -> null).read(new Sources(null, name, all));
    return assertInstanceOf(Reading.Good.class, reading, reading::toString).config();
  }

  private Outcome tried(Subject subject, Hal parts, int seconds) throws InterruptedException {
    return new Trial(time, time::runFor, told::add)
        .of(subject, parts, config("sim", "audio.volume=50"), seconds);
  }

  private Outcome tried(Subject subject, int seconds) throws InterruptedException {
    return tried(subject, board, seconds);
  }

  private static boolean has(Outcome outcome, Finding finding) {
    return outcome.found().stream().anyMatch(each -> each.id().equals(finding.id()));
  }

  private long measured(Outcome outcome, String name) {
    Long value = outcome.measured().get(name);
    return value == null ? Long.MIN_VALUE : value;
  }

  @Test
  void aVoiceMovesTheMeterAndAQuietRoomDoesNot() throws Exception {
    short[] voice = Voices.clip("question-weather");
    short[] room = new short[4 * Pcm.RATE];
    for (int i = 0; i < room.length; i++) room[i] = (short) (i % 7 - 3);
    System.arraycopy(voice, 0, room, 2 * Pcm.RATE, Pcm.RATE);
    board.microphones().say(room);
    Outcome outcome = tried(Subject.MIC, 3);
    assertTrue(outcome.good(), outcome::toString);
    assertEquals(List.of(), outcome.found());
    assertTrue(told.stream().anyMatch(line -> line.endsWith("  quiet")), told::toString);
    assertTrue(told.stream().anyMatch(line -> line.endsWith("  sound")), told::toString);
    assertEquals(3000, measured(outcome, "millis"));
    assertTrue(measured(outcome, "decibels") > -40, outcome::toString);
  }

  @Test
  void nothingButZerosIsNoSound() throws Exception {
    Outcome zeros = tried(Subject.MIC, 1);
    assertFalse(zeros.good());
    assertTrue(has(zeros, Finding.MICROPHONE_ZEROS));
    assertTrue(told.getLast().endsWith("nothing but zeros"), told::toString);
  }

  @Test
  void aLoudMicrophoneIsSaidToClip() throws Exception {
    short[] square = new short[3 * Pcm.RATE];
    for (int i = 0; i < square.length; i++)
      square[i] = (short) (i / 50 % 2 == 0 ? 32_767 : -32_768);
    board.microphones().say(square);
    Outcome clipped = tried(Subject.MIC, 1);
    assertTrue(has(clipped, Finding.MICROPHONE_CLIPS), clipped::toString);
    assertTrue(told.getLast().endsWith("cut off at the top"), told::toString);
    assertTrue(clipped.good(), "it does hear");
  }

  @Test
  void aMicrophoneAsideOfZeroIsSaidToBe() throws Exception {
    short[] aside = new short[3 * Pcm.RATE];
    for (int i = 0; i < aside.length; i++) aside[i] = (short) (3_000 + i % 100);
    board.microphones().say(aside);
    Outcome outcome = tried(Subject.MIC, 1);
    assertTrue(has(outcome, Finding.MICROPHONE_OFFSET), outcome::toString);
    assertTrue(measured(outcome, "offset_permille") > 80, outcome::toString);
  }

  @Test
  void aMicrophoneThatIsNotThereIsTold() throws Exception {
    board.microphones().fault(new MicrophoneFault.Lost());
    Outcome outcome = tried(Subject.MIC, 1);
    assertTrue(has(outcome, Finding.MICROPHONE_DEAF), outcome::toString);
    assertEquals("put them back", outcome.found().getFirst().remedy());
  }

  @Test
  void aMicrophoneThatGivesNothingIsTold() throws Exception {
    board.microphones().fault(new MicrophoneFault.Blocked());
    Outcome outcome = tried(Subject.MIC, 1);
    assertTrue(has(outcome, Finding.MICROPHONE_DEAF), outcome::toString);
    assertTrue(told.getLast().endsWith("nothing comes"), told::toString);
  }

  @Test
  void theSpeakerPlaysThreeTonesAsLoudAsTheDeviceIsSet() throws Exception {
    Outcome outcome = tried(Subject.SPEAKER, 3);
    assertTrue(outcome.good(), outcome::toString);
    assertEquals(50, measured(outcome, "volume"));
    assertTrue(measured(outcome, "millis") > 2800, outcome::toString);
    short[] all = new short[heard.size()];
    for (int i = 0; i < all.length; i++) all[i] = heard.get(i);
    for (int hertz : new int[] {440, 880, 1760}) {
      assertTrue(Levels.toneDb(all, 0, all.length, hertz) > -40, hertz + " Hz was not heard");
    }
    assertTrue(Levels.toneDb(all, 0, all.length, 600) < -50, "and nothing else");
    int peak = Levels.of(all, 0, all.length).peak();
    assertTrue(peak > 3000 && peak < 4000, "a quarter of the loudest: " + peak);
    short[] end = Arrays.copyOfRange(all, all.length - Pcm.FRAME, all.length);
    assertEquals(0, Levels.of(end, 0, end.length).peak(), "and silence at the end");
  }

  @Test
  void aSpeakerThatIsNotThereIsTold() throws Exception {
    board.speaker().fault(new SpeakerFault.Lost());
    Outcome outcome = tried(Subject.SPEAKER, 1);
    assertFalse(outcome.good());
    assertEquals("put it back", outcome.found().getFirst().remedy());
  }

  @Test
  void aSpeakerThatTakesNothingIsTold() throws Exception {
    board.speaker().fault(new SpeakerFault.Blocked());
    Outcome outcome = tried(Subject.SPEAKER, 1);
    assertTrue(has(outcome, Finding.SPEAKER_DEAD), outcome::toString);
    assertTrue(outcome.found().getFirst().detail().contains("nothing has left it"));
  }

  private void at(long millis, Runnable act) {
    time.at(millis * MILLIS, act);
  }

  @Test
  void eachEdgeIsToldWithItsTimeAndBouncesAreToldApart() throws Exception {
    at(500, board.button()::press);
    at(504, board.button()::release);
    at(505, board.button()::press);
    at(900, board.button()::release);
    at(1500, board.muteSwitch()::press);
    Outcome outcome = tried(Subject.BUTTON, 3);
    assertTrue(outcome.good(), outcome::toString);
    assertEquals(
        List.of(
            "   0.5000 s  button down",
            "   0.5040 s  button up, a bounce",
            "   0.5050 s  button down, a bounce",
            "   0.9000 s  button up",
            "   1.5000 s  mute switch down"),
        told.subList(1, told.size()));
    assertEquals(1, measured(outcome, "presses"));
    assertEquals(1, measured(outcome, "mute_presses"));
    assertEquals(5, measured(outcome, "edges"));
    assertEquals(2, measured(outcome, "bounces"));
  }

  @Test
  void aTouchThatEndsWithinItsBouncesIsOverWhenTheyAre() throws Exception {
    at(500, board.button()::press);
    at(510, board.button()::release);
    Outcome outcome = tried(Subject.BUTTON, 1);
    assertTrue(outcome.good(), outcome::toString);
    assertTrue(told.getLast().endsWith("button up"), told::toString);
  }

  @Test
  void aButtonOfWhichNothingComesIsTold() throws Exception {
    Outcome nothing = tried(Subject.BUTTON, 2);
    assertFalse(nothing.good());
    assertTrue(nothing.found().getFirst().detail().contains("in 2 s"), nothing::toString);
  }

  @Test
  void aButtonThatStaysDownIsTold() throws Exception {
    at(100, board.button()::press);
    assertTrue(has(tried(Subject.BUTTON, 2), Finding.BUTTON_HELD));
  }

  @Test
  void aButtonThatHangsInTheAirIsTold() throws Exception {
    for (int i = 0; i < 1000; i += 10) {
      at(i, board.button()::press);
      at(i + 5, board.button()::release);
    }
    var trial = new Trial(time, time::runFor, told::add);
    Outcome outcome = trial.of(Subject.BUTTON, board, config("sim", "talk.debounce_ms=1"), 1);
    assertTrue(has(outcome, Finding.BUTTON_FLOATS), outcome::toString);
  }

  @Test
  void eachLookIsShownAndNothingIsLeftLit() throws Exception {
    List<Look> shown = new ArrayList<>();
    int looks = Look.values().length;
    for (int i = 0; i < looks; i++) {
      at(i * 100L + 50, () -> shown.add(board.lights().look()));
    }
    var trial = new Trial(time, nanos -> time.runFor(100 * MILLIS), told::add);
    Outcome outcome = trial.of(Subject.LIGHTS, board, config("sim"), 1);
    assertEquals(List.of(Look.values()), shown);
    assertEquals(Look.DARK, board.lights().look());
    assertTrue(outcome.good());
    assertTrue(
        told.contains("waiting     colour #6000ff; a single light is on, 150 ms on and 150 ms off"),
        told::toString);
  }

  @Test
  void whatABoardHasNotIsToldAsSuch() {
    Hal bare = new Parts(board.microphones(), board.speaker(), null, null, new NoLights());
    for (Subject subject : List.of(Subject.BUTTON, Subject.LIGHTS)) {
      var e = assertThrows(HalException.class, () -> tried(subject, bare, 1));
      assertTrue(String.valueOf(e.getMessage()).contains("none is configured"), e::getMessage);
      assertTrue(e.remedy().contains("board."), e::remedy);
    }
    var trial = new Trial(time, time::runFor, told::add);
    var e = assertThrows(HalException.class, () -> trial.of(Subject.MIC, bare, config("pipe"), 1));
    assertTrue(e.remedy().contains("earshot run --board pipe"), e::remedy);
  }
}
