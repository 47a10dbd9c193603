package earshot.control;

/** The program's exit codes. */
public enum Exit {
  FINE(0),
  FAILED(1),
  USAGE(2),
  NOT_RUNNING(64),
  UNAVAILABLE(69),
  BUG(70),
  NOT_PERMITTED(77),
  BAD_CONFIGURATION(78);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  static Exit ofCode(int code) {
    for (Exit exit : values()) {
      if (exit.code == code) {
        return exit;
      }
    }
    return FAILED;
  }
}
