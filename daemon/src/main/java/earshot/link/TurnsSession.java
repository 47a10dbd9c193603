package earshot.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.hal.Clock;
import earshot.hal.Pcm;
import earshot.link.TurnsHistory.Entry;
import earshot.realtime.ClientEvent;
import earshot.realtime.Item;
import earshot.realtime.ServerEvent;
import earshot.realtime.ServiceError;
import earshot.realtime.Session;
import earshot.realtime.SessionSpec;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One conversation held turn by turn: what we say changes it, and each response is one request.
 * Guarded by itself; what the listener hears is told by the {@link TurnsRoute.Teller}, never under
 * the guard.
 */
final class TurnsSession implements Route.Connection {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long SMALLEST_COMMIT_MILLIS = 100;
  private static final int LONGEST_QUESTION = (int) Pcm.samples(180_000);
  private static final int MOST_TOKENS = 4_096;

  private final Session session;
  private final Route.Listener listener;
  private final Web web;
  private final Clock clock;
  private final TurnsRoute.Teller teller;
  private final TurnsHistory history = new TurnsHistory();
  private SessionSpec spec;
  private short[] input = new short[Pcm.RATE];
  private int inputLength;
  private int heardTo;
  private @Nullable LocalEars ears;
  private Web.@Nullable Call probing;
  private @Nullable TurnsResponse active;
  private long ids;
  private boolean over;

  TurnsSession(
      Session session, Route.Listener listener, Web web, Clock clock, TurnsRoute.Teller teller) {
    this.session = session;
    this.listener = listener;
    this.web = web;
    this.clock = clock;
    this.teller = teller;
    this.spec = session.spec();
  }

  // --- the beginning and the end

  /** Asks what the model is: that costs nothing, and tells whether key and network are good. */
  synchronized void probe() {
    URI chat = session.endpoint().uri();
    String model = spec.model() == null ? "" : spec.model();
    URI uri = URI.create(chat.toString().replaceFirst("/chat/completions", "/models/" + model));
    probing = web.ask(new Web.Question(uri, session.endpoint().headers(), null), new Probe());
  }

  private final class Probe implements Web.Hearer {
    private int status;
    private Map<String, String> headers = Map.of();

    @Override
    public void answered(int code, Map<String, String> head) {
      status = code;
      headers = head;
    }

    @Override
    public void piece(byte[] bytes, int length) {}

    @Override
    public void ended() {
      boolean refused = status == 401 || status == 403 || status == 429 || status >= 500;
      if (refused) {
        Long after =
            Diagnosis.retryAfterSeconds(
                headers.get("retry-after-ms"), headers.get("retry-after"), clock.epochMillis());
        failed(
            new Transport.Failure(
                Transport.Kind.REFUSED,
                "asking " + session.endpoint().uri().getHost() + ": HTTP status " + status,
                status,
                after));
        return;
      }
      tell(listener::opened);
      tell(() -> listener.heard(new ServerEvent.SessionCreated("turns", spec.model(), 0, spec)));
    }

    @Override
    public void failed(Transport.Failure failure) {
      finish(() -> listener.failed(failure));
    }
  }

  private synchronized void finish(Runnable last) {
    if (over) return;
    over = true;
    Web.Call probe = probing;
    if (probe != null) probe.abort();
    TurnsResponse response = active;
    if (response != null) response.abort();
    teller.tell(last);
    teller.end();
  }

  /** The network or the service is gone: the link has to see to it. */
  void lost(String reason) {
    finish(() -> listener.closed(1006, reason));
  }

  @Override
  public void close(int code, String reason) {
    finish(() -> listener.closed(code, reason));
  }

  synchronized void tell(Runnable word) {
    if (!over) teller.tell(word);
  }

  void hear(ServerEvent event) {
    tell(() -> listener.heard(event));
  }

  void garbled(String what) {
    tell(() -> listener.garbled(what));
  }

  void awaitRoom() {
    try {
      teller.awaitRoom();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void ping() {
    // There is no line that could be dead: each request finds out for itself.
    tell(listener::pong);
  }

  @Override
  public long queuedBytes() {
    return 0;
  }

  synchronized String newId(String prefix) {
    return prefix + "_" + ++ids;
  }

  // --- what we say

  @Override
  public synchronized void say(ClientEvent event, String eventId) {
    if (over) return;
    switch (event) {
      case ClientEvent.UpdateSession e -> {
        spec = e.session();
        ears =
            switch (spec.turnDetection()) {
              case SessionSpec.ByServer d -> new LocalEars(d.threshold(), d.silenceMillis());
              case SessionSpec.BySemantics d -> new LocalEars(0.5, 800);
              case SessionSpec.ByRelease d -> null;
            };
        hear(new ServerEvent.SessionUpdated(spec.model(), spec.voice(), spec));
      }
      case ClientEvent.CommitInput e -> {
        if (Pcm.millis(inputLength) < SMALLEST_COMMIT_MILLIS) {
          complain("input_audio_buffer_commit_empty", "There is too little sound.", eventId);
        } else {
          commit();
        }
      }
      case ClientEvent.ClearInput e -> {
        clear();
        hear(new ServerEvent.InputCleared());
      }
      case ClientEvent.CreateItem e -> {
        String id = e.item().id() == null ? newId("item") : e.item().id();
        String before = history.lastId();
        history.add(id, e.item());
        Item named = named(id, e.item());
        hear(new ServerEvent.ItemAdded(named, before));
        hear(new ServerEvent.ItemDone(named, before));
      }
      case ClientEvent.TruncateItem e -> {
        if (history.truncate(e.itemId(), e.audioEndMillis())) {
          hear(new ServerEvent.ItemTruncated(e.itemId(), e.contentIndex(), e.audioEndMillis()));
        } else {
          complain("item_not_found", "There is no such item.", eventId);
        }
      }
      case ClientEvent.DeleteItem e -> {
        history.delete(e.itemId());
        hear(new ServerEvent.ItemDeleted(e.itemId()));
      }
      case ClientEvent.RetrieveItem e -> {}
      case ClientEvent.CreateResponse e -> {
        if (active == null) respond(e.response());
        else {
          complain("conversation_already_has_active_response", "A response is under way.", eventId);
        }
      }
      case ClientEvent.CancelResponse e -> {
        TurnsResponse response = active;
        if (response == null) {
          complain("response_cancel_not_active", "There is nothing to cancel.", eventId);
        } else {
          response.cancel("client_cancelled");
        }
      }
    }
  }

  private static Item named(String id, Item item) {
    return new Item(
        id,
        item.kind(),
        item.role(),
        "completed",
        item.parts(),
        item.callId(),
        item.name(),
        item.arguments(),
        item.output(),
        item.phase());
  }

  private void complain(String code, String message, @Nullable String eventId) {
    hear(
        new ServerEvent.ErrorReported(
            new ServiceError("invalid_request_error", code, message, null, eventId)));
  }

  private void clear() {
    inputLength = 0;
    heardTo = 0;
    if (ears != null) ears.forget();
  }

  /** What was heard becomes an item of the conversation. */
  private void commit() {
    var entry = new Entry(newId("item"), Item.Kind.MESSAGE, Item.Role.USER);
    entry.sound = Arrays.copyOf(input, inputLength);
    String before = history.lastId();
    history.add(entry);
    clear();
    hear(new ServerEvent.InputCommitted(entry.id, before));
  }

  // --- what the user says

  @Override
  public synchronized void append(short[] samples, int at, int count) {
    if (over) return;
    if (ears != null && inputLength + count > LONGEST_QUESTION) forgetOlderHalf();
    int room = LONGEST_QUESTION - inputLength;
    int taken = Math.min(room, count);
    if (inputLength + taken > input.length) {
      input = Arrays.copyOf(input, Math.min(LONGEST_QUESTION, 2 * (inputLength + taken)));
    }
    System.arraycopy(samples, at, input, inputLength, taken);
    inputLength += taken;
    LocalEars listening = ears;
    if (listening != null) listen(listening);
  }

  /** A noise may last for long: what is said after it has to be heard all the same. */
  private void forgetOlderHalf() {
    int from = heardTo / 2;
    System.arraycopy(input, from, input, 0, inputLength - from);
    inputLength -= from;
    heardTo -= from;
  }

  private void listen(LocalEars listening) {
    while (heardTo + Pcm.FRAME <= inputLength) {
      LocalEars.Heard heard = listening.frame(input, heardTo);
      heardTo += Pcm.FRAME;
      switch (heard) {
        case SPEECH -> {
          hear(new ServerEvent.SpeechStarted(null, Pcm.millis(heardTo)));
          if (interrupts() && active != null) active.cancel("turn_detected");
        }
        case SILENCE -> {
          hear(new ServerEvent.SpeechStopped(null, Pcm.millis(heardTo)));
          commit();
          if (answers() && active == null) respond(ClientEvent.ResponseSpec.AS_SESSION);
          return;
        }
        case NOTHING_NEW -> {}
      }
    }
    if (listening.hearsSpeech()) return;
    // Of silence only what belongs before the next word is kept.
    int kept = (int) Pcm.samples(paddingMillis() + 20L * LocalEars.LOUD_FRAMES);
    if (heardTo > 2 * kept) {
      int from = heardTo - kept;
      System.arraycopy(input, from, input, 0, inputLength - from);
      inputLength -= from;
      heardTo -= from;
    }
  }

  private boolean interrupts() {
    return switch (spec.turnDetection()) {
      case SessionSpec.ByServer d -> d.interruptResponse();
      case SessionSpec.BySemantics d -> d.interruptResponse();
      case SessionSpec.ByRelease d -> false;
    };
  }

  private boolean answers() {
    return switch (spec.turnDetection()) {
      case SessionSpec.ByServer d -> d.createResponse();
      case SessionSpec.BySemantics d -> d.createResponse();
      case SessionSpec.ByRelease d -> false;
    };
  }

  private int paddingMillis() {
    return spec.turnDetection() instanceof SessionSpec.ByServer d ? d.prefixPaddingMillis() : 300;
  }

  // --- the answer

  private void respond(ClientEvent.ResponseSpec wanted) {
    var response = new TurnsResponse(this, newId("resp"), newId("item"));
    active = response;
    hear(new ServerEvent.ResponseCreated(response.id, "conversation", Map.of()));
    response.start(
        web.ask(
            new Web.Question(session.endpoint().uri(), session.endpoint().headers(), body(wanted)),
            response));
  }

  private byte[] body(ClientEvent.ResponseSpec wanted) {
    boolean spoken = wanted.audio() == null ? spec.audio() : wanted.audio();
    ObjectNode body = JSON.createObjectNode();
    if (spec.model() != null) body.put("model", spec.model());
    var modalities = body.putArray("modalities").add("text");
    if (spoken) {
      modalities.add("audio");
      String voice = spec.voice() == null ? "alloy" : spec.voice();
      body.putObject("audio").put("voice", voice).put("format", "pcm16");
    }
    body.put("stream", true).putObject("stream_options").put("include_usage", true);
    Integer most = spec.maxOutputTokens();
    body.put("max_completion_tokens", most == null ? MOST_TOKENS : Math.min(most, MOST_TOKENS));
    String also = wanted.instructions();
    var messages = history.messages(spec.instructions(), clock.epochMillis() / 1000);
    if (also != null) messages.addObject().put("role", "system").put("content", also);
    body.set("messages", messages);
    for (SessionSpec.Tool tool : spec.tools()) {
      ObjectNode one = body.withArray("tools").addObject().put("type", "function");
      ObjectNode function = one.putObject("function");
      function.put("name", tool.name()).put("description", tool.description());
      function.set("parameters", read(tool.parametersJson()));
    }
    if (!spec.tools().isEmpty()) {
      body.put("tool_choice", wanted.toolChoice() == null ? "auto" : wanted.toolChoice());
    }
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the parameters of a tool are no JSON", e);
    }
  }

  /** The response is over: what was said and called is part of the conversation. */
  synchronized void ended(TurnsResponse response, Entry said, List<Entry> calls) {
    if (active != response) return;
    active = null;
    if (!said.words.isEmpty() || said.audioId != null) history.add(said);
    calls.forEach(history::add);
  }

  long nowMillis() {
    return clock.epochMillis();
  }
}
