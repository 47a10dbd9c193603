package earshot.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Puts a file in the place of another, so that after a power cut there is the old one or the new
 * one, never half of it. Blocks until it is on the disk.
 */
public final class WholeFile {

  private WholeFile() {}

  /** Who may read it goes by the process. */
  public static void put(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(folder(file));
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    write(fresh, bytes);
    move(fresh, file);
  }

  /**
   * From its first byte on it is read by nobody else than it says.
   *
   * @param mode as in {@code rw-------}
   */
  public static void put(Path file, byte[] bytes, String mode) throws IOException {
    Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
    var permissions = PosixFilePermissions.fromString(mode);
    Files.createDirectories(folder(file));
    Files.deleteIfExists(fresh);
    write(
        fresh,
        bytes,
        Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
        PosixFilePermissions.asFileAttribute(permissions));
    // The umask may have taken away what others need.
    Files.setPosixFilePermissions(fresh, permissions);
    move(fresh, file);
  }

  /** The first half: the new one is on the disk, beside the place that it is for. */
  public static void write(Path fresh, byte[] bytes) throws IOException {
    write(
        fresh,
        bytes,
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING));
  }

  private static void write(
      Path fresh, byte[] bytes, Set<StandardOpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    try (var channel = FileChannel.open(fresh, options, attributes)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) channel.write(left);
      channel.force(true);
    }
  }

  /** The second half: in its place, whatever was there, and so on the disk. */
  public static void move(Path fresh, Path file) throws IOException {
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (var folder = FileChannel.open(folder(file), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private static Path folder(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) throw new IOException(file + " is a folder");
    return folder;
  }
}
