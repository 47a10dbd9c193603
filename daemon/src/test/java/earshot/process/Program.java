package earshot.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.hal.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One running {@code earshot} process, on this test's class path. Its streams are files unless a
 * test feeds it; closing ends it, whatever it does.
 */
final class Program implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 60;

  final Process process;
  final Path socket;
  final Path out;
  private final Path err;

  private Program(Process process, Path socket, Path out, Path err) {
    this.process = process;
    this.socket = socket;
    this.out = out;
    this.err = err;
  }

  /** A command up to the class to be run, which is on the class path of the tests. */
  static List<String> virtualMachine() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx128m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        // Not the one of the tests, which log nothing.
        "-Dtinylog.configuration=tinylog.properties",
        "-cp",
        System.getProperty("java.class.path"));
  }

  /** How one is started. */
  static final class Plan {
    private final Path directory;
    private final List<String> words = new ArrayList<>();
    private Map<String, String> environment = Map.of();
    private ProcessBuilder.Redirect in = ProcessBuilder.Redirect.PIPE;
    private boolean readOut = true;
    private @Nullable Path where;
    private List<String> command = List.of();

    Plan(Path directory, String... words) {
      this.directory = directory;
      this.words.addAll(List.of(words));
    }

    Plan set(String key, Object value) {
      words.add("--set");
      words.add(key + "=" + value);
      return this;
    }

    Plan word(String word) {
      words.add(word);
      return this;
    }

    Plan config(Path file) {
      words.add("--config");
      words.add(file.toString());
      return this;
    }

    Plan with(Map<String, String> variables) {
      environment = variables;
      return this;
    }

    /** Not on the class path of the tests, but by this command, in this directory. */
    Plan by(Path place, String... line) {
      where = place;
      command = List.of(line);
      return this;
    }

    Plan in(Path file) {
      in = ProcessBuilder.Redirect.from(file.toFile());
      return this;
    }

    /** Standard output is a pipe that the test holds. */
    Plan holdingOut() {
      readOut = false;
      return this;
    }

    Program start() throws IOException {
      List<String> line = new ArrayList<>(command);
      if (line.isEmpty()) {
        line.addAll(virtualMachine());
        line.add("earshot.Main");
      }
      Path socket = directory.resolve("s");
      if (words.contains("run")) set("state.directory", directory.resolve("state"));
      line.addAll(words);
      Path out = Files.createTempFile(directory, "out", "");
      Path err = Files.createTempFile(directory, "err", "");
      ProcessBuilder builder = new ProcessBuilder(line);
      if (where != null) builder.directory(where.toFile());
      builder.environment().remove("EARSHOT_CONFIG");
      builder.environment().remove("OPENAI_API_KEY");
      builder.environment().put("EARSHOT_SOCKET", socket.toString());
      builder.environment().putAll(environment);
      builder.redirectInput(in).redirectError(err.toFile());
      if (readOut) builder.redirectOutput(out.toFile());
      return new Program(builder.start(), socket, out, err);
    }
  }

  /** What it said on standard error so far. */
  String err() throws IOException {
    return Files.readString(err);
  }

  String errNow() {
    try {
      return err();
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** One request over the control socket, and its answer. */
  JsonNode call(String name, Object... more) throws IOException {
    ObjectNode request = JSON.createObjectNode().put("do", name);
    for (int i = 0; i < more.length; i += 2) {
      request.set(String.valueOf(more[i]), JSON.valueToTree(more[i + 1]));
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8)));
      var answer = new ByteArrayOutputStream();
      ByteBuffer buffer = ByteBuffer.allocate(4096);
      while (channel.read(buffer) >= 0) {
        answer.write(buffer.array(), 0, buffer.position());
        buffer.clear();
        byte[] bytes = answer.toByteArray();
        if (bytes.length > 0 && bytes[bytes.length - 1] == '\n') return JSON.readTree(bytes);
      }
    }
    throw new IOException("the daemon hung up on " + name + "\n" + err());
  }

  /** One request whose answer takes a while. */
  CompletableFuture<JsonNode> later(String name, Object... more) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return call(name, more);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        // One thread each: the usual pool has a single one where there are two processors.
        task -> Thread.ofVirtual().start(task));
  }

  /** Waits until the control socket answers. */
  Program up() throws Exception {
    Await.until(
        "the control socket answers",
        () -> {
          if (!process.isAlive()) throw new AssertionError("it ended: " + err());
          try {
            return call("ping").path("ok").asBoolean();
          } catch (IOException e) {
            return false;
          }
        });
    return this;
  }

  /** Waits for a state of the conversation or of the link. */
  JsonNode reach(String state) throws IOException {
    JsonNode answer = call("wait", "state", state, "millis", PATIENCE_SECONDS * 1000);
    if (!answer.path("ok").asBoolean()) {
      throw new AssertionError("not " + state + ": " + answer + "\n" + err());
    }
    return answer;
  }

  /** Waits for its own end. */
  int end() throws Exception {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end\n" + err());
    }
    return process.exitValue();
  }

  /** Asks it to end, as a service manager does. How long that took. */
  long terminatedAfterMillis() throws Exception {
    Clock clock = Clock.system();
    long start = clock.nanos();
    process.toHandle().destroy();
    end();
    return (clock.nanos() - start) / 1_000_000;
  }

  void signal(String name) throws Exception {
    // The shell's own: a small system has no kill of another kind.
    Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start();
    if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new AssertionError("kill -" + name + " failed");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }
}
