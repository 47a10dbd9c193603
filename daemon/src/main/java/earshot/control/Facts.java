package earshot.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What a machine is, in a few lines. Reads files; what is not there is left out. */
final class Facts {

  private static final List<String> FILES =
      List.of(
          "/proc/device-tree/model",
          "/etc/os-release",
          "/proc/version",
          "/proc/uptime",
          "/proc/loadavg",
          "/proc/asound/cards",
          "/boot/firmware/config.txt");

  private Facts() {}

  static String ofThisMachine() {
    String java =
        "java "
            + System.getProperty("java.runtime.version")
            + ", "
            + System.getProperty("os.arch")
            + ", "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + "\n";
    return java + FILES.stream().map(Facts::page).collect(Collectors.joining());
  }

  private static String page(String file) {
    try {
      return "\n== " + file + "\n" + Files.readString(Path.of(file)).replace("\0", "");
    } catch (IOException _) {
      return "";
    }
  }
}
