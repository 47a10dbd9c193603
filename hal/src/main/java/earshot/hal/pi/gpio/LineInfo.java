package earshot.hal.pi.gpio;

/** What the kernel says of one line. The name and the consumer may be empty. */
public record LineInfo(
    int offset, String name, String consumer, boolean used, boolean output, boolean activeLow) {

  /** For people: {@code line 17 (GPIO17)}. */
  public String describe() {
    return name.isEmpty() ? "line " + offset : "line " + offset + " (" + name + ")";
  }
}
