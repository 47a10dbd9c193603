package earshot.control;

/**
 * A request that is answered with no: why, what to try, and how the command ends. {@link Controls}
 * completes its futures with it; any other exception is taken for a bug.
 */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Exit exit;
  private final String remedy;

  /** For example (UNAVAILABLE, "there is no session with the service", "earshot status"). */
  public Refusal(Exit exit, String why, String remedy) {
    super(why, null, false, false);
    this.exit = exit;
    this.remedy = remedy;
  }

  public Exit exit() {
    return exit;
  }

  public String why() {
    String message = getMessage();
    return message == null ? "" : message;
  }

  public String remedy() {
    return remedy;
  }
}
