package earshot.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A listener that keeps what it hears, in order, and notices when it is told things wrongly. */
class Heard implements Transport.Listener {

  sealed interface Event {}

  record Opened() implements Event {}

  record Message(byte[] text) implements Event {}

  record Pong() implements Event {}

  record Failed(Transport.Failure failure) implements Event {}

  record Closed(int code, String reason) implements Event {}

  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final List<String> wrongs = new ArrayList<>();
  private final AtomicInteger inside = new AtomicInteger();
  private boolean opened;
  private boolean ended;

  private void hear(Event event) {
    boolean alone = inside.incrementAndGet() == 1;
    synchronized (wrongs) {
      if (!alone) wrongs.add(event + " came while another was being told");
      if (ended) wrongs.add(event + " came after the end");
      switch (event) {
        case Opened o -> {
          if (opened) wrongs.add("opened twice");
          opened = true;
        }
        case Message m -> requireOpened(event);
        case Pong p -> requireOpened(event);
        case Failed f -> {
          if (opened) wrongs.add("failed after opened");
          ended = true;
        }
        case Closed c -> ended = true;
      }
    }
    events.add(event);
    inside.decrementAndGet();
  }

  private void requireOpened(Event event) {
    if (!opened) wrongs.add(event + " came before opened");
  }

  @Override
  public void opened() {
    hear(new Opened());
  }

  @Override
  public void message(byte[] text) {
    hear(new Message(text));
  }

  @Override
  public void pong() {
    hear(new Pong());
  }

  @Override
  public void failed(Transport.Failure failure) {
    hear(new Failed(failure));
  }

  @Override
  public void closed(int code, String reason) {
    hear(new Closed(code, reason));
  }

  <E extends Event> E next(Class<E> type) {
    try {
      Event event = events.poll(20, TimeUnit.SECONDS);
      if (event == null) return fail("waited in vain for " + type.getSimpleName());
      return assertInstanceOf(type, event);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  void nothingWrong() {
    synchronized (wrongs) {
      assertEquals(List.of(), wrongs);
      assertEquals(List.of(), List.copyOf(events), "left over");
    }
  }

  boolean hasEnded() {
    synchronized (wrongs) {
      return ended;
    }
  }
}
