package earshot.fuzz;

import java.util.Arrays;
import java.util.List;

/**
 * Where the fuzzing engine comes in, by its own names. Its argument names one reader, or is "all":
 * then the first byte says which.
 */
public final class FuzzEntry {

  private static List<Target> targets = List.of();
  private static int[] runs = {};

  private FuzzEntry() {}

  public static void fuzzerInitialize(String[] arguments) {
    boolean all = arguments[0].equals("all");
    targets = all ? Targets.all() : List.of(Targets.named(arguments[0]));
    runs = new int[targets.size()];
  }

  public static void fuzzerTestOneInput(byte[] bytes) throws Exception {
    if (targets.size() == 1) {
      runs[0]++;
      targets.getFirst().reader().read(bytes);
    } else if (bytes.length > 0) {
      int which = (bytes[0] & 0xff) % targets.size();
      runs[which]++;
      targets.get(which).reader().read(Arrays.copyOfRange(bytes, 1, bytes.length));
    }
  }

  /** For whoever reads the log: a line for each reader. */
  public static void fuzzerTearDown() {
    for (int i = 0; i < targets.size(); i++) {
      System.out.println("runs of " + targets.get(i).name() + ": " + runs[i]);
    }
  }

  /** The seeds of one reader, or those of all with the byte in front that says which. */
  static List<byte[]> seeds(String name) {
    if (!name.equals("all")) return Targets.named(name).seeds().get();
    List<byte[]> seeds = new java.util.ArrayList<>();
    for (int i = 0; i < Targets.all().size(); i++) {
      for (byte[] seed : Targets.all().get(i).seeds().get()) {
        byte[] marked = new byte[seed.length + 1];
        marked[0] = (byte) i;
        System.arraycopy(seed, 0, marked, 1, seed.length);
        seeds.add(marked);
      }
    }
    return seeds;
  }
}
