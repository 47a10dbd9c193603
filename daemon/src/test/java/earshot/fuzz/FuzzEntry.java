package earshot.fuzz;

/** Where the fuzzing engine comes in, by its own names. Its first argument names the reader. */
public final class FuzzEntry {

  private static Target.Reader reader = bytes -> {};

  private FuzzEntry() {}

  public static void fuzzerInitialize(String[] arguments) {
    reader = Targets.named(arguments[0]).reader();
  }

  public static void fuzzerTestOneInput(byte[] bytes) throws Exception {
    reader.read(bytes);
  }
}
