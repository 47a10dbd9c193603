package earshot.hal.webrtc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The native library where a package has put it, in the folder that the property {@code
 * earshot.native.dir} names. Left to itself its jar unpacks 23 MB at each start, into memory where
 * temporary files are kept there.
 */
final class InstalledLibrary {

  private static final String PROPERTY = "earshot.native.dir";
  private static final String NAME = "webrtc-java";

  private InstalledLibrary() {}

  /** Loads it if it is there; the jar's own way is still open otherwise. */
  static void load() throws ReflectiveOperationException {
    String folder = System.getProperty(PROPERTY);
    if (folder == null) return;
    String processor = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
    Path file = Path.of(folder, "lib" + NAME + "-linux-" + processor + ".so");
    if (Files.isRegularFile(file)) load(file);
  }

  @SuppressWarnings({"restricted", "unchecked"})
  private static void load(Path file) throws ReflectiveOperationException {
    // What the jar's loader has loaded already; it asks nobody else.
    var field =
        Class.forName("dev.onvoid.webrtc.internal.NativeLoader").getDeclaredField("LOADED_LIB_SET");
    field.setAccessible(true);
    var loaded = (Set<String>) field.get(null);
    if (loaded.contains(NAME)) return;
    System.load(file.toAbsolutePath().toString());
    loaded.add(NAME);
  }
}
