package earshot.hal.pi.gpio;

import earshot.hal.HalException;

/** Error numbers of the GPIO calls as words: what went wrong, and what to try. Pure. */
final class GpioTrouble {

  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int EINTR = 4;
  static final int ENXIO = 6;
  static final int EACCES = 13;
  static final int EBUSY = 16;
  static final int ENODEV = 19;
  static final int EINVAL = 22;
  static final int EMFILE = 24;
  static final int ENOTTY = 25;

  private static final String LISTING = "look at what there is with: earshot devices";

  private GpioTrouble() {}

  /** A chip's device node that would not open, or would not answer. */
  static HalException chip(String path, String act, int errno) {
    return switch (errno) {
      case EACCES, EPERM ->
          new HalException(
              path,
              act,
              "not permitted",
              "add the user that runs Earshot to the group gpio, and start it again");
      case ENOENT -> new HalException(path, act, "there is no such device", LISTING);
      case ENXIO, ENODEV ->
          new HalException(path, act, "the chip is gone", "plug it in again, or " + LISTING);
      case ENOTTY -> new HalException(path, act, "it is not a GPIO chip", LISTING);
      case EINVAL ->
          new HalException(
              path, act, "the kernel does not know this call", "a kernel of 5.10 or newer");
      case EMFILE -> new HalException(path, act, "too many files are open", "a restart of Earshot");
      default -> new HalException(path, act, "error " + errno, LISTING);
    };
  }

  /** A line that would not be had, read or set; {@code consumer} is who has it, if it is known. */
  static HalException line(String device, String act, int errno, String consumer) {
    return switch (errno) {
      case EBUSY ->
          new HalException(
              device,
              act,
              consumer.isEmpty()
                  ? "the line is in use"
                  : "the line is in use by \"" + consumer + "\"",
              "stop what holds it, or choose another line (earshot devices lists them)");
      case EACCES, EPERM ->
          new HalException(
              device,
              act,
              "not permitted",
              "choose a line that may be used this way (earshot devices lists them)");
      case EINVAL ->
          new HalException(
              device,
              act,
              "the chip has no such line, or cannot drive it this way",
              "choose another line or another pull (earshot devices lists them)");
      case ENXIO, ENODEV ->
          new HalException(
              device,
              act,
              "the chip is gone, or the line cannot report edges",
              "plug the chip in again, or choose another line (earshot devices lists them)");
      case EMFILE ->
          new HalException(device, act, "too many files are open", "a restart of Earshot");
      default -> new HalException(device, act, "error " + errno, LISTING);
    };
  }
}
