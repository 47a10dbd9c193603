package earshot.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What a machine tells of itself in its file systems, from a root that may be a folder of a test.
 * What cannot be read reads as nothing. Blocks as files do; any thread.
 *
 * @param root the folder that stands for {@code /}
 * @param freeBytes how much a user may still write where this path is; negative if nobody knows
 */
record Machine(Path root, ToLongFunction<Path> freeBytes) {

  private static final int BOUND = 256 * 1024;

  static Machine real() {
    return new Machine(Path.of("/"), Machine::free);
  }

  private static long free(Path path) {
    for (Path at = path.toAbsolutePath(); at != null; at = at.getParent()) {
      if (!Files.exists(at)) continue;
      try {
        return Files.getFileStore(at).getUsableSpace();
      } catch (IOException _) {
        return -1;
      }
    }
    return -1;
  }

  /** Where an absolute path is. */
  Path at(String path) {
    return root.resolve(path.substring(1));
  }

  boolean has(String path) {
    return Files.exists(at(path));
  }

  /** The text less the white space around it; empty if it cannot be had. */
  String text(String path) {
    return text(at(path));
  }

  static String text(Path file) {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(BOUND), StandardCharsets.UTF_8).replace("\0", "").strip();
    } catch (IOException _) {
      return "";
    }
  }

  List<String> lines(String path) {
    return text(path).lines().toList();
  }

  /** What is in a folder under this pattern, by name. */
  List<Path> all(String folder, String pattern) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(at(folder), pattern)) {
      entries.forEach(found::add);
    } catch (IOException _) {
      // No such folder: there is nothing in it.
    }
    found.sort(null);
    return found;
  }

  /** How a path of {@link #all} is called on the machine. */
  String name(Path found) {
    return "/" + root.relativize(found);
  }
}
