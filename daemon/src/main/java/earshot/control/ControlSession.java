package earshot.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.telemetry.Journal;
import earshot.telemetry.Metric;
import earshot.telemetry.Metrics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client of the control socket. Two virtual threads: one reads lines, one answers them, so that
 * a client that goes while it waits is noticed at once. Everything is bounded: the line, the lines
 * waiting, the time to say something, the time to take an answer.
 */
final class ControlSession {

  private static final int LINES_WAITING = 16;
  private static final int ENTRIES_WAITING = 512;

  private sealed interface Said {}

  private record Line(byte[] bytes) implements Said {}

  private record TooLong() implements Said {}

  private record End() implements Said {}

  private final SocketChannel channel;
  private final Requests requests;
  private final Journal journal;
  private final Metrics metrics;
  private final Duration patience;
  private final Consumer<ControlSession> left;
  private final BlockingQueue<Said> said = new ArrayBlockingQueue<>(LINES_WAITING);
  private final CompletableFuture<Boolean> gone = new CompletableFuture<>();
  private final Thread reader;
  private final Attachment attachment;

  ControlSession(
      SocketChannel channel,
      Requests requests,
      Journal journal,
      Metrics metrics,
      Duration patience,
      Consumer<ControlSession> left) {
    this.channel = channel;
    this.requests = requests;
    this.attachment = requests.attachment();
    this.journal = journal;
    this.metrics = metrics;
    this.patience = patience;
    this.left = left;
    this.reader = Thread.ofVirtual().name("control-reader").unstarted(this::read);
  }

  void start() {
    reader.start();
    Thread.ofVirtual().name("control-client").start(this::serve);
  }

  // -- the reading thread

  private void read() {
    try {
      ByteBuffer buffer = ByteBuffer.allocate(4096);
      byte[] line = new byte[Wire.LINE_BOUND];
      int length = 0;
      while (channel.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          byte next = buffer.get();
          if (next == '\n') {
            said.put(new Line(java.util.Arrays.copyOf(line, length)));
            length = 0;
          } else if (length == line.length) {
            said.put(new TooLong());
            return;
          } else {
            line[length++] = next;
          }
        }
        buffer.clear();
      }
      said.put(new End());
    } catch (IOException _) {
      said.offer(new End());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      gone.complete(true);
    }
  }

  // -- the answering thread

  private void serve() {
    try {
      while (true) {
        Said next = said.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        switch (next) {
          case Line(byte[] bytes) -> answer(bytes);
          case TooLong _ -> {
            refuse("the line is longer than " + Wire.LINE_BOUND + " bytes", "a shorter one");
            return;
          }
          case End _ -> {
            return;
          }
          case null -> {
            refuse("nothing was said for " + patience.toSeconds() + " s", "connect again");
            return;
          }
        }
      }
    } catch (IOException _) {
      // The client has gone: nobody is left to tell.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      journal.write(
          Journal.Level.ERROR,
          "control-bug",
          "A control request failed: " + e.getClass().getName());
    } finally {
      attachment.drop();
      close();
      // It may wait for room among the lines, which nobody takes any more.
      reader.interrupt();
      left.accept(this);
    }
  }

  private void answer(byte[] line) throws IOException, InterruptedException {
    metrics.increment(Metric.CONTROL_REQUESTS);
    ObjectNode request = Wire.read(line);
    if (request == null) {
      refuse("this is not a JSON object on one line", "{\"do\":\"status\"}");
    } else if (request.path("do").asText().equals("events")) {
      events(request);
    } else {
      ObjectNode answer = requests.answer(request, gone, attachment);
      if (!answer.path("ok").booleanValue()) {
        metrics.increment(Metric.CONTROL_REFUSED);
      }
      write(line(answer));
    }
  }

  private void events(ObjectNode request) throws IOException, InterruptedException {
    JsonNode last = request.path("last");
    int count = last.isInt() ? Math.clamp(last.intValue(), 0, 10_000) : 50;
    if (!request.path("follow").asBoolean()) {
      for (Journal.Entry entry : journal.last(count)) {
        write(line(entry));
      }
      write(line(Wire.ok()));
      return;
    }
    // The journal's writer, often the loop, only offers: a slow client loses entries, counted.
    BlockingQueue<Optional<Journal.Entry>> entries = new ArrayBlockingQueue<>(ENTRIES_WAITING);
    Consumer<Journal.Entry> follower =
        entry -> {
          if (!entries.offer(Optional.of(entry))) {
            metrics.increment(Metric.CONTROL_EVENTS_DROPPED);
          }
        };
    AutoCloseable following = journal.follow(Math.min(count, ENTRIES_WAITING - 1), follower);
    try {
      gone.thenRun(
          () -> {
            while (!entries.offer(Optional.empty())) {
              entries.poll();
            }
          });
      while (true) {
        Journal.@Nullable Entry entry = entries.take().orElse(null);
        if (entry == null) {
          return;
        }
        write(line(entry));
      }
    } finally {
      stop(following);
    }
  }

  private byte[] line(Journal.Entry entry) {
    ObjectNode node = Wire.object();
    node.set("entry", Wire.entry(entry));
    return line(node);
  }

  private static void stop(AutoCloseable following) {
    try {
      following.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void refuse(String why, String remedy) throws IOException {
    metrics.increment(Metric.CONTROL_REFUSED);
    write(line(Wire.refused(new Refusal(Exit.USAGE, why, remedy))));
  }

  /** Whatever the service or an error has quoted: no secret goes out. */
  private byte[] line(ObjectNode message) {
    return journal.covered(message + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** A client that takes nothing is hung up on when its time is over. */
  private void write(byte[] line) throws IOException {
    CompletableFuture<Boolean> deadline =
        new CompletableFuture<Boolean>()
            .completeOnTimeout(true, patience.toMillis(), TimeUnit.MILLISECONDS);
    deadline.thenAccept(_ -> close());
    try {
      ByteBuffer buffer = ByteBuffer.wrap(line);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } finally {
      deadline.cancel(false);
    }
  }

  /** From any thread, any number of times. */
  void close() {
    try {
      channel.close();
    } catch (IOException _) {
      // Nothing is left to do about it.
    }
  }
}
