package earshot.doctor;

import java.util.Locale;

/** How bad it is, worst first. */
public enum Severity {
  /** The device does not do what it is for. */
  FAULT,
  /** It works, and not as well as it could, or not for long. */
  WARNING,
  /** Nothing is wrong: something could not be looked at, or ought to be known. */
  NOTE;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
