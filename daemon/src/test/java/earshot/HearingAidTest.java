package earshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import earshot.audio.Playout;
import earshot.config.Config.EchoName;
import earshot.config.Config.MicrophonesConfig;
import earshot.config.Config.Mode;
import earshot.config.Config.WhileSpeaking;
import earshot.hal.Clock;
import earshot.hal.Microphones;
import earshot.hal.PcmRing;
import earshot.hal.dsp.Cleaning;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is configured while a cleaner is still being made. */
class HearingAidTest {

  private static final MicrophonesConfig HALF =
      new MicrophonesConfig(EchoName.ON, Cleaning.OFF, WhileSpeaking.HALF);

  private final Queue<Runnable> making = new ArrayDeque<>();
  private final List<@Nullable String> complaints = new ArrayList<>();
  private final HearingAid aid =
      new HearingAid(
          new Bare(),
          new Playout(1, Clock.system(), false, () -> 0, () -> {}, reason -> {}),
          making::add,
          () -> {},
          complaints::add);

  /** Their zeros are odd, unless somebody makes them deaf. */
  private record Bare() implements Microphones {

    @Override
    public void open(PcmRing ring, Listener listener) {}

    @Override
    public boolean zerosAreOdd() {
      return true;
    }

    @Override
    public long latencySamples() {
      return 0;
    }

    @Override
    public String describe() {
      return "none";
    }

    @Override
    public void close() {}
  }

  private void make() {
    for (Runnable next; (next = making.poll()) != null; ) next.run();
  }

  @AfterEach
  void close() {
    aid.close();
  }

  @Test
  void whatIsConfiguredWhileACleanerIsMadeHoldsWhenItIsMade() {
    aid.configure(HALF, Mode.OPEN);
    assertFalse(aid.microphones().zerosAreOdd(), "deaf while it speaks");
    aid.configure(HALF, Mode.HOLD);
    make();
    assumeTrue(complaints.isEmpty(), () -> "the library cannot be loaded: " + complaints);
    assertTrue(aid.microphones().latencySamples() > 240, "the cleaner is in use");
    assertTrue(aid.microphones().zerosAreOdd(), "deaf by what is no longer configured");
  }

  @Test
  void aCleanerThatNobodyWantsAnyMoreIsNotUsed() {
    aid.configure(HALF, Mode.OPEN);
    aid.configure(MicrophonesConfig.USUAL, Mode.HOLD);
    make();
    assertEquals(0, aid.microphones().latencySamples());
    assertEquals(List.of(), complaints);
  }
}
