package earshot.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A part of a document that a test has measured or made: it must stand there, or is written anew by
 * {@code -Dearshot.write=true}.
 *
 * @param begin what stands before it
 * @param end what stands after it
 */
public record Document(Path file, String begin, String end) {

  /** What stands there now. */
  public String part() throws IOException {
    String text = Files.readString(file);
    return text.substring(from(text), to(text));
  }

  /** Writes it anew if that is wished for, and says so. */
  public boolean writes(String part) throws IOException {
    if (!Boolean.getBoolean("earshot.write")) return false;
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, from(text)) + part + text.substring(to(text)));
    return true;
  }

  /** It stands there as the test has it, or does from now on. */
  public void says(String part, Class<?> test) throws IOException {
    if (!writes(part)) assertEquals(part, part(), again(test));
  }

  /** How to have it written. */
  public static String again(Class<?> test) {
    return "write it anew: mvn -pl hal,daemon test -Dtest="
        + test.getName()
        + " -Dearshot.write=true -Dsurefire.failIfNoSpecifiedTests=false";
  }

  private int from(String text) {
    int at = text.indexOf(begin);
    assertTrue(at >= 0, () -> file + " has no " + begin);
    return at + begin.length();
  }

  private int to(String text) {
    int at = text.indexOf(end, from(text));
    assertTrue(at >= 0, () -> file + " has no " + end + " after " + begin);
    return at;
  }
}
