package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.alarm.AlarmEvent;
import earshot.config.Config.Mode;
import earshot.hal.Pcm;
import earshot.simulator.Answer;
import earshot.simulator.Script;
import org.junit.jupiter.api.Test;

/** An alarm and a conversation at once, as the simulated card has recorded them. */
class FocusTest {

  private static final int SECONDS = 45;

  /** What the card played, from the beginning on, and what the service had said. */
  private record Recording(short[] heard, short[] said) {}

  /** Something rings 10 s after the beginning, and it may be that an answer is heard then. */
  private static Recording recording(long askedAtMillis) throws Exception {
    var plan = new House.Plan();
    plan.mode = Mode.HOLD;
    plan.script = Script.answering(Answer.sound(12));
    try (House house = new House(plan)) {
      house.time.runFor(House.SECOND);
      house.stage.alarms().wish(new AlarmEvent.TimerSet(9_000, "eggs"));
      if (askedAtMillis > 0) {
        house.time.runFor((askedAtMillis - 1_000) * House.MILLIS);
        house.stage.ask("a story", "a");
      }
      while (house.heard.size() < SECONDS * Pcm.RATE) house.time.runFor(House.SECOND / 2);
      var said = Proof.said(house.stage.service().log()).values();
      return new Recording(
          house.heard.all(), said.isEmpty() ? new short[0] : said.iterator().next());
    }
  }

  private static int begin(short[] heard, short[] said) {
    int first = 0;
    while (said[first] == 0) first++;
    for (int i = 0; i + said.length < heard.length; i++) {
      // The first tenth of a second is enough: it is noise, and nothing rings yet.
      int same = 0;
      while (same < 2_400 && heard[i + same] == said[first + same]) same++;
      if (same == 2_400) return i - first;
    }
    throw new AssertionError("the answer was not heard");
  }

  private static void softer(short[] rung, short[] alone, int from, int to, double db) {
    int looked = 0;
    for (int at = from; at + 480 <= to; at += 480) {
      double full = Pcm.levelDb(alone, at, 480);
      if (full < -55) continue;
      looked++;
      assertEquals(db, Pcm.levelDb(rung, at, 480) - full, 1.5, "after " + at / 24 + " ms");
    }
    assertTrue(looked > 20);
  }

  @Test
  void anAlarmThatBeginsDuringAnAnswerIsSoftAndRisesWhenItIsOver() throws Exception {
    Recording alone = recording(0);
    Recording both = recording(6_000);
    int begin = begin(both.heard, both.said);
    int end = begin + both.said.length;
    short[] rung = both.heard.clone();
    for (int i = begin; i < end; i++) rung[i] -= both.said[i - begin];
    int rings = 0;
    while (alone.heard[rings] == 0) rings++;
    assertTrue(rings > begin && rings < end, "it rings while the answer is heard");
    softer(rung, alone.heard, rings, end, -18);
    softer(rung, alone.heard, end + (int) Pcm.samples(1_100), rung.length, 0);
    double before = Double.NaN;
    for (int at = rings; at + 480 <= rung.length; at += 480) {
      double full = Pcm.levelDb(alone.heard, at, 480);
      double now = full < -55 ? Double.NaN : Pcm.levelDb(rung, at, 480) - full;
      int place = at;
      double change = Math.abs(now - before);
      assertFalse(change > 6, () -> "a jump of " + change + " dB after " + place / 24 + " ms");
      before = now;
    }
  }
}
