package earshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import earshot.hal.Button;
import earshot.hal.Hal;
import earshot.hal.Lights;
import earshot.hal.Microphones;
import earshot.hal.PcmRing;
import earshot.hal.Speaker;
import earshot.hal.sim.SimBoard;
import earshot.hal.sim.SimTime;
import earshot.room.HandFed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whoever measures sees the sound pass, and changes nothing of it. */
class BenchBoardTest {

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

  private static final class Canceller implements Microphones.Listener.Over {
    private final List<short[]> played = new ArrayList<>();

    @Override
    public Microphones.Listener under() {
      return Microphones.Listener.NOBODY;
    }

    @Override
    public void heard(short[] samples, short[] beside, int count) {
      played.add(beside);
    }
  }

  @Test
  void aCardsChannelOfWhatItPlaysIsPassedOn() {
    var time = new SimTime(0, 0);
    var hand = new HandFed();
    var sim = new SimBoard(time, new short[0], 0, 0, 1, (samples, at, count, wanted) -> {});
    try (var bench = new BenchBoard(new Board(sim, hand), time)) {
      var canceller = new Canceller();
      bench.microphones().open(new PcmRing(480), canceller);
      short[] played = {1, 2, 3};
      hand.give(new short[] {4, 5, 6}, played);
      assertEquals(1, canceller.played.size());
      assertSame(played, canceller.played.getFirst());
    }
  }
}
