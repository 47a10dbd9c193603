package earshot.hal.desktop;

import earshot.hal.HalException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The controlling terminal, giving each key at once and without echo. Signals keep their keys. It
 * is put back as it was when closed and when the program ends. One thread reads; any thread closes.
 */
final class Terminal implements AutoCloseable {

  static final String DEVICE = "/dev/tty";

  private static final int PATIENCE_SECONDS = 5;

  private final FileInputStream in;
  private final FileChannel channel;
  private final String before;
  private final AtomicBoolean restored = new AtomicBoolean();
  private final Thread atExit = new Thread(this::restore, "terminal");
  private final ByteBuffer key = ByteBuffer.allocateDirect(1);

  /** Whether this process is in the foreground of a terminal: others are stopped when they read. */
  static boolean ours() {
    try {
      return foreground(Files.readString(Path.of("/proc/self/stat")));
    } catch (IOException e) {
      return false;
    }
  }

  /** By the kernel's line on a process: its process group is the one its terminal listens to. */
  static boolean foreground(String stat) {
    // The program's name may hold anything, and ends with the last bracket.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
    if (fields.length < 6) return false;
    String group = fields[2];
    String terminal = fields[4];
    String terminalGroup = fields[5];
    return !terminal.equals("0") && group.equals(terminalGroup);
  }

  Terminal() {
    try {
      before = stty("-g").strip();
      in = new FileInputStream(DEVICE);
      channel = in.getChannel();
      Runtime.getRuntime().addShutdownHook(atExit);
      stty("-icanon", "-echo", "min", "1", "time", "0");
    } catch (IOException e) {
      throw new HalException(
          "space bar", "use the terminal", e, "start it in a terminal, or use earshot press");
    }
  }

  private static String stty(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("stty", "-F", DEVICE));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("stty does not answer");
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.exitValue() != 0) throw new IOException(said.strip());
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while stty ran", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** The next key's byte; -1 if the terminal is gone or closed. Blocks. */
  int read() throws IOException {
    key.clear();
    try {
      return channel.read(key) <= 0 ? -1 : key.get(0) & 0xff;
    } catch (ClosedChannelException e) {
      return -1;
    }
  }

  /** Whether {@link #read} would give a key at once. */
  boolean ready() throws IOException {
    return in.available() > 0;
  }

  private void restore() {
    if (!restored.compareAndSet(false, true)) return;
    try {
      stty(before);
    } catch (IOException e) {
      throw new UncheckedIOException("the terminal stays without echo; try: stty sane", e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It was open for reading only: nothing is lost.
    }
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The program is ending: whoever comes first puts it back.
    }
    restore();
  }
}
