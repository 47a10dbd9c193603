package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.audio.Prompt;
import earshot.audio.Prompts;
import earshot.hal.sim.MicrophoneFault;
import earshot.hal.sim.SimTime;
import earshot.hal.sim.SpeakerFault;
import earshot.simulator.Voices;
import earshot.telemetry.Journal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Microphones and speaker fail and come back, in whole conversations on virtual time. */
class FaultyDevicesTest {

  private static final long DETECTED = 2 * House.SECOND;
  private static final long RECOVERED = 5 * House.SECOND;
  private static final MicrophoneFault HEARS = new MicrophoneFault.None();
  private static final SpeakerFault PLAYS = new SpeakerFault.None();

  private final Prompts prompts =
      new Prompts("en", Path.of("there-is-no-such-place"), new Journal(new SimTime(0, 0), 10));

  private House house() {
    var plan = new House.Plan();
    plan.prompts = prompts;
    var house = new House(plan);
    house.reach("idle", 5);
    house.time.runFor(6 * House.SECOND);
    assertEquals(List.of(), house.devices, "nothing is wrong with a board that works");
    return house;
  }

  private static long until(House house, String told, long within) {
    long from = house.time.nanos();
    while (!house.devices.contains(told)) {
      assertTrue(house.time.nanos() - from <= within, told + " is not told: " + house.devices);
      house.time.runFor(10 * House.MILLIS);
    }
    house.devices.clear();
    return house.time.nanos() - from;
  }

  private static void aConversation(House house) {
    house.wanted.clear();
    house.hold(Voices.clip("question-weather"));
    house.reach("speaking", 15);
    house.reach("idle", 20);
    assertArrayEquals(Voices.clip("weather"), house.wanted.all());
  }

  @Test
  void everyFaultOfTheMicrophoneIsToldInTimeAndOverInTime() {
    for (MicrophoneFault fault :
        List.of(
            new MicrophoneFault.Share(0.47),
            new MicrophoneFault.Share(0),
            new MicrophoneFault.Blocked(),
            new MicrophoneFault.Lost())) {
      for (long lasting : new long[] {1, 30, 600}) {
        try (House house = house()) {
          var microphones = house.stage.board().microphones();
          microphones.fault(fault);
          until(house, "failed MICROPHONES", DETECTED);
          house.time.runFor(lasting * House.SECOND);
          assertFalse(house.well(), "nobody is told that all is well while it is deaf");
          assertTrue(microphones.reopened() >= Math.min(lasting / 3, 2), "it is tried again");
          assertTrue(microphones.reopened() <= 3 + lasting / 2, "it does not spin");
          microphones.fault(HEARS);
          until(house, "back MICROPHONES", RECOVERED);
          assertTrue(house.well());
          aConversation(house);
        }
      }
    }
  }

  @Test
  void aLineThatHangsIsOpenedAgain() {
    try (House house = house()) {
      house.stage.board().microphones().fault(new MicrophoneFault.Wedged());
      until(house, "failed MICROPHONES", DETECTED);
      until(house, "back MICROPHONES", RECOVERED);
      house.stage.board().speaker().fault(new SpeakerFault.Wedged());
      until(house, "failed SPEAKER", DETECTED);
      until(house, "back SPEAKER", RECOVERED);
      aConversation(house);
    }
  }

  @Test
  void everyFaultOfTheSpeakerIsToldInTimeAndOverInTime() {
    for (SpeakerFault fault : List.of(new SpeakerFault.Blocked(), new SpeakerFault.Lost())) {
      try (House house = house()) {
        house.stage.board().speaker().fault(fault);
        until(house, "failed SPEAKER", DETECTED);
        house.time.runFor(30 * House.SECOND);
        assertFalse(house.well());
        house.stage.board().speaker().fault(PLAYS);
        until(house, "back SPEAKER", RECOVERED);
        assertTrue(house.well());
        aConversation(house);
      }
    }
  }

  @Test
  void aMomentOfNothingIsNoFailure() {
    try (House house = house()) {
      for (int i = 0; i < 20; i++) {
        house.stage.board().microphones().fault(new MicrophoneFault.Blocked());
        house.stage.board().speaker().fault(new SpeakerFault.Blocked());
        house.time.runFor(300 * House.MILLIS);
        house.stage.board().microphones().fault(HEARS);
        house.stage.board().speaker().fault(PLAYS);
        house.time.runFor(2 * House.SECOND);
      }
      assertEquals(List.of(), house.devices);
      assertEquals(0, house.stage.board().microphones().reopened());
    }
  }

  @Test
  void anUtteranceEndsHonestlyWhenTheMicrophoneGoes() {
    try (House house = house()) {
      house.stage.board().microphones().say(Voices.clip("question-weather"));
      house.stage.board().button().press();
      house.time.runFor(400 * House.MILLIS);
      assertEquals("listening", house.state());
      house.stage.board().microphones().fault(new MicrophoneFault.Lost());
      house.time.runFor(1500 * House.MILLIS);
      assertEquals("idle", house.state());
      house.stage.board().button().release();
      house.time.runFor(10 * House.SECOND);
      assertEquals("idle", house.state(), "nothing is asked of half an utterance");
      short[] told = prompts.samples(Prompt.MICROPHONE_FAULT);
      assertArrayEquals(told, house.wanted.all(), "the speaker says what is wrong");
      // A further press does not hang, and is not told the same again.
      house.stage.board().button().press();
      house.time.runFor(3 * House.SECOND);
      house.stage.board().button().release();
      house.time.runFor(3 * House.SECOND);
      assertEquals("idle", house.state());
      assertEquals(told.length, house.wanted.size());
      house.stage.board().microphones().fault(HEARS);
      until(house, "back MICROPHONES", RECOVERED);
      aConversation(house);
    }
  }

  @Test
  void anAnswerWithoutASpeakerIsCutAtWhatWasHeard() {
    try (House house = house()) {
      house.hold(Voices.clip("question-weather"));
      house.reach("speaking", 15);
      house.time.runFor(700 * House.MILLIS);
      house.stage.board().speaker().fault(new SpeakerFault.Lost());
      house.reach("idle", 3);
      house.time.runFor(3 * House.SECOND);
      assertEquals(1, house.cuts.size());
      int heard = house.wanted.size();
      assertEquals(heard / 24, house.cuts.getFirst().heardMillis(), 21);
      house.stage.board().speaker().fault(PLAYS);
      until(house, "back SPEAKER", RECOVERED);
      house.time.runFor(5 * House.SECOND);
      assertTrue(house.wanted.size() - heard < 24 * 10, "what was cut is not heard later");
      aConversation(house);
    }
  }

  @Test
  void anAnswerGoesOnWhereALineBroke() {
    try (House house = house()) {
      house.hold(Voices.clip("question-weather"));
      house.reach("speaking", 15);
      house.time.runFor(700 * House.MILLIS);
      house.stage.board().speaker().reopen(false);
      house.reach("idle", 20);
      assertArrayEquals(Voices.clip("weather"), house.wanted.all());
    }
  }

  @Test
  void zerosAreASuspicionAndNothingMore() {
    try (House house = house()) {
      var microphones = house.stage.board().microphones();
      microphones.fault(new MicrophoneFault.Zeros());
      microphones.fault(HEARS);
      house.time.runFor(5 * House.SECOND);
      assertEquals(List.of(), house.devices);
      microphones.fault(new MicrophoneFault.Zeros());
      until(house, "silent true", DETECTED);
      house.time.runFor(600 * House.SECOND);
      assertTrue(house.well(), "it is no proof");
      assertEquals(1, microphones.reopened(), "tried once");
      assertEquals(List.of(), house.devices);
      microphones.fault(HEARS);
      until(house, "silent false", RECOVERED);
    }
  }

  @Test
  void mutedMicrophonesMayBeStill() {
    try (House house = house()) {
      house.stage.board().muteSwitch().press();
      house.time.runFor(House.SECOND);
      house.stage.board().microphones().fault(new MicrophoneFault.Blocked());
      house.time.runFor(60 * House.SECOND);
      assertTrue(house.well());
      assertEquals(List.of(), house.devices);
      house.stage.board().muteSwitch().release();
      until(house, "failed MICROPHONES", DETECTED + House.SECOND);
    }
  }

  @Test
  void aRunWithFaultsRepeats() {
    short[] first = withFaults();
    assertTrue(Arrays.equals(first, withFaults()));
  }

  private short[] withFaults() {
    try (House house = house()) {
      house.hold(Voices.clip("question-weather"));
      house.stage.board().microphones().fault(new MicrophoneFault.Share(0.47));
      house.time.runFor(4 * House.SECOND);
      house.stage.board().speaker().fault(new SpeakerFault.Lost());
      house.time.runFor(4 * House.SECOND);
      house.stage.board().microphones().fault(HEARS);
      house.stage.board().speaker().fault(PLAYS);
      house.time.runFor(20 * House.SECOND);
      return house.heard.all();
    }
  }
}
