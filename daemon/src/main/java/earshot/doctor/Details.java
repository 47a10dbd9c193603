package earshot.doctor;

import earshot.hal.HalException;

/** What of an exception is told beside the sentence of a finding. Pure. */
final class Details {

  private Details() {}

  /** What happened to which device, less the remedy, which is told apart. */
  static String reason(HalException e) {
    String message = String.valueOf(e.getMessage());
    String tail = ". Try: " + e.remedy();
    return message.endsWith(tail)
        ? message.substring(0, message.length() - tail.length())
        : message;
  }
}
