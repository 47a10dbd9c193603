package earshot.hal;

/** What the appliance shows without words. */
public interface Lights extends AutoCloseable {

  /**
   * Shows this look from now on. Never blocks for longer than a write to a line; the loop calls it.
   */
  void show(Look look);

  String describe();

  /** Whether there is anything to show it with. */
  default boolean any() {
    return true;
  }

  /** Dark, and released. */
  @Override
  void close();

  /**
   * One look for each thing worth showing. Colours are for boards that have them; brightness and
   * blinking tell the same on a single light, so that nothing is said by colour alone.
   */
  enum Look {
    DARK(0x000000, 0, 0),
    /** Waiting for the service. */
    CONNECTING(0x402000, 500, 500),
    IDLE(0x000800, 0, 0),
    LISTENING(0x0060ff, 0, 0),
    WAITING(0x6000ff, 150, 150),
    SPEAKING(0x00ff40, 0, 0),
    MUTED(0xff0000, 0, 0),
    TROUBLE(0xff3000, 100, 900);

    private final int rgb;
    private final int onMillis;
    private final int offMillis;

    Look(int rgb, int onMillis, int offMillis) {
      this.rgb = rgb;
      this.onMillis = onMillis;
      this.offMillis = offMillis;
    }

    public int rgb() {
      return rgb;
    }

    /** How long it is lit in each blink; 0 if it does not blink. */
    public int onMillis() {
      return onMillis;
    }

    public int offMillis() {
      return offMillis;
    }

    /** Whether a single light without colours is lit (or blinking) for this look. */
    public boolean lit() {
      return switch (this) {
        case DARK, IDLE -> false;
        default -> true;
      };
    }
  }
}
