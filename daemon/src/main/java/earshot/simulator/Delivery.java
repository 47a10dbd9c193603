package earshot.simulator;

import java.util.List;

/**
 * How answers travel: how many times faster than they are spoken, in pieces of how many
 * milliseconds, how many milliseconds at a go, after how long a thought, with the words how far
 * ahead of the sound, and where they get stuck.
 */
public record Delivery(
    double pace,
    int deltaMillis,
    int burstMillis,
    int thinkMillis,
    int leadMillis,
    List<Stall> stalls) {

  /**
   * When this much of an item's sound has gone out, nothing more goes for a while.
   *
   * @param response which response of the connection, from 1; 0 for every one
   */
  public record Stall(int response, long atAudioMillis, long forMillis) {}

  public static final Delivery USUAL = new Delivery(4, 100, 100, 300, 1500, List.of());

  public Delivery {
    if (!(pace > 0) || deltaMillis < 1 || burstMillis < 1 || thinkMillis < 0 || leadMillis < 0) {
      throw new IllegalArgumentException("a delivery that cannot be: " + pace + "x");
    }
    stalls = List.copyOf(stalls);
  }

  public Delivery withPace(double times) {
    return new Delivery(times, deltaMillis, burstMillis, thinkMillis, leadMillis, stalls);
  }

  public Delivery withDelta(int millis) {
    return new Delivery(
        pace, millis, Math.max(millis, burstMillis), thinkMillis, leadMillis, stalls);
  }

  public Delivery withBurst(int millis) {
    return new Delivery(pace, deltaMillis, millis, thinkMillis, leadMillis, stalls);
  }

  public Delivery withThought(int millis) {
    return new Delivery(pace, deltaMillis, burstMillis, millis, leadMillis, stalls);
  }

  public Delivery withStalls(List<Stall> more) {
    return new Delivery(pace, deltaMillis, burstMillis, thinkMillis, leadMillis, more);
  }
}
