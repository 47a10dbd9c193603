package earshot.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a running daemon, for one command. Blocks the calling thread; every failure is
 * a {@link Refusal} that says what to try.
 */
final class ControlClient implements AutoCloseable {

  private static final String START_IT = "start it: earshot run, or systemctl start earshot";

  private final SocketChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(8192).flip();

  private ControlClient(SocketChannel channel) {
    this.channel = channel;
  }

  static ControlClient connect(Path socket) {
    SocketChannel channel = null;
    try {
      channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      channel.connect(UnixDomainSocketAddress.of(socket));
      return new ControlClient(channel);
    } catch (IOException e) {
      close(channel);
      throw refused(socket, e);
    }
  }

  private static Refusal refused(Path socket, IOException why) {
    String message = String.valueOf(why.getMessage()).toLowerCase(Locale.ROOT);
    Path directory = socket.toAbsolutePath().getParent();
    boolean hidden =
        directory != null && Files.isDirectory(directory) && !Files.isExecutable(directory);
    if (hidden || message.contains("permission") || message.contains("not permitted")) {
      return new Refusal(
          Exit.NOT_PERMITTED,
          "this user may not talk to the daemon on " + socket,
          "join the group that owns the socket (usermod -aG earshot USER, then log in again), or"
              + " sudo");
    }
    return new Refusal(Exit.NOT_RUNNING, "no daemon answers on " + socket, START_IT);
  }

  /** One request and its one answer, within this time; a refusal by the daemon is thrown. */
  ObjectNode call(ObjectNode request, Duration most) {
    CompletableFuture<Boolean> deadline =
        new CompletableFuture<Boolean>()
            .completeOnTimeout(true, most.toMillis(), TimeUnit.MILLISECONDS);
    deadline.thenAccept(_ -> close());
    send(request);
    ObjectNode answer = next();
    boolean late = !deadline.cancel(false);
    if (answer == null && late) {
      throw new Refusal(
          Exit.FAILED,
          "the daemon has not answered for " + most.toSeconds() + " s",
          "systemctl restart earshot");
    }
    if (answer == null) {
      throw new Refusal(
          Exit.NOT_RUNNING, "the daemon hung up before it answered", "earshot status");
    }
    return checked(answer);
  }

  static ObjectNode checked(ObjectNode answer) {
    if (answer.path("ok").booleanValue() || answer.has("problems")) {
      return answer;
    }
    throw new Refusal(
        Exit.ofCode(answer.path("exit").asInt(1)),
        answer.path("error").asText(),
        answer.path("try").asText());
  }

  /** Ends the connection when so much time has passed, whatever it waits for. */
  void hangUpAfter(Duration most) {
    CompletableFuture.delayedExecutor(most.toMillis(), TimeUnit.MILLISECONDS).execute(this::close);
  }

  void send(ObjectNode request) {
    try {
      ByteBuffer line = ByteBuffer.wrap(Wire.line(request));
      while (line.hasRemaining()) {
        channel.write(line);
      }
    } catch (IOException _) {
      // It may have said why before it hung up: the answer tells.
    }
  }

  /** The next line, or null when the daemon has hung up. */
  @Nullable ObjectNode next() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      while (true) {
        while (buffer.hasRemaining()) {
          byte each = buffer.get();
          if (each == '\n') {
            return Wire.read(line.toByteArray());
          }
          line.write(each);
        }
        buffer.clear();
        int count = channel.read(buffer);
        buffer.flip();
        if (count < 0) {
          return null;
        }
      }
    } catch (IOException _) {
      return null;
    }
  }

  @Override
  public void close() {
    close(channel);
  }

  private static void close(@Nullable SocketChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException _) {
      // Nothing is left to do about it.
    }
  }
}
