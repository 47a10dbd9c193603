package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import earshot.fuzz.BrokenFrames;
import earshot.link.LinkState;
import earshot.simulator.Voices;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole daemon in conversations whose service goes mad: ten thousand broken messages in each
 * dialect, among its own, at any moment. Nothing escapes, and afterwards it talks as before. {@code
 * -Dearshot.seed} chooses other madness.
 */
class BrokenFramesTest {

  private static final long SEED = Long.getLong("earshot.seed", 20261121);
  private static final int FRAMES = Integer.getInteger("earshot.frames", 10_000);
  private static final int FRAMES_A_TALK = 50;
  private static final int KEPT = 200;

  /** What the service really said lately, so that names in what is broken fit. */
  private static final class Lately implements SimWire.Tap {
    final List<byte[]> messages = new ArrayList<>();
    private final Random random;

    Lately(Random random) {
      this.random = random;
    }

    @Override
    public void passed(boolean fromClient, byte[] message) {
      if (fromClient || message.length > 4_000) return;
      if (messages.size() < KEPT) messages.add(message);
      else messages.set(random.nextInt(KEPT), message);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void afterTenThousandBrokenMessagesItTalksAsBefore(String dialect) {
    List<byte[]> whole = BrokenFrames.whole(dialect);
    int talks = FRAMES / FRAMES_A_TALK;
    for (int talk = 0; talk < talks; talk++) {
      long seed = SEED + talk;
      try {
        talk(dialect, seed, whole);
      } catch (RuntimeException | Error e) {
        fail("-Dearshot.seed=" + seed + " -Dearshot.frames=" + FRAMES_A_TALK + ", " + dialect, e);
      }
    }
  }

  private static void talk(String dialect, long seed, List<byte[]> whole) {
    var random = new Random(seed);
    var broken = new BrokenFrames(seed);
    var lately = new Lately(random);
    var plan = new House.Plan();
    plan.dialect = dialect;
    plan.seed = seed;
    plan.keep = false;
    plan.log = false;
    try (var house = new House(plan)) {
      house.stage.wire().tap(lately);
      house.reach("idle", 5);
      house.stage.board().microphones().say(Voices.clip("question-story"));
      house.stage.board().button().press();
      for (int i = 0; i < FRAMES_A_TALK; i++) {
        // Some fifteen seconds: while it listens, waits, speaks, and is silent again.
        house.time.runFor(random.nextInt(600) * House.MILLIS);
        if (i == FRAMES_A_TALK / 4) house.stage.board().button().release();
        List<byte[]> pool =
            random.nextBoolean() && !lately.messages.isEmpty() ? lately.messages : whole;
        house.stage.wire().slip(broken.broken(pool.get(random.nextInt(pool.size()))));
      }
      house.stage.board().button().release();
      house.time.runFor(180 * House.SECOND);
      afterwards(house);
    }
  }

  private static void afterwards(House house) {
    var loop = house.stage.appliance().loop();
    if (loop.linkState() instanceof LinkState.Parked parked) {
      // It was told, word for word, what only a person can mend.
      assertTrue(!house.complaints.isEmpty(), parked.toString());
      return;
    }
    house.reach("idle", 60);
    assertTrue(answered(house), () -> "no answer: " + house.notes + house.complaints);
    assertTrue(house.ignored.stream().allMatch(what -> what.length() < 300), "a long complaint");
    assertTrue(
        house.complaints.stream()
            .allMatch(e -> e.message().getBytes(StandardCharsets.UTF_8).length < 10_000),
        "a long complaint");
  }

  private static boolean answered(House house) {
    house.assistantSaid.clear();
    house.hold(Voices.clip("question-weather"));
    if (!house.stage.runUntil("speaking", 60 * House.SECOND)) return false;
    house.reach("idle", 60);
    return house.assistantSaid.equals(List.of(Voices.words("weather")));
  }
}
