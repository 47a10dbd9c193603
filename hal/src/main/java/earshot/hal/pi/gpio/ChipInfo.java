package earshot.hal.pi.gpio;

/**
 * What the kernel says of one chip. The path ({@code /dev/gpiochip4}) and the name may be other
 * ones after a restart or with another kernel; the label is the chip's kind and stays.
 */
public record ChipInfo(String path, String name, String label, int lines) {

  /** For people: its label and name. */
  public String describe() {
    return label.isEmpty() ? name : label + " (" + name + ")";
  }

  /**
   * Whether a person who writes this means this chip: its label, name, path, or the path less its
   * folder.
   */
  boolean isCalled(String text) {
    return text.equals(label)
        || text.equals(name)
        || text.equals(path)
        || path.endsWith("/" + text);
  }
}
