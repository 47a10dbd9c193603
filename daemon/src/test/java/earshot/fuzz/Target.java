package earshot.fuzz;

import java.util.List;
import java.util.function.Supplier;

/**
 * One reader that has to cope with whatever comes.
 *
 * @param seeds what it is meant for, to begin with
 */
record Target(String name, Reader reader, Supplier<List<byte[]>> seeds) {

  /** Throws what nobody expects; refusals in the reader's own words are none of it. */
  interface Reader {
    void read(byte[] bytes) throws Exception;
  }
}
