package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.Input;
import earshot.config.Config.Act;
import earshot.config.Config.Mode;
import earshot.hal.Pcm;
import earshot.simulator.Answer;
import earshot.simulator.Delivery;
import earshot.simulator.Script;
import earshot.simulator.Voices;
import earshot.turn.Cut;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers said faster or slower: heard whole, and cut where they were heard. */
class TempoTalkTest {

  private static final int PIECE = 240;

  /** What was told of a cut, and the last that had been heard then. */
  private record Told(Cut cut, short[] last) {}

  private static House.Plan plan(double speed) {
    var plan = new House.Plan();
    plan.speed = speed;
    plan.script =
        Script.answering(Answer.sound(6), Answer.sound(8)).with(Delivery.USUAL.withPace(4));
    return plan;
  }

  @ParameterizedTest
  @CsvSource({"0.7, ga", "0.85, beta", "1.3, ga", "1.15, beta"})
  void theServiceIsToldWhatWasHeardOfAnAnswerThatWasFasterOrSlower(double speed, String dialect)
      throws Exception {
    House.Plan plan = plan(speed);
    plan.dialect = dialect;
    var random = new Random(11);
    List<Told> told = new ArrayList<>();
    try (House house = new House(plan)) {
      house.onCut(cut -> told.add(new Told(cut, last(house))));
      house.reach("idle", 10);
      house.hold(Voices.clip("question-hello"));
      for (int i = 0; i < 25; i++) {
        house.reach("speaking", 20);
        house.time.runFor((300 + random.nextInt(4_000)) * House.MILLIS);
        house.hold(Voices.clip("question-hello"));
      }
      house.reach("idle", 30);
      assertEquals(List.of(), house.complaints);
      Map<String, short[]> said = Proof.said(house.stage.service().log());
      int found = 0;
      for (Told each : told) {
        long there =
            find(
                each.last,
                said.getOrDefault(each.cut.itemId(), new short[0]),
                each.cut.heardMillis());
        if (there < 0) continue;
        found++;
        assertTrue(Math.abs(there - each.cut.heardMillis()) <= 20, each.cut + " was at " + there);
      }
      int places = found;
      assertTrue(places >= 8, () -> "only " + places + " of " + told.size() + " were found");
    }
  }

  private static short[] last(House house) {
    short[] all = house.heard.all();
    var last = new short[PIECE];
    System.arraycopy(all, all.length - PIECE, last, 0, PIECE);
    return last;
  }

  /** Where it ends, in milliseconds; -1 when it is silence, or made of two. */
  private static long find(short[] piece, short[] said, long nearMillis) {
    if (Pcm.levelDb(piece, 0, PIECE) < -35) return -1;
    long near = Pcm.samples(nearMillis) - PIECE;
    long best = -1;
    double most = 0.9999;
    long last = Math.min(said.length - PIECE, near + Pcm.samples(100));
    for (long i = Math.max(0, near - Pcm.samples(100)); i <= last; i++) {
      double product = 0;
      double one = 1;
      double two = 1;
      for (int k = 0; k < PIECE; k++) {
        product += piece[k] * said[(int) i + k];
        one += piece[k] * piece[k];
        two += said[(int) i + k] * said[(int) i + k];
      }
      double fits = product / Math.sqrt(one * two);
      if (fits <= most) continue;
      most = fits;
      best = Pcm.millis(i + PIECE);
    }
    return best;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.7, 1.3})
  void anAnswerIsHeardToItsEndAndSoIsItsRepetition(double speed) throws Exception {
    try (House house = new House(plan(speed))) {
      house.reach("idle", 10);
      house.hold(Voices.clip("question-hello"));
      house.reach("speaking", 20);
      house.reach("idle", 30);
      int said = Proof.said(house.stage.service().log()).values().iterator().next().length;
      int heard = house.wanted.size();
      assertEquals(1 / speed, heard / (double) said, 0.01);
      var loop = house.stage.appliance().loop();
      house.stage.appliance().inputs().signal(new Input.Act(() -> loop.act(Act.REPEAT)));
      house.time.runFor(20 * House.SECOND);
      assertEquals(heard, house.wanted.size() - heard, Pcm.samples(20));
      assertEquals(0, house.cuts.size());
      assertEquals(
          house.stage.appliance().playout().accepted(), house.stage.appliance().playout().heard());
    }
  }

  /** A full store takes no more, but the end of an answer that waits for room is heard. */
  @Test
  void aLongAnswerThroughASmallStoreIsHeardWhole() throws Exception {
    House.Plan plan = plan(0.7);
    plan.mode = Mode.TAP;
    plan.script = Script.answering(Answer.sound(200)).with(Delivery.USUAL.withPace(20));
    try (House house = new House(plan)) {
      house.reach("idle", 10);
      house.stage.ask("a story", "a");
      house.reach("speaking", 20);
      house.reach("idle", 400);
      int said = Proof.said(house.stage.service().log()).values().iterator().next().length;
      assertTrue(said > 150 * Pcm.RATE, "longer than the store");
      assertEquals(1 / 0.7, house.wanted.size() / (double) said, 0.01);
    }
  }
}
