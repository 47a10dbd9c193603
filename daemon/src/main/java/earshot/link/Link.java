package earshot.link;

import java.util.List;

/**
 * The connection and its return: one event in, the next state and the effects out. Pure. Connected
 * means that the service has spoken and confirmed our configuration, not that a socket opened. It
 * never gives up by itself: it goes to the next service in order when one fails, returns to the
 * better one when that answers again, and replaces a session before its time is over, both in a
 * pause and without a gap.
 */
public final class Link {

  private final Backoff backoff;
  private final long restNanos;

  /** Connected whenever that is possible. */
  public Link(Backoff backoff) {
    this(backoff, Targets.NEVER);
  }

  /** Connected when somebody wants to talk, and for this long after he last did. */
  public static Link onDemand(Backoff backoff, long restNanos) {
    return new Link(backoff, restNanos);
  }

  private Link(Backoff backoff, long restNanos) {
    this.backoff = backoff;
    this.restNanos = restNanos;
  }

  public record Outcome(LinkState state, List<LinkEffect> effects) {}

  public Outcome step(LinkState state, LinkEvent event) {
    var step = new LinkStep(backoff, restNanos, state);
    step.on(event);
    return new Outcome(step.state, step.effects);
  }
}
