package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.Input;
import earshot.Loop;
import earshot.config.Config.Mode;
import earshot.hal.Pcm;
import earshot.simulator.Exchange;
import earshot.simulator.Voices;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Microphones that are switched off by a command, by the device's switch, and by both. */
class MutedTest {

  private static final short SECRET = 12_345;
  private static final Pattern APPEND = Pattern.compile("\"audio\":\"([^\"]+)\"");

  private static House house(Mode mode) {
    var plan = new House.Plan();
    plan.mode = mode;
    plan.log = true;
    return new House(plan);
  }

  /** As a command does it; whether it was done. */
  private static boolean mute(House house, boolean on) {
    boolean[] done = new boolean[1];
    Loop loop = house.stage.appliance().loop();
    house.stage.appliance().inputs().signal(new Input.Act(() -> done[0] = loop.mute(on)));
    house.time.runFor(House.SECOND);
    return done[0];
  }

  private static boolean muted(House house) {
    return house.stage.appliance().loop().turnState().muted();
  }

  private static boolean toldTheSecret(House house) {
    return house.stage.service().log().stream()
        .filter(Exchange::fromClient)
        .map(each -> APPEND.matcher(each.text()))
        .filter(Matcher::find)
        .map(append -> append.group(1))
        .map(Base64.getDecoder()::decode)
        .anyMatch(
            sound -> {
              for (int i = 0; i + 1 < sound.length; i += 2) {
                if ((sound[i] & 0xff | sound[i + 1] << 8) == SECRET) return true;
              }
              return false;
            });
  }

  private static void saySecrets(House house, int seconds) {
    short[] secret = new short[seconds * Pcm.RATE];
    Arrays.fill(secret, SECRET);
    house.stage.board().microphones().say(secret);
  }

  @Test
  void mutedByACommandItHearsNothingUntilItIsUnmuted() {
    try (House house = house(Mode.HOLD)) {
      house.reach("idle", 5);
      assertTrue(mute(house, true));
      house.hold(Voices.clip("question-weather"));
      house.time.runFor(5 * House.SECOND);
      assertEquals("idle", house.state());
      assertEquals(0, house.wanted.size());
      assertTrue(mute(house, false));
      house.hold(Voices.clip("question-weather"));
      house.reach("speaking", 15);
    }
  }

  @Test
  void whatIsBeingSaidWhenACommandMutesIsNotAsked() {
    try (House house = house(Mode.HOLD)) {
      house.reach("idle", 5);
      house.stage.board().button().press();
      house.time.runFor(House.SECOND);
      assertEquals("listening", house.state());
      assertTrue(mute(house, true));
      assertEquals("idle", house.state());
      house.stage.board().button().release();
      house.time.runFor(10 * House.SECOND);
      assertEquals(0, house.wanted.size());
    }
  }

  @Test
  void whatWasSaidWhileMutedIsInNoPreroll() {
    try (House house = house(Mode.HOLD)) {
      house.reach("idle", 5);
      saySecrets(house, 60);
      assertTrue(mute(house, true));
      Loop loop = house.stage.appliance().loop();
      house.stage.appliance().inputs().signal(new Input.Act(() -> loop.mute(false)));
      house.stage.board().microphones().say(new short[0]);
      house.stage.board().button().press();
      house.time.runFor(House.SECOND);
      house.stage.board().button().release();
      house.time.runFor(House.SECOND);
      assertFalse(toldTheSecret(house));
      // The same without the switch is what a pre-roll is for.
      saySecrets(house, 1);
      house.time.runFor(House.SECOND);
      house.stage.board().button().press();
      house.time.runFor(House.SECOND);
      assertTrue(toldTheSecret(house));
    }
  }

  @Test
  void whatWasSaidIntoAnOpenMicrophoneThatWasMutedIsNotSentWhenTheLinkIsBack() {
    try (House house = house(Mode.OPEN)) {
      house.reach("idle", 5);
      house.stage.wire().unplug();
      house.time.runFor(2 * House.SECOND);
      assertTrue(mute(house, true));
      saySecrets(house, 3);
      house.time.runFor(4 * House.SECOND);
      assertTrue(mute(house, false));
      house.stage.wire().plug();
      house.time.runFor(20 * House.SECOND);
      assertTrue(house.stage.appliance().loop().turnState().ready());
      assertFalse(toldTheSecret(house));
    }
  }

  @Test
  void aSwitchThatIsOnIsNotOverruledAndHasTheLastWord() {
    try (House house = house(Mode.OPEN)) {
      house.reach("idle", 5);
      house.stage.board().muteSwitch().press();
      house.time.runFor(House.SECOND);
      assertTrue(muted(house));
      assertFalse(mute(house, false), "a command does not open what a hand has shut");
      assertTrue(muted(house));
      assertTrue(mute(house, true));
      house.stage.board().muteSwitch().release();
      house.time.runFor(House.SECOND);
      assertFalse(muted(house), "who moves the switch back wants it to hear");
    }
  }

  @Test
  void aReloadLeavesItMuted() {
    try (House house = house(Mode.OPEN)) {
      house.reach("idle", 5);
      assertTrue(mute(house, true));
      house.stage.reload();
      house.time.runFor(10 * House.SECOND);
      assertTrue(muted(house));
      saySecrets(house, 1);
      house.time.runFor(3 * House.SECOND);
      assertFalse(toldTheSecret(house));
    }
  }
}
