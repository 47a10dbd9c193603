package earshot.fleet;

import earshot.hal.sim.SimTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A thousand devices on one deployment, and an outage that takes them all. On virtual time: the
 * same seed gives the same figures.
 */
final class Fleet {

  static final int DEVICES = 1_000;
  private static final long SECOND = 1_000_000_000L;

  /**
   * What came of it, counted from the moment at which the deployment was there again.
   *
   * @param peakRequests of any minute, asked for: taken or refused
   * @param medianRoundTripSeconds what the wire alone takes for half of them
   */
  record Result(
      int fleet,
      long outageSeconds,
      long seed,
      int peakRequests,
      int peakTokens,
      int refused,
      int busiestSecond,
      double medianSeconds,
      double medianRoundTripSeconds,
      double lastSeconds) {

    /** A row of the table in the decision record. */
    String row() {
      return String.format(
          Locale.ROOT,
          "| %,d | %d s | %d | %d | %,d | %d | %d | %.1f s | %.1f s |",
          fleet,
          outageSeconds,
          seed,
          peakRequests,
          peakTokens,
          refused,
          busiestSecond,
          medianSeconds,
          lastSeconds);
    }
  }

  private Fleet() {}

  /**
   * @param fleet as {@code link.fleet} says it: of how many devices each thinks it is one
   */
  static Result outage(int fleet, long outageSeconds, long seed) {
    var time = new SimTime(0, 0);
    var deployment = new Deployment(time);
    List<Device> devices = new ArrayList<>();
    for (int i = 0; i < DEVICES; i++) {
      var device = new Device(time, deployment, fleet, seed * 1_000_003 + i);
      device.switchOn(5 * 60 * SECOND);
      devices.add(device);
    }
    time.runUntil(20 * 60 * SECOND);
    deployment.up = false;
    for (Device device : devices) device.cut();
    time.runFor(outageSeconds * SECOND);
    deployment.up = true;
    deployment.forgetPeaks();
    long back = time.nanos();
    time.runFor(10 * 60 * SECOND);
    double[] took = new double[DEVICES];
    double[] roundTrips = new double[DEVICES];
    for (int i = 0; i < DEVICES; i++) {
      Device device = devices.get(i);
      long at = device.ready() ? device.readyAtNanos - back : Long.MAX_VALUE;
      took[i] = Math.max(0, at) / 1e9;
      roundTrips[i] = device.roundTripsNanos() / 1e9;
    }
    java.util.Arrays.sort(took);
    java.util.Arrays.sort(roundTrips);
    return new Result(
        fleet,
        outageSeconds,
        seed,
        deployment.peakRequests(),
        deployment.peakTokens(),
        deployment.refused,
        deployment.busiestSecond,
        took[DEVICES / 2],
        roundTrips[DEVICES / 2],
        took[DEVICES - 1]);
  }
}
