package earshot.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One connection: what goes in and out of it, what is set, and what goes wrong in it. What its
 * client asks for is done by {@link Requests}. Service thread only.
 */
final class LiveSession implements Session {

  /** Seen between the end of a response and the word about limits. */
  private static final long RATE_LIMITS_AFTER_NANOS = 43_000_000;

  private static final int TOKENS_A_MINUTE = 40_000;

  final int number;
  final Wording wording;
  final Conversation conversation;
  final Tally tally = new Tally();
  final UserTurns turns;
  final Requests requests;
  final HostedCalls hosted = new HostedCalls(this);
  Settings settings;
  private final SimulatedService service;
  private final Door door;
  private final Client client;
  private final Ids ids;
  private final String id;
  private final long expiresAtSeconds;
  private final FastAppend fastAppend = new FastAppend();
  private final Deque<byte[]> heldBack = new ArrayDeque<>();
  private long heldBackUntilNanos;
  private boolean over;
  private boolean deaf;
  private int repeats;
  private boolean swaps;
  private byte @Nullable [] swapped;

  LiveSession(
      SimulatedService service, int number, Door door, Client client, Settings settings, Ids ids) {
    this.service = service;
    this.number = number;
    this.door = door;
    this.client = client;
    this.ids = ids;
    this.wording = door.wording();
    this.id = ids.next("sess");
    this.conversation = new Conversation(ids.next("conv"));
    this.settings = settings;
    this.turns = new UserTurns(this);
    this.requests = new Requests(this);
    long lasts = service.script().terms().sessionMillis();
    this.expiresAtSeconds = (service.time().epochMillis() + lasts) / 1000;
    turns.hear(settings.hearing, door.azure());
  }

  /** The first event comes a little later, as from afar. */
  void open() {
    Terms terms = service.script().terms();
    after((long) (terms.latencyMillis() * 1_000_000L * ids.jitter()), this::greet);
    after(terms.sessionMillis() * 1_000_000L, this::expire);
  }

  private void greet() {
    Door.Refusal refusal = door.refusal();
    if (refusal != null) {
      refuse(refusal.code(), null, refusal.message(), null);
      close(refusal.closeCode(), refusal.closeReason());
      return;
    }
    if (misbehave(Misbehaviour.Point.OPEN, null, 0)) return;
    sendSession("created");
    if (door.azure() && door.beta()) {
      ObjectNode created = Json.event("conversation.created");
      created
          .putObject("conversation")
          .put("id", conversation.id)
          .put("object", "realtime.conversation");
      send(created);
    }
    misbehave(Misbehaviour.Point.CREATED, null, 0);
  }

  private void expire() {
    refuse("session_expired", null, "Your session hit the maximum duration of 60 minutes.", null);
    close(1001, "");
  }

  void sendSession(String what) {
    boolean flatTranscription = settings.transcribesOnly && door.beta();
    ObjectNode event =
        Json.event((flatTranscription ? "transcription_session." : "session.") + what);
    send(event.set("session", wording.session(settings, id, expiresAtSeconds)));
  }

  // In

  @Override
  public void text(byte[] message) {
    if (over || deaf) return;
    service.note(this, true, message);
    byte[] sound = fastAppend.read(message);
    if (sound != null) {
      requests.append(sound, null);
      return;
    }
    JsonNode event = Json.read(message);
    if (event == null) {
      refuse("invalid_json", null, "Invalid event: failed to parse JSON value. ", null);
    } else {
      requests.take(event);
    }
  }

  @Override
  public void binary(byte[] message) {
    if (over || deaf) return;
    String told = "Expected a text WebSocket message; binary frames are not supported.";
    refuse("invalid_event", null, told, null);
  }

  @Override
  public void gone() {
    end();
  }

  /** What was said is let go, for timers keep the session itself for the rest of its hour. */
  private void end() {
    over = true;
    service.over(this);
    heldBack.clear();
    conversation.forget();
  }

  void set(Settings changed) {
    Hearing before = settings.hearing;
    settings = changed;
    boolean same = before == null ? changed.hearing == null : before.equals(changed.hearing);
    if (!same) turns.hear(changed.hearing, door.azure());
  }

  // Out

  void refuse(String code, @Nullable String param, String message, @Nullable String clientEvent) {
    sayError("invalid_request_error", code, param, message, clientEvent);
  }

  private void sayError(
      String type,
      @Nullable String code,
      @Nullable String param,
      String message,
      @Nullable String clientEvent) {
    ObjectNode event = Json.event("error");
    ObjectNode error = event.putObject("error");
    error.put("type", type).put("code", code).put("message", message);
    error.put("param", param).put("event_id", clientEvent);
    send(event);
  }

  void send(ObjectNode event) {
    event.put("event_id", ids.next("event"));
    check(event);
    deliver(Json.bytes(event));
  }

  void sendChecked(byte[] message) {
    JsonNode event = Json.read(message);
    if (event == null) throw new IllegalStateException("the simulator wrote what is not JSON");
    check(event);
    deliver(message);
  }

  private void check(JsonNode event) {
    var fault = wording.rules.checkServer(event);
    if (fault == null) return;
    throw new IllegalStateException(
        "the simulator said something malformed: " + fault + " in " + event);
  }

  /** Hands a message to the client, now or when a stall is over. */
  void deliver(byte[] message) {
    if (over || deaf) return;
    if (now() < heldBackUntilNanos || !heldBack.isEmpty()) {
      heldBack.add(message);
      return;
    }
    if (swaps) {
      swaps = false;
      swapped = message;
      return;
    }
    say(message);
    byte[] late = swapped;
    swapped = null;
    if (late != null) say(late);
  }

  private void say(byte[] message) {
    service.note(this, false, message);
    client.text(message);
    if (repeats == 0) return;
    repeats--;
    client.text(message);
  }

  private void release() {
    while (!over && !deaf && !heldBack.isEmpty() && now() >= heldBackUntilNanos) {
      say(heldBack.remove());
    }
  }

  private void close(int code, String reason) {
    if (over) return;
    end();
    client.close(code, reason);
  }

  void chargeRateLimits(long tokens, long spent) {
    RateLimits rates = service.rates();
    rates.spend(settings.model, spent);
    after(
        RATE_LIMITS_AFTER_NANOS,
        () -> {
          ObjectNode event = Json.event("rate_limits.updated");
          if (rates.any()) {
            send(event.set("rate_limits", rates.describe(settings.model)));
            return;
          }
          ObjectNode limit = event.putArray("rate_limits").addObject().put("name", "tokens");
          limit.put("limit", TOKENS_A_MINUTE);
          limit.put("remaining", Math.max(0, TOKENS_A_MINUTE - tokens));
          limit.put("reset_seconds", tokens * 60.0 / TOKENS_A_MINUTE);
          send(event);
        });
  }

  // The conversation, as heard and said

  void committed(String itemId, short[] sound) {
    var item = new Item(itemId, Item.Kind.MESSAGE, "user");
    item.content.add(Item.Part.spoken(sound, sound.length, null));
    item.heardAs = service.repertoire().understand(sound);
    service.remember(item.id, sound);
    send(
        Json.event("input_audio_buffer.committed")
            .put("previous_item_id", conversation.before(null))
            .put("item_id", itemId));
    begin(item);
    complete(item);
    JsonNode transcription = settings.transcription;
    if (transcription != null) new Transcription(this, item, transcription).begin();
    misbehave(Misbehaviour.Point.COMMIT, null, 0);
  }

  /** Adds an item at the end and says so. */
  void begin(Item item) {
    conversation.add(item);
    announce(item);
  }

  void announce(Item item) {
    String type = wording.saysItemsTwice() ? "added" : "created";
    itemEvent("conversation.item." + type, item);
  }

  void complete(Item item) {
    if (wording.saysItemsTwice()) itemEvent("conversation.item.done", item);
  }

  private void itemEvent(String type, Item item) {
    ObjectNode event = Json.event(type).put("previous_item_id", conversation.before(item));
    send(event.set("item", wording.item(item, false)));
  }

  void interrupt() {
    turns.stir();
    requests.interrupt();
  }

  void respondToSpeech() {
    requests.respondToSpeech();
  }

  /** A response is over; its sound will have been played at this time. */
  void ended(Reply reply, long playedAtNanos) {
    requests.ended(reply);
    if (!reply.outOfBand) turns.waitForUser(Math.max(playedAtNanos, now()));
  }

  // Misbehaviour

  /** Plays what goes wrong at this point; true if what belongs here is to be withheld. */
  boolean misbehave(Misbehaviour.Point point, @Nullable Reply reply, int count) {
    boolean withheld = false;
    int response = reply == null ? 0 : reply.number;
    for (Misbehaviour each : service.mishaps().at(point, number, response, count)) {
      long afterMillis = each.when().afterMillis();
      if (each.act() instanceof Misbehaviour.Withhold) withheld = true;
      else if (afterMillis == 0) act(each.act(), reply);
      else after(afterMillis * 1_000_000, () -> act(each.act(), reply));
    }
    return withheld || over;
  }

  /** Plays what goes wrong before something is taken; true if it is not to be taken. */
  boolean declines(Misbehaviour.Point point, @Nullable String eventId) {
    boolean declined = false;
    for (Misbehaviour each : service.mishaps().at(point, number, 0, 0)) {
      if (each.act()
          instanceof Misbehaviour.Decline(String type, var code, var param, String message)) {
        sayError(type, code, param, message, eventId);
        declined = true;
      } else {
        act(each.act(), requests.active());
      }
    }
    return declined || over;
  }

  void misbehave(Misbehaviour now) {
    after(now.when().afterMillis() * 1_000_000, () -> act(now.act(), requests.active()));
  }

  private void act(Misbehaviour.Act act, @Nullable Reply reply) {
    switch (act) {
      case Misbehaviour.Cut() -> {
        if (over) return;
        end();
        client.cut();
      }
      case Misbehaviour.Close(int code, String reason) -> close(code, reason);
      case Misbehaviour.Stall(long millis) -> {
        heldBackUntilNanos = Math.max(heldBackUntilNanos, now() + millis * 1_000_000);
        at(heldBackUntilNanos, this::release);
      }
      case Misbehaviour.HalfOpen() -> {
        deaf = true;
        client.deaf();
      }
      case Misbehaviour.Trickle(int bytesPerSecond) -> client.trickle(bytesPerSecond);
      case Misbehaviour.Garbage(String text) -> deliver(text.getBytes(StandardCharsets.UTF_8));
      case Misbehaviour.SayError(String type, var code, String message) ->
          sayError(type, code, null, message, null);
      case Misbehaviour.Respond() -> requests.respondToSpeech();
      case Misbehaviour.Fail failure -> {
        if (reply != null) reply.fail(failure);
      }
      case Misbehaviour.Incomplete(String reason) -> {
        if (reply != null) reply.stop("incomplete", reason);
      }
      case Misbehaviour.Empty() -> {
        if (reply != null) reply.stop("completed", null);
      }
      case Misbehaviour.Expire() -> expire();
      case Misbehaviour.Repeat(int messages) -> repeats += messages;
      case Misbehaviour.Swap() -> swaps = true;
      case Misbehaviour.Stray() -> stray();
      case Misbehaviour.Oversized(int bytes) -> oversized(bytes);
      case Misbehaviour.ReadSlowly(int bytesPerSecond) -> client.readSlowly(bytesPerSecond);
      case Misbehaviour.TlsAlert() -> {
        if (over) return;
        end();
        client.breakTls();
      }
      // These belong to the upgrade, and to places that ask whether to withhold.
      case Misbehaviour.Decline decline -> {}
      case Misbehaviour.Refuse refuse -> {}
      case Misbehaviour.WrongAccept() -> {}
      case Misbehaviour.Withhold() -> {}
    }
  }

  private void stray() {
    ObjectNode event = Json.event(wording.output("audio.delta"));
    event.put("response_id", newId("resp")).put("item_id", newId("item"));
    event.put("output_index", 0).put("content_index", 0);
    send(event.put("delta", Base64.getEncoder().encodeToString(new byte[4800])));
  }

  private void oversized(int bytes) {
    var text = new StringBuilder("{\"type\":\"padding\",\"padding\":\"");
    text.repeat('x', bytes).append("\"}");
    deliver(text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  // Around it

  SimulatedService service() {
    return service;
  }

  Delivery delivery() {
    return service.script().delivery();
  }

  String newId(String prefix) {
    return ids.next(prefix);
  }

  double jitter() {
    return ids.jitter();
  }

  long now() {
    return service.time().nanos();
  }

  /** Does this later, unless the connection is over by then. */
  void at(long nanos, Runnable act) {
    service
        .time()
        .at(
            nanos,
            () -> {
              if (!over) act.run();
            });
  }

  void after(long nanos, Runnable act) {
    at(now() + nanos, act);
  }
}
