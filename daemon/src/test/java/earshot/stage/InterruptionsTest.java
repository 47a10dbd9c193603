package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.config.Config.EchoName;
import earshot.config.Config.MicrophonesConfig;
import earshot.config.Config.Mode;
import earshot.config.Config.WhileSpeaking;
import earshot.hal.Pcm;
import earshot.hal.dsp.Cleaning;
import earshot.realtime.SessionSpec;
import earshot.simulator.Answer;
import earshot.simulator.Delivery;
import earshot.simulator.Script;
import earshot.simulator.SimulatedService.Known;
import earshot.simulator.Voices;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A thousand interruptions at random places, by button and by voice, of answers that come by fits
 * and starts: the service is told what the card played, to 20 ms, and its model knows no more.
 */
class InterruptionsTest {

  private static final int IN_EACH_DIALECT = 500;
  private static final int IN_A_RUN = 20;
  private static final short[] QUESTION = Voices.clip("question-hello");

  /** Who hears that somebody interrupts. */
  private enum Way {
    HELD(Mode.HOLD),
    TAPPED(Mode.TAP),
    /** The device, over its own answer. */
    VOICE(Mode.TAP),
    /** The service, which cancels by itself. */
    SERVICE(Mode.OPEN),
    /** The service, which leaves it to us. */
    MEANING(Mode.OPEN);

    final Mode mode;

    Way(Mode mode) {
      this.mode = mode;
    }
  }

  private final Map<Way, Integer> done = new EnumMap<>(Way.class);
  private long worstSamples;
  private int cuts;
  private long underruns;

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void aThousandInterruptionsAreTruncatedWhereTheyWereHeard(String dialect) throws Exception {
    int all = 0;
    for (int run = 0; all < IN_EACH_DIALECT; run++) {
      Way way = Way.values()[run % Way.values().length];
      int more = interruptions(dialect, way, run);
      done.merge(way, more, Integer::sum);
      all += more;
    }
    System.out.printf(
        "%s: %d interruptions %s, %d of them cut an answer that was heard, %d pauses; what the card"
            + " played and what was told differ by %.1f ms at most%n",
        dialect, all, done, cuts, underruns, worstSamples * 1000.0 / Pcm.RATE);
    for (Way way : Way.values()) assertTrue(done.getOrDefault(way, 0) >= 60, way + " " + done);
    assertTrue(cuts > IN_EACH_DIALECT / 2, cuts + " cuts");
    assertTrue(underruns > 100, underruns + " pauses");
  }

  private static House.Plan plan(String dialect, Way way, long seed, Random random) {
    var plan = new House.Plan();
    plan.mode = way.mode;
    plan.dialect = dialect;
    plan.seed = seed;
    plan.fastPpm = random.nextInt(400) - 200;
    plan.oneWayNanos = (5 + random.nextInt(150)) * House.MILLIS;
    if (way == Way.VOICE) {
      plan.microphones = new MicrophonesConfig(EchoName.OFF, Cleaning.OFF, WhileSpeaking.FULL);
    }
    if (way == Way.MEANING) plan.detection = new SessionSpec.BySemantics("high", false, false);
    List<Delivery.Stall> jitter = new ArrayList<>();
    int most = 5 + random.nextInt(395);
    for (int ms = 0; ms < 9000; ms += 50 + random.nextInt(1000)) {
      jitter.add(new Delivery.Stall(0, ms, random.nextInt(most)));
    }
    plan.script =
        Script.answering(Answer.sound(6), Answer.sound(9), Answer.sound(4))
            .with(
                Delivery.USUAL
                    .withPace(random.nextBoolean() ? 1 : 1 + random.nextInt(20))
                    .withDelta(20 + random.nextInt(300))
                    .withStalls(jitter));
    return plan;
  }

  /** Somebody asks, whatever is going on. */
  private static void ask(House house, Way way) {
    var button = house.stage.board().button();
    boolean resting = house.state().equals("idle");
    if (way.mode == Mode.HOLD) {
      button.press();
      house.time.runFor(200 * House.MILLIS);
    } else if (way == Way.TAPPED || way == Way.VOICE && resting) {
      button.press();
      house.time.runFor(100 * House.MILLIS);
      button.release();
    }
    house.stage.board().microphones().say(QUESTION);
    house.time.runFor(QUESTION.length * 1_000_000_000L / Pcm.RATE);
    if (way.mode == Mode.HOLD) button.release();
  }

  private static void askUntilAnswered(House house, Way way, String which) {
    for (int i = 0; i < 8; i++) {
      ask(house, way);
      // Over a loud answer a voice is not always noticed at once.
      if (!house.state().equals("speaking") && house.stage.runUntil("speaking", 12 * House.SECOND))
        return;
    }
    throw new AssertionError(which + ": nobody answers, " + house.state() + house.notes);
  }

  private int interruptions(String dialect, Way way, long seed) throws Exception {
    var random = new Random(seed);
    String which = dialect + " " + way + " seed " + seed;
    int interruptions = 0;
    List<Integer> begins = new ArrayList<>();
    try (House house = new House(plan(dialect, way, seed, random))) {
      house.reach("idle", 10);
      askUntilAnswered(house, way, which);
      for (int i = 0; i < IN_A_RUN; i++) {
        begins.add(house.wanted.size());
        house.time.runFor(random.nextInt(4500) * House.MILLIS);
        if (!house.state().equals("idle")) interruptions++;
        askUntilAnswered(house, way, which);
        if (way.mode == Mode.HOLD && random.nextInt(4) == 0) {
          // And once more before a word of it was heard, or hardly one.
          begins.add(house.wanted.size());
          ask(house, way);
          house.time.runFor(random.nextInt(900) * House.MILLIS);
          interruptions++;
          askUntilAnswered(house, way, which);
        }
      }
      begins.add(house.wanted.size());
      house.reach("idle", 60);
      assertEquals(List.of(), house.complaints, which);
      assertEquals(List.of(), house.ignored, which);
      assertOnlyLateCancellations(house, which);
      judge(house, begins, which);
      underruns += house.stage.appliance().playout().underruns();
    }
    return interruptions;
  }

  private void judge(House house, List<Integer> begins, String which) throws Exception {
    Map<String, short[]> said = Proof.said(house.stage.service().log());
    Map<String, Integer> heard = heard(house, begins, said, which);
    for (var cut : house.cuts) {
      int played = heard.getOrDefault(cut.itemId(), 0);
      if (played > 0) cuts++;
      long differ = Math.abs(Pcm.samples(cut.heardMillis()) - played);
      worstSamples = Math.max(worstSamples, differ);
      assertTrue(differ <= Pcm.samples(20), which + ": played " + played + " of " + cut);
    }
    assertTrue(!house.stage.service().known().isEmpty());
    for (Known known : house.stage.service().known()) {
      int played = heard.getOrDefault(known.itemId(), 0);
      boolean whole = said.containsKey(known.itemId()) && played == said.get(known.itemId()).length;
      long differ = Math.abs(known.samples() - played);
      assertTrue(differ <= Pcm.samples(20), which + ": played " + played + " of " + known);
      assertTrue(whole || !known.words(), which + ": words that were not heard, " + known);
    }
  }

  /** How many samples of each item left the card, by the sound itself. */
  private static Map<String, Integer> heard(
      House house, List<Integer> begins, Map<String, short[]> said, String which) {
    Map<String, Integer> heard = new HashMap<>();
    var items = List.copyOf(said.entrySet());
    short[] all = house.wanted.all();
    int next = 0;
    for (int i = 0; i < begins.size(); i++) {
      int from = begins.get(i);
      int to = i + 1 < begins.size() ? begins.get(i + 1) : all.length;
      if (to == from) continue;
      while (next < items.size() && !is(all, from, to, items.get(next).getValue())) next++;
      assertTrue(next < items.size(), which + ": what was heard in turn " + i + " was never said");
      heard.put(items.get(next++).getKey(), to - from);
    }
    return heard;
  }

  /** The same, or softer by what an answer is turned down while somebody may talk over it. */
  private static boolean is(short[] all, int from, int to, short[] said) {
    if (to - from > said.length) return false;
    for (int i = from; i < to; i++) {
      int was = Math.abs(said[i - from]);
      int is = Math.abs(all[i]);
      if (all[i] != 0 && all[i] > 0 != said[i - from] > 0) return false;
      if (is > was || is + 1 < was * 0.25) return false;
    }
    return true;
  }

  /**
   * Every error on the wire itself, for the daemon keeps the one that is nobody's fault to itself:
   * a response that ended while its cancellation was on its way.
   */
  private static void assertOnlyLateCancellations(House house, String which) {
    for (var exchange : house.stage.service().log()) {
      if (exchange.fromClient() || exchange.bytes().length > 2000) continue;
      String said = exchange.text();
      if (!said.contains("\"type\":\"error\"")) continue;
      assertTrue(said.contains("response_cancel_not_active"), which + ": " + said);
    }
  }
}
