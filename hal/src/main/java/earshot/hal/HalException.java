package earshot.hal;

/** A device that would not do what was asked: which device, which act, and what to try. */
public final class HalException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String device;
  private final String remedy;

  /**
   * For example ("button on gpiochip0 line 17", "request the line", "line busy", "stop the program
   * that holds it").
   */
  public HalException(String device, String act, String reason, String remedy) {
    super(device + ": could not " + act + ": " + reason + ". Try: " + remedy);
    this.device = device;
    this.remedy = remedy;
  }

  public HalException(String device, String act, Throwable reason, String remedy) {
    this(
        device, act, reason.getMessage() == null ? reason.toString() : reason.getMessage(), remedy);
    initCause(reason);
  }

  public String device() {
    return device;
  }

  public String remedy() {
    return remedy;
  }
}
