package earshot.fleet;

import earshot.hal.sim.SimTime;
import java.util.ArrayDeque;

/**
 * A deployment's limits, and nothing else of it: so many requests and so many tokens in any minute.
 * What is over is refused with the time until there is room. Counts what was asked for, refused or
 * not, so that a fleet that relies on being refused is seen.
 */
final class Deployment {

  static final int REQUESTS_A_MINUTE = 1_000;
  static final int TOKENS_A_MINUTE = 100_000;
  private static final long SECOND = 1_000_000_000L;
  private static final long MINUTE = 60 * SECOND;

  /** Amounts in a sliding minute. */
  private static final class Window {
    private record Entry(long atNanos, int amount) {}

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final int most;
    int sum;
    int peak;

    Window(int most) {
      this.most = most;
    }

    private void forget(long now) {
      while (!entries.isEmpty() && entries.peekFirst().atNanos <= now - MINUTE) {
        sum -= entries.pollFirst().amount;
      }
    }

    void add(int amount, long now) {
      forget(now);
      entries.add(new Entry(now, amount));
      sum += amount;
      peak = Math.max(peak, sum);
    }

    /** How long until this much may be added; 0 for now. */
    long waitNanos(int amount, long now) {
      forget(now);
      int over = sum + amount - most;
      if (over <= 0) return 0;
      for (Entry entry : entries) {
        over -= entry.amount;
        if (over <= 0) return entry.atNanos + MINUTE - now;
      }
      return MINUTE;
    }
  }

  private final SimTime time;
  private final Window requests = new Window(REQUESTS_A_MINUTE);
  private final Window tokens = new Window(TOKENS_A_MINUTE);

  /** What was asked for, taken or not. */
  private final Window askedRequests = new Window(Integer.MAX_VALUE);

  private final Window askedTokens = new Window(Integer.MAX_VALUE);
  boolean up = true;
  int refused;
  private long second = -1;
  private int inSecond;
  int busiestSecond;

  Deployment(SimTime time) {
    this.time = time;
  }

  /** 0, or the nanoseconds after which to come again: as whole seconds, as the header has them. */
  long upgradeRetryAfterNanos() {
    long now = time.nanos();
    long thisSecond = now / SECOND;
    inSecond = thisSecond == second ? inSecond + 1 : 1;
    second = thisSecond;
    busiestSecond = Math.max(busiestSecond, inSecond);
    long wait = take(1, 0, now);
    return (wait + SECOND - 1) / SECOND * SECOND;
  }

  /** A response: a request too, and its tokens. Null, or the words of the refusal. */
  String respond(int responseTokens) {
    long wait = take(1, responseTokens, time.nanos());
    return wait == 0
        ? ""
        : "Rate limit reached. Please try again in %d.%03ds."
            .formatted(wait / SECOND, wait / 1_000_000 % 1000);
  }

  private long take(int aRequest, int someTokens, long now) {
    askedRequests.add(aRequest, now);
    askedTokens.add(someTokens, now);
    long wait = Math.max(requests.waitNanos(aRequest, now), tokens.waitNanos(someTokens, now));
    if (wait > 0) {
      refused++;
      return wait;
    }
    requests.add(aRequest, now);
    tokens.add(someTokens, now);
    return 0;
  }

  int peakRequests() {
    return askedRequests.peak;
  }

  int peakTokens() {
    return askedTokens.peak;
  }

  /** From now on the peaks are those of what follows. */
  void forgetPeaks() {
    askedRequests.peak = 0;
    askedTokens.peak = 0;
    busiestSecond = 0;
    refused = 0;
  }
}
