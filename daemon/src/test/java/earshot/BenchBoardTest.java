package earshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import earshot.hal.Button;
import earshot.hal.Hal;
import earshot.hal.HalException;
import earshot.hal.Lights;
import earshot.hal.Microphones;
import earshot.hal.PcmRing;
import earshot.hal.Speaker;
import earshot.hal.sim.SimBoard;
import earshot.hal.sim.SimTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whoever measures sees the sound pass, and changes nothing of it. */
class BenchBoardTest {

  /** Gives what it is told to. */
  private static final class Hand implements Microphones {
    private @Nullable Listener listener;

    Listener listener() {
      return Objects.requireNonNull(listener);
    }

    @Override
    public void open(PcmRing ring, Listener listener) {
      this.listener = listener;
    }

    @Override
    public long latencySamples() {
      return 0;
    }

    @Override
    public String describe() {
      return "hand";
    }

    @Override
    public void close() {}
  }

  private record Board(Hal rest, Microphones microphones) implements Hal {
    @Override
    public Speaker speaker() {
      return rest.speaker();
    }

    @Override
    public @Nullable Button button() {
      return rest.button();
    }

    @Override
    public @Nullable Button muteSwitch() {
      return rest.muteSwitch();
    }

    @Override
    public Lights lights() {
      return rest.lights();
    }

    @Override
    public void close() {
      rest.close();
    }
  }

  private static final class Canceller implements Microphones.Listener {
    private final List<short[]> played = new ArrayList<>();

    @Override
    public void heard(short[] samples, short[] beside, int count) {
      played.add(beside);
    }

    @Override
    public void arrived() {}

    @Override
    public boolean attentive() {
      return false;
    }

    @Override
    public void ended() {}

    @Override
    public void failed(HalException reason) {}
  }

  @Test
  void aCardsChannelOfWhatItPlaysIsPassedOn() {
    var time = new SimTime(0, 0);
    var hand = new Hand();
    var sim = new SimBoard(time, new short[0], 0, 0, 1, (samples, at, count, wanted) -> {});
    try (var bench = new BenchBoard(new Board(sim, hand), time)) {
      var canceller = new Canceller();
      bench.microphones().open(new PcmRing(480), canceller);
      short[] played = {1, 2, 3};
      hand.listener().heard(new short[] {4, 5, 6}, played, 3);
      assertEquals(1, canceller.played.size());
      assertSame(played, canceller.played.getFirst());
    }
  }
}
