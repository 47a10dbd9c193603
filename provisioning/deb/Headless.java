import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Headless LIBRARY NAME...: the shared library (ELF, 64 bit, little endian) no longer asks for the libraries named, for
 * nothing that is used of it calls them. Each wish becomes a second one for the C library, which is there anyway; the
 * functions are bound when they are called, and so never. Prints nothing; a name that is not asked for is a mistake.
 */
final class Headless {

  private static final int DYNAMIC = 2;
  private static final int LOAD = 1;
  private static final long NEEDED = 1;
  private static final long STRINGS = 5;
  private static final long VERSIONS = 0x6ffffffe;
  private static final long VERSIONS_COUNT = 0x6fffffff;
  /** Of a version: it may be missing. */
  private static final short WEAK = 2;

  private final ByteBuffer elf;
  private final List<long[]> loads = new ArrayList<>();

  private Headless(byte[] bytes) {
    elf = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (elf.getInt(0) != 0x464c457f || elf.get(4) != 2 || elf.get(5) != 1) {
      throw new IllegalArgumentException("not an ELF file of 64 bit, little endian");
    }
  }

  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    byte[] bytes = Files.readAllBytes(file);
    new Headless(bytes).without(List.of(args).subList(1, args.length));
    Files.write(file, bytes);
  }

  private void without(List<String> names) {
    int dynamic = -1;
    for (int i = 0; i < elf.getShort(56); i++) {
      int header = (int) elf.getLong(32) + i * elf.getShort(54);
      int type = elf.getInt(header);
      if (type == LOAD) loads.add(new long[] {elf.getLong(header + 16), elf.getLong(header + 8), elf.getLong(header + 32)});
      if (type == DYNAMIC) dynamic = (int) elf.getLong(header + 8);
    }
    int strings = at(entry(dynamic, STRINGS));
    var wanted = new ArrayList<>(names);
    long libc = -1;
    for (int at = dynamic; elf.getLong(at) != 0; at += 16) {
      if (elf.getLong(at) == NEEDED && text(strings, elf.getLong(at + 8)).equals("libc.so.6")) libc = elf.getLong(at + 8);
    }
    if (libc < 0) throw new IllegalArgumentException("it does not ask for libc.so.6");
    for (int at = dynamic; elf.getLong(at) != 0; at += 16) {
      if (elf.getLong(at) == NEEDED && wanted.remove(text(strings, elf.getLong(at + 8)))) elf.putLong(at + 8, libc);
    }
    if (!wanted.isEmpty()) throw new IllegalArgumentException("it does not ask for " + wanted);
    int need = at(entry(dynamic, VERSIONS));
    for (long left = entry(dynamic, VERSIONS_COUNT); left > 0; left--) {
      if (names.contains(text(strings, elf.getInt(need + 4)))) {
        elf.putInt(need + 4, (int) libc);
        int version = need + elf.getInt(need + 8);
        for (int i = 0; i < elf.getShort(need + 2); i++) {
          elf.putShort(version + 4, (short) (elf.getShort(version + 4) | WEAK));
          version += elf.getInt(version + 12);
        }
      }
      need += elf.getInt(need + 12);
    }
  }

  private long entry(int dynamic, long tag) {
    for (int at = dynamic; elf.getLong(at) != 0; at += 16) {
      if (elf.getLong(at) == tag) return elf.getLong(at + 8);
    }
    throw new IllegalArgumentException("its dynamic section has no entry " + tag);
  }

  /** Where in the file an address of the memory is. */
  private int at(long address) {
    for (long[] load : loads) {
      if (address >= load[0] && address < load[0] + load[2]) return (int) (address - load[0] + load[1]);
    }
    throw new IllegalArgumentException("no part of the file is loaded at " + address);
  }

  private String text(int strings, long offset) {
    int from = strings + (int) offset;
    int to = from;
    while (elf.get(to) != 0) to++;
    return new String(elf.array(), from, to - from, StandardCharsets.US_ASCII);
  }
}
