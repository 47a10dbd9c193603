package earshot.hal.pi;

import earshot.hal.Clock;
import earshot.hal.HalException;
import earshot.hal.Lights;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lamps on GPIO lines: one plain light, three colours, or both. {@link #show} writes the lines on
 * the caller's thread; a thread of its own does the blinking, and sleeps without end while nothing
 * blinks. A lamp that fails stays dark.
 */
final class PiLights implements Lights {

  /** One lamp: which part of a look it shows, and its switch. */
  record Lamp(Part part, String name, Switch line) {}

  enum Part {
    PLAIN,
    RED,
    GREEN,
    BLUE;

    /** Whether this lamp is on while the look is lit. */
    boolean shows(Look look) {
      return switch (this) {
        case PLAIN -> look.lit();
        case RED -> bright(look, look.rgb() >> 16 & 0xff);
        case GREEN -> bright(look, look.rgb() >> 8 & 0xff);
        case BLUE -> bright(look, look.rgb() & 0xff);
      };
    }

    /**
     * A line is on or off. A channel is on when it has its share of the colour, against the
     * brightest; a colour that is dim as a whole is dark.
     */
    private static boolean bright(Look look, int channel) {
      int rgb = look.rgb();
      int brightest = Math.max(rgb >> 16 & 0xff, Math.max(rgb >> 8 & 0xff, rgb & 0xff));
      return brightest >= DIMMEST && channel * 3 >= brightest;
    }

    private static final int DIMMEST = 0x20;
  }

  interface Switch extends AutoCloseable {

    void turn(boolean on);

    /** Off, and released. */
    @Override
    void close();
  }

  private static final Logger log = LoggerFactory.getLogger(PiLights.class);

  private final List<Lamp> lamps;
  private final Clock clock;
  private final Object lock = new Object();
  // guarded by lock
  private Look look = Look.DARK;
  private long shownAtNanos;
  private @Nullable Thread blinker;
  private boolean closed;
  private boolean failed;

  PiLights(List<Lamp> lamps, Clock clock) {
    this.lamps = List.copyOf(lamps);
    this.clock = clock;
  }

  @Override
  public void show(Look wanted) {
    synchronized (lock) {
      // the same look again must not start its blink anew
      if (closed || wanted == look) return;
      look = wanted;
      shownAtNanos = clock.nanos();
      write(true);
      if (lamps.isEmpty()) return;
      if (blinker == null && Blink.blinks(wanted)) {
        blinker = Thread.ofPlatform().name("lights").daemon().start(this::blink);
      }
      lock.notifyAll();
    }
  }

  @Override
  public String describe() {
    if (lamps.isEmpty()) return "no lights";
    return lamps.stream().map(Lamp::name).collect(Collectors.joining(", "));
  }

  @Override
  public boolean any() {
    return !lamps.isEmpty();
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (closed) return;
      closed = true;
      lock.notifyAll();
      for (Lamp lamp : lamps) lamp.line().close();
    }
  }

  private void blink() {
    synchronized (lock) {
      while (!closed) {
        long shown = clock.nanos() - shownAtNanos;
        if (Blink.blinks(look)) write(Blink.lit(look, shown));
        try {
          pause(Blink.untilChange(look, shown));
        } catch (InterruptedException _) {
          return;
        }
      }
    }
  }

  private void pause(long nanos) throws InterruptedException {
    if (nanos == Long.MAX_VALUE) lock.wait();
    else lock.wait(nanos / 1_000_000, (int) (nanos % 1_000_000));
  }

  /**
   * Called under the lock. Turning the lamps must not bring the appliance down: it talks without
   * them.
   */
  private void write(boolean lit) {
    if (failed) return;
    try {
      for (Lamp lamp : lamps) lamp.line().turn(lit && lamp.part().shows(look));
    } catch (HalException e) {
      failed = true;
      log.warn("lights stay dark: {}", e.getMessage());
    }
  }
}
