package earshot.memory;

import earshot.hal.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Remembers through the end of the process that it was using a native library, so that one that
 * ends it again and again is left alone. Blocks for the disk. A disk that cannot be written to
 * forgets, and keeps nobody from anything.
 */
public final class CrashFile {

  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  private final Clock clock;
  private final KeptLine file;
  private final String version;
  private boolean using;

  /**
   * @param name of what may end the process
   */
  public CrashFile(Path directory, String name, String version, Clock clock) {
    this.clock = clock;
    this.version = version.replace(' ', '-');
    file = new KeptLine(directory, name, why -> {});
  }

  private Crashes found() {
    String boot = boot();
    return file.found()
        .flatMap(line -> Crashes.parse(line, boot, version))
        .orElse(Crashes.none(boot, version));
  }

  private static String boot() {
    try {
      return Files.readString(BOOT).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** Before it is used, and each time before: false if that has ended the process too often. */
  public synchronized boolean begin() {
    if (using) return true;
    Crashes before = found();
    if (before.tooMany(clock.nanos())) return false;
    using = true;
    keep(before.begun(clock.nanos()));
    return true;
  }

  /** The process ends in order, as far as that is concerned. */
  public synchronized void end() {
    if (!using) return;
    using = false;
    keep(found().ended());
  }

  private void keep(Crashes crashes) {
    try {
      file.keepNow(crashes.text());
    } catch (IOException e) {
      // The same disk tells of itself by what people would miss more.
      return;
    }
  }
}
