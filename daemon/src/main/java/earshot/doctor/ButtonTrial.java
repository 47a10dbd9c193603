package earshot.doctor;

import earshot.hal.Button;
import earshot.hal.Clock;
import earshot.hal.HalException;
import earshot.turn.Gestures;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every edge of the button and the mute switch with its time, and which of them is a bounce. The
 * contacts' threads put edges into a queue; the caller's thread blocks and looks at it.
 */
final class ButtonTrial {

  private static final long LOOK_NANOS = 50_000_000L;

  /** No finger is as fast as that, a second long. */
  private static final int MOST_PRESSES = 20;

  private record Edge(Contact contact, boolean down, long atNanos) {}

  /** One contact, after its bounces; touched by the caller's thread. */
  private static final class Contact {
    final String name;
    Gestures gestures = Gestures.START;
    int edges;
    int presses;
    int bounces;

    Contact(String name) {
      this.name = name;
    }
  }

  private final Clock clock;
  private final Pause pause;
  private final Consumer<String> told;
  private final long bounceNanos;
  private final ConcurrentLinkedQueue<Edge> edges = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable HalException> failure = new AtomicReference<>();
  private final Contact button = new Contact("button");
  private final Contact mute = new Contact("mute switch");
  private long startNanos;

  ButtonTrial(Clock clock, Pause pause, Consumer<String> told, long bounceNanos) {
    this.clock = clock;
    this.pause = pause;
    this.told = told;
    this.bounceNanos = bounceNanos;
  }

  /** At least one of them is there. */
  Trial.Outcome run(@Nullable Button contact, @Nullable Button muteSwitch, long nanos)
      throws InterruptedException {
    startNanos = clock.nanos();
    String device =
        Stream.of(open(contact, button), open(muteSwitch, mute))
            .filter(each -> !each.isEmpty())
            .collect(Collectors.joining(" and "));
    told.accept(device + ": press and let go");
    for (long left = nanos; left > 0 && failure.get() == null; left -= LOOK_NANOS) {
      pause.pass(Math.min(left, LOOK_NANOS));
      look();
    }
    settle(button, clock.nanos());
    settle(mute, clock.nanos());
    String words =
        "%d presses of the button, %d of the mute switch; %d edges, of which %d were bounces."
            .formatted(
                button.presses,
                mute.presses,
                button.edges + mute.edges,
                button.bounces + mute.bounces);
    Map<String, Long> measured =
        Map.of(
            "presses",
            (long) button.presses,
            "mute_presses",
            (long) mute.presses,
            "edges",
            (long) button.edges + mute.edges,
            "bounces",
            (long) button.bounces + mute.bounces);
    return new Trial.Outcome(device, words, measured, found(nanos));
  }

  private String open(@Nullable Button part, Contact contact) {
    if (part == null) return "";
    part.open(
        new Button.Edges() {
          @Override
          public void edge(boolean down, long atNanos) {
            edges.add(new Edge(contact, down, atNanos));
          }

          @Override
          public void failed(HalException reason) {
            failure.set(reason);
          }
        });
    return part.describe();
  }

  private void look() {
    Edge edge;
    while ((edge = edges.poll()) != null) {
      Contact contact = edge.contact();
      settle(contact, edge.atNanos());
      Gestures.Step step = contact.gestures.edge(edge.down(), edge.atNanos(), bounceNanos);
      contact.edges++;
      if (step.changed()) {
        changed(contact, step);
      } else {
        contact.gestures = step.next();
        contact.bounces++;
        tell(contact, edge.atNanos(), (edge.down() ? "down" : "up") + ", a bounce");
      }
    }
  }

  /** The level that stands when the bouncing is over counts. */
  private void settle(Contact contact, long nowNanos) {
    long quiet = contact.gestures.quietFromNanos();
    if (quiet == Long.MIN_VALUE || nowNanos - quiet < 0) return;
    Gestures.Step step = contact.gestures.settle(quiet, bounceNanos);
    if (step.changed()) changed(contact, step);
  }

  private void changed(Contact contact, Gestures.Step step) {
    contact.gestures = step.next();
    boolean down = contact.gestures.down();
    if (down) contact.presses++;
    tell(contact, step.atNanos(), down ? "down" : "up");
  }

  private void tell(Contact contact, long atNanos, String what) {
    double seconds = Math.max(0, atNanos - startNanos) / 1e9;
    told.accept("%9.4f s  %s %s".formatted(seconds, contact.name, what));
  }

  private List<Found> found(long nanos) {
    HalException why = failure.get();
    if (why != null) return List.of(ButtonCheck.broken(why));
    long seconds = nanos / 1_000_000_000;
    if (button.edges + mute.edges == 0) {
      return List.of(
          Found.of(
              Finding.BUTTON_BROKEN,
              "nothing came from it in " + seconds + " s",
              "press it meanwhile; check the wires, and board.button_line against: earshot"
                  + " devices"));
    }
    if (button.presses > MOST_PRESSES * Math.max(1, seconds)) {
      return List.of(Found.of(Finding.BUTTON_FLOATS, button.presses + " presses"));
    }
    // A mute switch may well be on.
    boolean held = button.edges == 1 && button.gestures.down();
    return held ? List.of(Found.of(Finding.BUTTON_HELD)) : List.of();
  }
}
