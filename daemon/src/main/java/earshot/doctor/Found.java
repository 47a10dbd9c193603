package earshot.doctor;

import earshot.telemetry.Trouble;

/**
 * Something that was found on this device, for people. Holds no secret.
 *
 * @param detail what exactly; may be empty
 * @param remedy what to try
 */
public record Found(
    String id, Part part, Severity severity, String what, String detail, String remedy) {

  static Found of(Finding finding) {
    return of(finding, "");
  }

  static Found of(Finding finding, String detail) {
    return of(finding, detail, finding.remedy());
  }

  static Found of(Finding finding, String detail, String remedy) {
    return new Found(
        finding.id(), finding.part(), finding.severity(), finding.what(), detail, remedy);
  }

  /** What the appliance itself knows as a trouble is told in the same words here. */
  public static Found of(Trouble trouble, String detail) {
    return new Found(
        trouble.id(),
        partOf(trouble),
        severityOf(trouble),
        trouble.sentence(),
        detail,
        trouble.remedy());
  }

  private static Severity severityOf(Trouble trouble) {
    return switch (trouble.severity()) {
      case FATAL, PARKED, DOWN -> Severity.FAULT;
      case PASSING -> Severity.WARNING;
    };
  }

  static Part partOf(Trouble trouble) {
    return switch (trouble) {
      case MICROPHONE_FAILED, MICROPHONE_SILENT, MICROPHONE_WEAK, ECHO_STAYS, HEARS_ITSELF, MUTED ->
          Part.MICROPHONE;
      case SPEAKER_FAILED -> Part.SPEAKER;
      case BUTTON_FAILED -> Part.BUTTON;
      case BAD_RELOAD -> Part.CONFIGURATION;
      case BUG -> Part.PROGRAM;
      case STATE_NOT_KEPT, CLOCK_WRONG -> Part.MACHINE;
      case NO_NETWORK, NO_NAME, CAPTIVE_PORTAL, UNREACHABLE, PROXY_FAILED, PROXY_REFUSED ->
          Part.NETWORK;
      default -> Part.SERVICE;
    };
  }

  /** One line for people, two when there is something to try. */
  public String sentences() {
    return what
        + (detail.isEmpty() ? "" : " " + sentence(detail))
        + (remedy.isEmpty() ? "" : " Try: " + remedy + (remedy.endsWith(".") ? "" : "."));
  }

  private static String sentence(String detail) {
    String begun = Character.toUpperCase(detail.charAt(0)) + detail.substring(1);
    return begun.endsWith(".") ? begun : begun + ".";
  }
}
