package earshot.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import earshot.hal.sim.SimTime;
import earshot.realtime.ClientEvent;
import earshot.realtime.ClientEvent.ResponseSpec;
import earshot.realtime.Dialect;
import earshot.realtime.Endpoint;
import earshot.realtime.Item;
import earshot.realtime.MalformedEvent;
import earshot.realtime.ServerEvent;
import earshot.realtime.Session;
import earshot.realtime.Usage;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;

/** An answer over Chat Completions, whose stream is whatever anybody sends, in pieces. */
public final class TurnsReading {

  private static final long MOST_TOKENS = 10_000_000_000L;

  private TurnsReading() {}

  public static void read(byte[] bytes) throws MalformedEvent {
    for (int size : new int[] {1, 50, 1 << 16}) answer(bytes, size);
  }

  private static void answer(byte[] bytes, int size) throws MalformedEvent {
    Dialect dialect = Dialect.named("ga");
    String said = "{\"type\":\"session.updated\",\"session\":{\"model\":\"gpt-audio\"}}";
    var updated = (ServerEvent.SessionUpdated) dialect.read(said.getBytes(UTF_8));
    URI uri = URI.create("https://nowhere.invalid/v1/chat/completions");
    var web = new Answering(bytes, size);
    var heard = new Hearing();
    var session = new Session(new Endpoint(uri, Map.of(), dialect), updated.inEffect());
    Route.Connection turns =
        new TurnsRoute(web, new SimTime(0, 0), InTurn::new).open(session, heard);
    web.run();
    turns.say(new ClientEvent.UpdateSession(updated.inEffect()), "e1");
    turns.say(new ClientEvent.CreateItem(Item.userText("i1", "hello"), null), "e2");
    turns.say(new ClientEvent.CreateResponse(ResponseSpec.AS_SESSION), "e3");
    web.run();
    turns.close(1000, "");
    if (heard.ends != 1) throw new AssertionError(heard.ends + " ends of the connection");
    if (heard.done > 1) throw new AssertionError(heard.done + " ends of one response");
  }

  /** Everything at once, on the one thread there is. */
  private static final class InTurn implements TurnsRoute.Teller {
    @Override
    public void tell(Runnable word) {
      word.run();
    }

    @Override
    public void awaitRoom() {}

    @Override
    public void end() {}
  }

  private static final class Answering implements Web {
    private final ArrayDeque<Runnable> answers = new ArrayDeque<>();
    private final byte[] bytes;
    private final int size;

    Answering(byte[] bytes, int size) {
      this.bytes = bytes;
      this.size = size;
    }

    @Override
    public Call ask(Question question, Hearer hearer) {
      boolean post = question.body() != null;
      answers.add(() -> answer(hearer, post));
      return () -> {};
    }

    private void answer(Hearer hearer, boolean post) {
      hearer.answered(200, Map.of());
      for (int from = 0; post && from < bytes.length; from += size) {
        byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size));
        hearer.piece(piece, piece.length);
      }
      hearer.ended();
    }

    void run() {
      // A broken answer may be asked for again; nobody asks for ever.
      for (int i = 0; i < 10 && !answers.isEmpty(); i++) answers.poll().run();
    }
  }

  private static final class Hearing implements Route.Listener {
    int ends;
    int done;

    @Override
    public void opened() {}

    @Override
    public void heard(ServerEvent event) {
      if (event instanceof ServerEvent.ResponseDone e) {
        done++;
        if (e.usage() != null) check(e.usage());
      }
    }

    private static void check(Usage usage) {
      long[] all = {
        usage.total(),
        usage.input(),
        usage.output(),
        usage.inputText(),
        usage.inputAudio(),
        usage.cachedText(),
        usage.cachedAudio(),
        usage.outputText(),
        usage.outputAudio()
      };
      for (long tokens : all) {
        if (tokens < 0 || tokens > MOST_TOKENS) throw new AssertionError(usage.toString());
      }
    }

    @Override
    public void garbled(String reason) {}

    @Override
    public void pong() {}

    @Override
    public void failed(Transport.Failure failure) {
      ends++;
    }

    @Override
    public void closed(int code, String reason) {
      ends++;
    }
  }
}
