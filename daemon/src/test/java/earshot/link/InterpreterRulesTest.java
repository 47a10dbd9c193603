package earshot.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Pcm;
import earshot.realtime.ClientEvent;
import earshot.realtime.ServerEvent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The turns that are made of a translation, step by step. */
class InterpreterRulesTest {

  private static final ClientEvent CLEAR = new ClientEvent.ClearInput();
  private static final ClientEvent COMMIT = new ClientEvent.CommitInput();
  private static final ClientEvent CANCEL = new ClientEvent.CancelResponse(null);

  private final SpokenRules held = new SpokenRules(new InterpreterRules(false));
  private final SpokenRules open = new SpokenRules(new InterpreterRules(true));

  private static ServerEvent sound(int samples, @Nullable Long elapsedMillis) {
    var loud = new short[samples];
    Arrays.fill(loud, (short) 5000);
    return new ServerEvent.TranslationSpoken(loud, elapsedMillis);
  }

  private static ServerEvent quiet(int samples) {
    return new ServerEvent.TranslationSpoken(new short[samples], null);
  }

  private static ServerEvent words(String words) {
    return new ServerEvent.TranslationWorded(words, null);
  }

  private static ServerEvent speaker(String words) {
    return new ServerEvent.SpeakerWorded(words, null);
  }

  private void press() {
    held.say(CLEAR).append(Pcm.RATE);
  }

  private void release() {
    held.say(COMMIT).say(SpokenRules.respond());
  }

  @Test
  void whatComesWhileTheButtonIsHeldIsToldWhenItIsReleased() {
    press();
    held.hear(sound(10, 200L)).hear(words(" hola"));
    assertEquals(List.of(), held.takeTold());
    release();
    assertEquals(
        List.of("created translation_1", "sound translation_1 10", "words translation_1 hola"),
        held.takeTold());
    held.hear(sound(20, 400L));
    assertEquals(List.of("sound translation_1 20"), held.takeTold());
  }

  @Test
  void whatComesBetweenTheReleaseAndTheQuestionIsNotLost() {
    press();
    held.say(COMMIT).hear(sound(10, null)).say(SpokenRules.respond());
    assertEquals(List.of("created translation_1", "sound translation_1 10"), held.takeTold());
  }

  @Test
  void aNewSessionThatIsGivenWhatWasSaidBeforeTranslatesItToo() {
    held.append(Pcm.RATE).hear(sound(10, null));
    release();
    assertEquals(List.of("created translation_1", "sound translation_1 10"), held.takeTold());
  }

  @Test
  void itIsFedSilenceUntilItHasNothingMoreToSay() {
    press();
    release();
    held.ticks(3);
    held.hear(sound(10, null)).hear(speaker(" hello")).hear(speaker(" you"));
    held.takeTold();
    assertEquals(10, held.ticks(100));
    assertEquals(List.of("said said_1 hello you", "done translation_1 COMPLETED"), held.takeTold());
    assertTrue(held.silence >= 10 * Pcm.RATE / 5, "" + held.silence);
    assertEquals(List.of(), held.sent);
  }

  @Test
  void theFirstWordMayTakeLongerThanTheNext() {
    press();
    release();
    assertEquals(43, held.ticks(1000));
    assertEquals(List.of("created translation_1", "done translation_1 COMPLETED"), held.takeTold());
  }

  /** A network that holds up what was said is no end of it. */
  @Test
  void itIsNotOverBeforeTheLineHasShownThatNothingIsHeldUp() {
    press();
    release();
    held.hear(sound(10, null));
    held.alive = false;
    assertEquals(60, held.ticks(60));
    held.takeTold();
    held.hear(sound(20, null));
    held.alive = true;
    assertEquals(List.of("sound translation_1 20"), held.takeTold());
    assertEquals(10, held.ticks(60));
    assertEquals(List.of("done translation_1 COMPLETED"), held.takeTold());
  }

  @Test
  void allThatWasSentIsChargedSilenceToo() {
    press();
    release();
    held.ticks(100);
    assertEquals((Pcm.RATE + held.silence) / (double) Pcm.RATE, held.chargedSeconds, 1e-9);
    for (int i = 0; i < 61; i++) open.append(Pcm.RATE);
    assertEquals(60, open.chargedSeconds, 1e-9);
  }

  @Test
  void pausesAreKeptBetweenWordsAndNotAroundThem() {
    press();
    release();
    held.takeTold();
    held.hear(quiet(5)).hear(sound(10, null)).hear(quiet(6)).hear(sound(20, null)).hear(quiet(7));
    assertEquals(
        List.of("sound translation_1 10", "sound translation_1 6", "sound translation_1 20"),
        held.takeTold());
  }

  @Test
  void silenceThatIsSentAsSoundDoesNotKeepItOpen() {
    press();
    release();
    held.hear(sound(10, null));
    int ticks = 0;
    while (held.ticks(1) == 1) {
      held.hear(quiet(4800));
      ticks++;
    }
    assertEquals(10, ticks);
  }

  @Test
  void whatWasBrokenOffIsFlushedAndNotTold() {
    press();
    release();
    held.hear(sound(10, 1000L));
    held.takeTold();
    held.say(CANCEL);
    assertEquals(List.of("done translation_1 CANCELLED"), held.takeTold());
    held.hear(sound(10, 1200L));
    int before = held.silence;
    press();
    int flushed = held.silence - before;
    assertTrue(flushed > 0);
    long newFromMillis = Pcm.millis(Pcm.RATE + flushed);
    held.hear(sound(30, newFromMillis)).hear(sound(40, newFromMillis + 200));
    release();
    assertEquals(List.of("created translation_2", "sound translation_2 40"), held.takeTold());
  }

  @Test
  void afterAWholeTranslationNothingIsFlushed() {
    press();
    release();
    held.hear(sound(10, null));
    held.ticks(100);
    int before = held.silence;
    held.say(CLEAR);
    assertEquals(before, held.silence);
  }

  @Test
  void whatComesWhenNobodyAskedIsNotTold() {
    held.hear(sound(10, null)).hear(words(" hola"));
    assertEquals(List.of(), held.takeTold());
  }

  @Test
  void whatIsNotOfATranslationIsNotSentAndWhatIsNotOfItIsTold() {
    held.say(new ClientEvent.TruncateItem("i", 0, 1)).say(new ClientEvent.DeleteItem("i"));
    assertEquals(List.of(), held.sent);
    held.hear(new ServerEvent.Noted("session.closed"));
    assertEquals(List.of("Noted"), held.takeTold());
  }

  @Test
  void aQuestionInWritingFailsAndTheNextSpokenOneDoesNot() {
    held.say(SpokenRules.ask("hello")).say(SpokenRules.respond());
    assertEquals(List.of("created translation_1", "done translation_1 FAILED"), held.takeTold());
    press();
    release();
    assertEquals(List.of("created translation_2"), held.takeTold());
  }

  @Test
  void anOpenOneBeginsByItselfAndEndsByItself() {
    open.append(480).hear(quiet(4800));
    assertEquals(List.of(), open.takeTold());
    open.hear(words(" hola"));
    assertEquals(
        List.of(
            "speech said_1",
            "committed said_1",
            "created translation_1",
            "words translation_1 hola"),
        open.takeTold());
    open.hear(sound(10, null));
    open.takeTold();
    open.ticks(12);
    assertEquals(List.of("done translation_1 COMPLETED"), open.takeTold());
    open.hear(sound(10, null));
    assertEquals("created translation_2", open.takeTold().get(2));
  }

  /** Otherwise the next words would cut off what is not heard yet. */
  @Test
  void anOpenOneEndsOnlyWhenItsSoundHasBeenPlayed() {
    open.hear(sound(5 * Pcm.RATE, null));
    open.ticks(30);
    assertTrue(open.takeTold().stream().noneMatch(told -> told.startsWith("done")));
    open.ticks(10);
    assertEquals(List.of("done translation_1 COMPLETED"), open.takeTold());
  }

  @Test
  void anOpenOneThatIsSilencedIsHeardAgainAfterAPause() {
    open.append(480).hear(sound(10, null)).say(CANCEL);
    open.takeTold();
    open.ticks(3);
    open.hear(sound(10, null));
    open.ticks(9);
    open.hear(sound(10, null));
    assertEquals(List.of(), open.takeTold());
    open.ticks(10);
    open.hear(sound(10, null));
    assertEquals(4, open.takeTold().size());
  }

  @Test
  void whatWasSaidWhileItWasSilencedIsNotPutBeforeWhatIsSaidNext() {
    open.append(480).hear(sound(10, null)).say(CANCEL);
    open.hear(speaker(" hello")).hear(sound(10, null));
    open.takeTold();
    open.ticks(12);
    assertEquals(List.of("said said_1 hello"), open.takeTold());
    open.append(480).hear(speaker(" again")).hear(sound(10, null));
    open.ticks(12);
    assertTrue(open.takeTold().contains("said said_2 again"));
  }

  @Test
  void anOpenOneIsFedSilenceWhenTheMicrophoneHasEndedAndThenNoMore() {
    open.append(480);
    int ticks = open.ticks(1000);
    assertTrue(ticks < 100, "" + ticks);
    assertTrue(open.silence > Pcm.RATE);
    open.append(480);
    assertTrue(open.ticks(3) == 3);
  }
}
