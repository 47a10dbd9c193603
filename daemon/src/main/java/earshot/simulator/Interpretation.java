package earshot.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.hal.Pcm;
import earshot.simulator.rules.Fault;
import earshot.simulator.rules.Rules;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the translator: what goes in and out of it. It lives in the time of the sound
 * it is given, 200 ms of it at a step, so whoever stops feeding it hears no more of it. Service
 * thread only.
 */
final class Interpretation implements Session {

  /** What it takes in at a step. */
  private static final int FRAME = Pcm.RATE / 5;

  private static final String PATH = "/v1/realtime/translations";

  private final SimulatedService service;
  private final int number;
  private final Door door;
  private final Client client;
  private final Ids ids;
  private final String id;
  private final long expiresAtSeconds;
  private final Rules rules = Rules.load("translation");
  private final InputBuffer buffer = new InputBuffer();
  private final Interpreter interpreter;
  private String language = "en";
  private @Nullable JsonNode transcription;
  private @Nullable JsonNode noiseReduction;
  private boolean closing;
  private boolean over;
  private int deltas;

  Interpretation(SimulatedService service, int number, Door door, Client client, Ids ids) {
    this.service = service;
    this.number = number;
    this.door = door;
    this.client = client;
    this.ids = ids;
    this.id = ids.next("sess");
    this.interpreter = new Interpreter(service.repertoire());
    long lasts = service.script().terms().sessionMillis();
    this.expiresAtSeconds = (service.time().epochMillis() + lasts) / 1000;
  }

  /** Whether this is not about a conversation but about a translation. */
  static boolean isWanted(Upgrade upgrade) {
    return upgrade.pathAndQuery().matches("(/openai)?" + PATH + "(\\?.*)?");
  }

  /** The same question, as if it were about a conversation: the door is the same. */
  static Upgrade asConversation(Upgrade upgrade) {
    return new Upgrade(upgrade.pathAndQuery().replaceFirst("/translations", ""), upgrade.headers());
  }

  void open() {
    Terms terms = service.script().terms();
    after((long) (terms.latencyMillis() * 1_000_000L * ids.jitter()), this::greet);
    after(terms.sessionMillis() * 1_000_000L, this::expire);
  }

  private void greet() {
    Door.Refusal refusal = door.refusal();
    if (refusal == null && door.model().startsWith("gpt-") && !door.model().contains("translate")) {
      String told = "Model \"" + door.model() + "\" is not supported in translation mode.";
      refusal = new Door.Refusal("invalid_model", told, 4000);
    }
    if (refusal != null) {
      refuse(refusal.code(), null, refusal.message(), null);
      close(refusal.closeCode(), refusal.closeReason());
      return;
    }
    if (misbehave(Misbehaviour.Point.OPEN, 0)) return;
    sendSession("session.created");
    misbehave(Misbehaviour.Point.CREATED, 0);
  }

  private void expire() {
    refuse("session_expired", null, "Your session hit the maximum duration of 60 minutes.", null);
    close(1001, "");
  }

  private void sendSession(String type) {
    ObjectNode event = Json.event(type);
    ObjectNode session = event.putObject("session");
    session.put("id", id).put("type", "translation").put("model", door.model());
    session.put("expires_at", expiresAtSeconds);
    ObjectNode audio = session.putObject("audio");
    ObjectNode input = audio.putObject("input");
    input.set("transcription", transcription);
    input.set("noise_reduction", noiseReduction);
    audio.putObject("output").put("language", language);
    send(event);
  }

  // In

  @Override
  public void text(byte[] message) {
    if (over || closing) return;
    service.note(number, "translation", true, message);
    JsonNode event = Json.read(message);
    if (event == null) {
      refuse("invalid_json", null, "Invalid event: failed to parse JSON value. ", null);
      return;
    }
    String eventId = event.path("event_id").isTextual() ? event.get("event_id").asText() : null;
    Fault fault = rules.checkClient(event);
    if (fault == null) fault = rules.checkLimits(event);
    if (fault != null) {
      refuse(fault.code(), fault.param(), fault.message(), eventId);
      return;
    }
    switch (event.path("type").asText()) {
      case "session.update" -> update(event.path("session").path("audio"));
      case "session.input_audio_buffer.append" -> append(event.path("audio").asText(), eventId);
      default -> finish();
    }
  }

  private void update(JsonNode audio) {
    JsonNode input = audio.path("input");
    if (input.has("transcription")) transcription = Wording.orNull(input.get("transcription"));
    if (input.has("noise_reduction")) noiseReduction = Wording.orNull(input.get("noise_reduction"));
    language = audio.path("output").path("language").asText(language);
    if (!misbehave(Misbehaviour.Point.UPDATE, 0)) sendSession("session.updated");
  }

  private void append(String base64, @Nullable String eventId) {
    byte[] sound;
    try {
      sound = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      sound = new byte[1];
    }
    if (sound.length % 2 != 0) {
      String told =
          "Invalid 'audio'. Expected base64-encoded audio bytes (mono pcm16), but got an invalid"
              + " value.";
      refuse("invalid_value", "audio", told, eventId);
      return;
    }
    short[] samples = Sound.PCM.decode(sound);
    buffer.append(samples, samples.length);
    while (buffer.written() - buffer.from() >= FRAME) {
      step(buffer.take(buffer.from(), buffer.from() + FRAME));
    }
  }

  /** One step of the translator, and what it says in it, a little later. */
  private void step(short[] frame) {
    Interpreter.Said said = interpreter.take(frame, language);
    long elapsedMillis = interpreter.takenMillis();
    after(service.script().delivery().thinkMillis() * 1_000_000L, () -> say(said, elapsedMillis));
  }

  private void say(Interpreter.Said said, long elapsedMillis) {
    if (transcription != null) {
      for (String word : said.heard()) words("session.input_transcript.delta", word, elapsedMillis);
    }
    for (String word : said.words()) words("session.output_transcript.delta", word, elapsedMillis);
    if (said.sound().length == 0) return;
    byte[] bytes = Sound.PCM.encode(said.sound(), 0, said.sound().length);
    ObjectNode event = Json.event("session.output_audio.delta");
    event.put("delta", Base64.getEncoder().encodeToString(bytes));
    event.put("sample_rate", Pcm.RATE).put("channels", 1).put("format", "pcm16");
    send(event.put("elapsed_ms", elapsedMillis));
    misbehave(Misbehaviour.Point.DELTA, ++deltas);
  }

  private void words(String type, String delta, long elapsedMillis) {
    send(Json.event(type).put("delta", delta).put("elapsed_ms", elapsedMillis));
  }

  /** What has been given to it is translated to its end first. */
  private void finish() {
    closing = true;
    do {
      step(new short[FRAME]);
    } while (interpreter.isBusy());
    after(
        service.script().delivery().thinkMillis() * 1_000_000L,
        () -> {
          send(Json.event("session.closed"));
          close(1000, "");
        });
  }

  @Override
  public void binary(byte[] message) {
    String told = "Expected a text WebSocket message; binary frames are not supported.";
    refuse("invalid_event", null, told, null);
  }

  @Override
  public void gone() {
    over = true;
  }

  // Out

  private void refuse(
      String code, @Nullable String param, String message, @Nullable String clientEvent) {
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

  private void send(ObjectNode event) {
    if (over) return;
    event.put("event_id", ids.next("event"));
    Fault fault = rules.checkServer(event);
    if (fault != null) {
      throw new IllegalStateException(
          "the simulator said something malformed: " + fault + " in " + event);
    }
    byte[] message = Json.bytes(event);
    service.note(number, "translation", false, message);
    client.text(message);
  }

  private void close(int code, String reason) {
    if (over) return;
    over = true;
    client.close(code, reason);
  }

  /** What goes wrong at this point, as far as it makes sense here; true to withhold. */
  private boolean misbehave(Misbehaviour.Point point, int count) {
    boolean withheld = false;
    for (Misbehaviour each : service.mishaps().at(point, number, 0, count)) {
      if (each.act() instanceof Misbehaviour.Withhold) withheld = true;
      else after(each.when().afterMillis() * 1_000_000, () -> act(each.act()));
    }
    return withheld;
  }

  private void act(Misbehaviour.Act act) {
    switch (act) {
      case Misbehaviour.Cut() -> {
        over = true;
        client.cut();
      }
      case Misbehaviour.Close(int code, String reason) -> close(code, reason);
      case Misbehaviour.SayError(String type, var code, String message) ->
          sayError(type, code, null, message, null);
      default -> {}
    }
  }

  private void after(long nanos, Runnable act) {
    service
        .time()
        .after(
            nanos,
            () -> {
              if (!over) act.run();
            });
  }
}
