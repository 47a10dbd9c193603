package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.Input;
import earshot.config.Config.Act;
import earshot.hal.Pcm;
import earshot.simulator.Answer;
import earshot.simulator.Delivery;
import earshot.simulator.Script;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From the edge of the button to silence at the card, whatever it was that was heard. */
class BargeInTest {

  private static final int TRIES = 100;
  private static final long MOST_NANOS = 35 * House.MILLIS;

  private enum From {
    SPEAKING("speaking", 1, 300),
    FINISHING("finishing", 20, 300),
    /** A tool works, and what was said before it is still heard. */
    WORKING("working", 20, 300),
    /** It has answered, and the service thinks about that. */
    WAITING("waiting", 20, 9_000),
    /** The device says the last answer again. */
    REPEATING("idle", 20, 300);

    final String state;
    final double pace;
    final int thinkMillis;

    From(String state, double pace, int thinkMillis) {
      this.state = state;
      this.pace = pace;
      this.thinkMillis = thinkMillis;
    }

    Script script() {
      var said = new Answer.Say("so it goes on", List.of(), 7);
      var answer =
          switch (this) {
            case SPEAKING, FINISHING, REPEATING -> new Answer(List.of(said));
            case WORKING, WAITING -> new Answer(List.of(said, new Answer.Call("get_time", "{}")));
          };
      return Script.answering(answer).with(Delivery.USUAL.withPace(pace).withThought(thinkMillis));
    }
  }

  /** When the last sample that was no silence left the card, to the sample. */
  private static final class Ear {
    private final House house;
    private long lookedAtNanos;
    private long loudAtNanos = -House.SECOND;
    private boolean loudNow;

    Ear(House house) {
      this.house = house;
      house.listen((samples, at, count, want) -> heard(samples, at, count));
    }

    private void heard(short[] samples, int at, int count) {
      long now = house.time.nanos();
      if (now != lookedAtNanos) loudNow = false;
      lookedAtNanos = now;
      int last = count - 1;
      while (last >= 0 && samples[at + last] == 0) last--;
      if (last >= 0) {
        loudNow = true;
        loudAtNanos = now;
      }
      // The card is looked at now and then: what came after this in the same look came later.
      int after = last >= 0 ? count - 1 - last : count;
      if (loudNow) loudAtNanos -= after * 1_000_000_000L / Pcm.RATE;
    }

    boolean hears() {
      return house.time.nanos() - loudAtNanos < 40 * House.MILLIS;
    }
  }

  private static void begin(House house, From from, int i) {
    if (from == From.REPEATING && i > 0) {
      var loop = house.stage.appliance().loop();
      house.stage.appliance().inputs().signal(new Input.Act(() -> loop.act(Act.REPEAT)));
      return;
    }
    house.stage.ask("And then?", "a" + i);
    if (from == From.REPEATING) {
      house.reach("speaking", 10);
      house.reach("idle", 20);
      begin(house, from, 1);
    } else {
      house.reach("speaking", 30);
      house.reach(from.state, 30);
    }
  }

  @ParameterizedTest
  @EnumSource(From.class)
  void aPressSilencesTheCardWithinThirtyFiveMilliseconds(From from) {
    var plan = new House.Plan();
    plan.script = from.script();
    plan.keep = false;
    plan.log = false;
    if (from == From.WORKING) plan.tools = (callId, name, arguments, done) -> {};
    var random = new Random(from.ordinal());
    long[] took = new long[TRIES];
    try (House house = new House(plan)) {
      var ear = new Ear(house);
      house.reach("idle", 10);
      for (int i = 0; i < TRIES; i++) {
        begin(house, from, i);
        house.time.runFor(random.nextLong(2 * House.SECOND));
        for (int wait = 0; wait < 300 && !ear.hears(); wait++) house.time.runFor(10 * House.MILLIS);
        assertEquals(from.state, house.state());
        assertTrue(ear.hears(), "nothing to silence");
        long pressed = house.time.nanos();
        house.stage.board().button().press();
        house.time.runFor(150 * House.MILLIS);
        took[i] = ear.loudAtNanos - pressed;
        house.stage.board().button().release();
        house.time.runFor(2 * House.SECOND);
        assertEquals(took[i], ear.loudAtNanos - pressed, "and it stays silent");
        house.reach("idle", 10);
      }
      assertEquals(List.of(), house.complaints);
    }
    Arrays.sort(took);
    System.out.printf(
        "press to silence while %s: p50 %.1f, p99 %.1f, most %.1f ms%n",
        from, took[TRIES / 2] / 1e6, took[TRIES * 99 / 100 - 1] / 1e6, took[TRIES - 1] / 1e6);
    assertTrue(took[TRIES * 99 / 100 - 1] <= MOST_NANOS, took[TRIES - 1] / 1e6 + " ms");
  }

  /** The store is full: what is on its way waits in the socket, and nothing of it is lost. */
  @Test
  void anAnswerLongerThanTheStoreIsHeardWholeThoughItComesAtOnce() {
    var plan = new House.Plan();
    plan.script =
        Script.answering(Answer.sound(240)).with(Delivery.USUAL.withPace(500).withDelta(1000));
    try (House house = new House(plan)) {
      house.reach("idle", 5);
      house.stage.ask("A long one.", "a");
      house.reach("speaking", 10);
      house.time.runFor(20 * House.SECOND);
      var playout = house.stage.appliance().playout();
      long ahead = playout.accepted() - playout.heard();
      assertTrue(ahead >= Pcm.samples(120_000), Pcm.millis(ahead) + " ms are kept");
      assertTrue(playout.accepted() < Pcm.samples(240_000), "and no more than there is room for");
      house.reach("idle", 400);
      assertArrayEquals(house.said().getFirst(), house.wanted.all());
    }
  }
}
