package earshot.hal;

/**
 * A button or switch. It owns the thread that waits for edges, and passes them on raw, bounce and
 * all.
 */
public interface Button extends AutoCloseable {

  /**
   * Starts watching. Tells at once when the button is down already. Throws {@link HalException}.
   */
  void open(Edges edges);

  String describe();

  /** Releases the line; at once, from any thread, any number of times. */
  @Override
  void close();

  /** Called on the button's thread; must not block. */
  interface Edges {

    /** The contact closed (down) or opened, at this time on the appliance's {@link Clock}. */
    void edge(boolean down, long atNanos);

    void failed(HalException reason);
  }
}
