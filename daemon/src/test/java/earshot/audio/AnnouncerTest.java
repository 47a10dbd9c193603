package earshot.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.audio.Announcer.Effect;
import earshot.audio.Announcer.Event;
import earshot.audio.Announcer.State;
import earshot.telemetry.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** When the device speaks for itself, and when it does not. */
class AnnouncerTest {

  private static final long SECOND = 1_000_000_000L;

  private final Announcer announcer = new Announcer();
  private State state = State.quiet();

  private List<Effect> on(Event event) {
    Announcer.Outcome outcome = announcer.step(state, event);
    state = outcome.state();
    return outcome.effects();
  }

  private List<Effect> pressAndWait(long atNanos) {
    List<Effect> effects = new ArrayList<>(on(new Event.Pressed(atNanos)));
    effects.removeIf(each -> each instanceof Effect.Wake);
    effects.addAll(on(new Event.Woken(atNanos + Announcer.GRACE_NANOS)));
    return effects;
  }

  private static List<Effect> say(Prompt prompt) {
    return List.of(new Effect.Say(prompt));
  }

  @Test
  void aTroubleAloneSaysNothing() {
    assertEquals(List.of(), on(new Event.Raised(Trouble.NO_NETWORK, 0)));
    assertEquals(List.of(), on(new Event.Woken(SECOND)));
  }

  @Test
  void aPressInTroubleIsToldWithinOneAndAHalfSeconds() {
    on(new Event.Raised(Trouble.KEY_REFUSED, 0));
    List<Effect> effects = on(new Event.Pressed(5 * SECOND));
    assertEquals(List.of(new Effect.Wake(6 * SECOND)), effects);
    assertTrue(Announcer.GRACE_NANOS < 1_500_000_000L);
    assertEquals(say(Prompt.KEY_REFUSED), on(new Event.Woken(6 * SECOND)));
  }

  @Test
  void aLinkThatComesBackAtOnceNeedsNoWords() {
    on(new Event.Raised(Trouble.NO_NETWORK, 0));
    on(new Event.Pressed(SECOND));
    on(new Event.Cleared(Trouble.NO_NETWORK));
    assertEquals(List.of(), on(new Event.Woken(2 * SECOND)));
  }

  @Test
  void aTroubleThatComesWhileAPressWaitsIsTold() {
    on(new Event.Pressed(0));
    assertEquals(
        List.of(new Effect.Wake(4 * SECOND)),
        on(new Event.Raised(Trouble.SERVICE_DOWN, 3 * SECOND)));
    on(new Event.Cleared(Trouble.SERVICE_DOWN));
    on(new Event.Raised(Trouble.NO_NETWORK, 3 * SECOND + 1));
    assertEquals(
        say(Prompt.NO_NETWORK),
        on(new Event.Woken(4 * SECOND)),
        "what is known a moment later is what is told");
  }

  @Test
  void aTroubleAfterTheAnswerIsNotTold() {
    on(new Event.Pressed(0));
    on(new Event.Answered());
    assertEquals(List.of(), on(new Event.Raised(Trouble.SERVICE_DOWN, 3 * SECOND)));
  }

  @Test
  void theSameCauseIsToldOnceAndAgainAfterTenMinutesOrForTheNextPerson() {
    on(new Event.Raised(Trouble.QUOTA_EXCEEDED, 0));
    assertEquals(say(Prompt.QUOTA_SPENT), pressAndWait(SECOND));
    on(new Event.Finished());
    assertEquals(List.of(), pressAndWait(20 * SECOND));
    on(new Event.OccasionOver());
    assertEquals(say(Prompt.QUOTA_SPENT), pressAndWait(40 * SECOND));
    on(new Event.Finished());
    assertEquals(say(Prompt.QUOTA_SPENT), pressAndWait(700 * SECOND));
  }

  @Test
  void aPressSilencesWhatIsSaid() {
    on(new Event.Raised(Trouble.MUTED, 0));
    assertEquals(say(Prompt.MUTED), pressAndWait(SECOND));
    assertEquals(List.of(new Effect.Hush()), pressAndWait(3 * SECOND));
  }

  @Test
  void theWorstIsSaidFirst() {
    on(new Event.Raised(Trouble.MUTED, 0));
    on(new Event.Raised(Trouble.NO_NETWORK, 0));
    on(new Event.Raised(Trouble.KEY_REFUSED, 0));
    assertEquals(say(Prompt.KEY_REFUSED), pressAndWait(SECOND));
  }

  @Test
  void aFlappingNetworkIsToldOnceInTenMinutes() {
    Trouble[] guises = {Trouble.NO_NETWORK, Trouble.NO_NAME, Trouble.SERVICE_DOWN};
    List<Long> told = new ArrayList<>();
    for (int flap = 0; flap < 180; flap++) {
      Trouble guise = guises[flap % guises.length];
      long at = flap * 20 * SECOND;
      on(new Event.Raised(guise, at));
      if (pressAndWait(at + SECOND).stream().anyMatch(e -> e instanceof Effect.Say)) told.add(at);
      on(new Event.Finished());
      on(new Event.Cleared(guise));
    }
    assertEquals(6, told.size(), told::toString);
    for (int i = 1; i < told.size(); i++) {
      assertTrue(told.get(i) - told.get(i - 1) >= 600 * SECOND, told::toString);
    }
  }

  @Test
  void aRequestThatCameToNothingIsToldOncePerPress() {
    on(new Event.Pressed(0));
    Event late = new Event.Unanswered(Prompt.ANSWER_TOO_LATE, 31 * SECOND);
    assertEquals(say(Prompt.ANSWER_TOO_LATE), on(late));
    on(new Event.Finished());
    assertEquals(List.of(), on(late));
  }

  @Test
  void nothingIsEverSaidWithoutAPressOfItsOwn() {
    for (long seed = 0; seed < 300; seed++) {
      var random = new SplittableRandom(seed);
      state = State.quiet();
      int presses = 0;
      int said = 0;
      long at = 0;
      Trouble[] troubles = Trouble.values();
      for (int i = 0; i < 300; i++) {
        at += random.nextLong(20 * SECOND);
        Trouble trouble = troubles[random.nextInt(troubles.length)];
        Event event =
            switch (random.nextInt(8)) {
              case 0 -> new Event.Pressed(at);
              case 1 -> new Event.Raised(trouble, at);
              case 2 -> new Event.Cleared(trouble);
              case 3 -> new Event.Answered();
              case 4 -> new Event.Unanswered(Prompt.ANSWER_FAILED, at);
              case 5 -> new Event.Woken(at);
              case 6 -> new Event.Finished();
              default -> new Event.OccasionOver();
            };
        if (event instanceof Event.Pressed) presses++;
        boolean wasSpeaking = state.speaking();
        for (Effect effect : on(event)) {
          if (effect instanceof Effect.Say) {
            said++;
            assertTrue(!wasSpeaking, "two at once, seed " + seed);
          }
        }
        assertTrue(said <= presses, "seed " + seed);
      }
    }
  }
}
