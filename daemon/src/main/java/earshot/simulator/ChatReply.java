package earshot.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.hal.Pcm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One answer on its way: whole, or as a stream in pieces at the pace of the script, with what goes
 * wrong on purpose. Service thread only.
 */
final class ChatReply implements ChatCall {

  private static final int PIECE_NANOS = 5_000_000;
  private static final int SAMPLES_PER_TOKEN = 1200;
  private static final int LETTERS = 12;

  private final ChatDesk desk;
  private final int number;
  private final ChatClient client;
  private final String id;
  private final Deque<Supplier<ObjectNode>> pieces = new ArrayDeque<>();
  private final List<Answer.Call> calls = new ArrayList<>();
  private final Map<Answer.Call, String> callIds = new HashMap<>();
  private String words = "";
  private short[] sound = {};
  private int length;
  private String finish = "stop";
  private boolean finishWithheld;
  private boolean over;
  private boolean streaming;
  private long heldUntilNanos;
  private int sent;
  private long gapNanos;
  private @Nullable ChatRequest request;
  private Tally.Input input = new Tally.Input(Tally.Tokens.NONE, Tally.Tokens.NONE);

  ChatReply(ChatDesk desk, int number, ChatClient client) {
    this.desk = desk;
    this.number = number;
    this.client = client;
    this.id = desk.service().newId("chatcmpl");
  }

  @Override
  public void gone() {
    over = true;
  }

  /** Does this later, unless it is over by then. */
  void after(long nanos, Runnable act) {
    desk.service()
        .time()
        .after(
            nanos,
            () -> {
              if (!over) act.run();
            });
  }

  void refuse(ChatRefusal refusal) {
    whole(refusal.status, refusal.headers(), refusal.body());
  }

  private void whole(int status, Map<String, String> headers, byte[] body) {
    if (over) return;
    over = true;
    desk.service().note(number, false, body);
    var all = new HashMap<>(headers);
    all.putIfAbsent("Content-Type", "application/json");
    all.put("x-request-id", id.replace("chatcmpl", "req"));
    client.answer(status, all, body);
  }

  void begin(ChatRequest asked, Answer answer, Tally.Input read) {
    request = asked;
    input = read;
    compose(asked, answer);
    desk.service().rates().spend(asked.settings.model, output().total());
    Delivery delivery = desk.service().script().delivery();
    long held = Math.max(0, heldUntilNanos - desk.service().time().nanos());
    long thought = held + delivery.thinkMillis() * 1_000_000L;
    if (asked.streams) {
      cutUp(asked, delivery);
      after(thought, this::openStream);
    } else {
      long made = (long) (length * 1e9 / Pcm.RATE / delivery.pace());
      after(thought + made, this::sayWhole);
    }
  }

  /** What is said, as far as the limit lets it. */
  private void compose(ChatRequest asked, Answer answer) {
    var said = new StringBuilder();
    for (Answer.Part part : answer.parts()) {
      switch (part) {
        case Answer.Say say -> {
          if (!said.isEmpty()) said.append(' ');
          said.append(say.words());
          if (asked.settings.speaks) add(desk.service().repertoire().sound(say));
        }
        // Chat Completions have none.
        case Answer.Hosted hosted -> {}
        case Answer.Call call -> {
          if (calls.isEmpty() || asked.parallel) {
            calls.add(call);
            callIds.put(call, desk.service().newId("call"));
          }
        }
      }
    }
    words = said.toString();
    long left = asked.outputLimit;
    if (Tally.text(words) > left) {
      words = words.substring(0, (int) Math.min(words.length(), left * 4));
      finish = "length";
    }
    left -= Tally.text(words);
    if (spokenTokens() > left) {
      length = (int) Math.min(length, left * SAMPLES_PER_TOKEN);
      finish = "length";
    }
    if (!calls.isEmpty() && finish.equals("stop")) finish = "tool_calls";
  }

  private void add(short[] more) {
    var all = new short[length + more.length];
    System.arraycopy(sound, 0, all, 0, length);
    System.arraycopy(more, 0, all, length, more.length);
    sound = all;
    length = all.length;
  }

  private long spokenTokens() {
    return (length + SAMPLES_PER_TOKEN - 1) / SAMPLES_PER_TOKEN;
  }

  private boolean spoken() {
    return length > 0;
  }

  /** Keeps it for a next request to name; tells until when. */
  private long keep(String audioId) {
    var item = new Item(audioId, Item.Kind.MESSAGE, "assistant");
    item.content.add(Item.Part.spoken(sound, length, words));
    return desk.keep(audioId, item);
  }

  // Whole

  private void sayWhole() {
    ChatRequest asked = request;
    if (asked == null || misbehave(Misbehaviour.Point.CHAT_END, 0)) return;
    ObjectNode body = head("chat.completion");
    ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
    choice.put("finish_reason", finish).putNull("logprobs");
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    message.put("content", spoken() || words.isEmpty() ? null : words).putNull("refusal");
    message.putArray("annotations");
    if (!calls.isEmpty()) {
      ArrayNode list = message.putArray("tool_calls");
      for (Answer.Call call : calls) {
        ObjectNode each = list.addObject().put("id", callIds.get(call)).put("type", "function");
        each.putObject("function").put("name", call.function()).put("arguments", call.arguments());
      }
    }
    if (spoken()) {
      String audioId = desk.service().newId("audio");
      byte[] bytes =
          asked.format.equals("wav")
              ? ChatSound.wav(sound, length)
              : ChatSound.raw(sound, 0, length);
      message
          .putObject("audio")
          .put("id", audioId)
          .put("data", Base64.getEncoder().encodeToString(bytes))
          .put("expires_at", keep(audioId))
          .put("transcript", words);
    }
    body.set("usage", usage());
    whole(200, Map.of(), Json.bytes(body));
  }

  private ObjectNode head(String object) {
    ObjectNode body = Json.object().put("id", id).put("object", object);
    body.put("created", desk.service().time().epochMillis() / 1000);
    body.put("model", request == null ? "" : request.settings.model);
    return body.put("service_tier", "default").put("system_fingerprint", "fp_simulated");
  }

  private Tally.Tokens output() {
    long called = 0;
    for (Answer.Call call : calls) {
      called += Tally.text(call.function()) + Tally.text(call.arguments());
    }
    return new Tally.Tokens(Tally.text(words) + called, spokenTokens(), 0);
  }

  private ObjectNode usage() {
    return ChatUsage.json(input, output());
  }

  // As a stream

  private void cutUp(ChatRequest asked, Delivery delivery) {
    pieces.add(() -> delta(Json.object().put("role", "assistant").putNull("refusal")));
    gapNanos = PIECE_NANOS;
    if (spoken()) {
      String audioId = desk.service().newId("audio");
      pieces.add(() -> audio(Json.object().put("id", audioId).put("transcript", "")));
      int step = delivery.deltaMillis() * Pcm.RATE / 1000;
      gapNanos = (long) (delivery.deltaMillis() * 1e6 / delivery.pace());
      int count = (length + step - 1) / step;
      for (int i = 0; i < count; i++) {
        // The words keep ahead of the sound and are whole before it is.
        String some = slice(words, i, Math.max(1, count * 2 / 3));
        if (!some.isEmpty()) pieces.add(() -> audio(Json.object().put("transcript", some)));
        int from = i * step;
        pieces.add(() -> audio(data(from, Math.min(step, length - from))));
      }
      pieces.add(() -> audio(Json.object().put("expires_at", keep(audioId))));
    } else {
      for (int at = 0; at < words.length(); at += LETTERS) {
        String some = words.substring(at, Math.min(words.length(), at + LETTERS));
        pieces.add(() -> delta(Json.object().put("content", some)));
      }
    }
    for (int i = 0; i < calls.size(); i++) cutUp(i, calls.get(i));
    pieces.add(this::finished);
    if (asked.countsUsage) {
      pieces.add(
          () -> {
            ObjectNode last = head("chat.completion.chunk");
            last.putArray("choices");
            return last.set("usage", usage());
          });
    }
  }

  private static String slice(String words, int at, int of) {
    if (at >= of) return "";
    return words.substring(words.length() * at / of, words.length() * (at + 1) / of);
  }

  private void cutUp(int index, Answer.Call call) {
    pieces.add(
        () -> {
          ObjectNode first = Json.object().put("index", index).put("id", callIds.get(call));
          first
              .put("type", "function")
              .putObject("function")
              .put("name", call.function())
              .put("arguments", "");
          return called(first);
        });
    String arguments = call.arguments();
    for (int at = 0; at < arguments.length(); at += LETTERS) {
      String some = arguments.substring(at, Math.min(arguments.length(), at + LETTERS));
      pieces.add(
          () -> {
            ObjectNode more = Json.object().put("index", index);
            more.putObject("function").put("arguments", some);
            return called(more);
          });
    }
  }

  private ObjectNode data(int from, int count) {
    byte[] bytes = ChatSound.raw(sound, from, count);
    return Json.object().put("data", Base64.getEncoder().encodeToString(bytes));
  }

  private ObjectNode audio(ObjectNode audio) {
    return delta(Json.object().set("audio", audio));
  }

  private ObjectNode called(ObjectNode call) {
    ObjectNode delta = Json.object();
    delta.putArray("tool_calls").add(call);
    return delta(delta);
  }

  private ObjectNode finished() {
    ObjectNode last = delta(Json.object());
    if (!finishWithheld) ((ObjectNode) last.at("/choices/0")).put("finish_reason", finish);
    return last;
  }

  private ObjectNode delta(ObjectNode delta) {
    ObjectNode chunk = head("chat.completion.chunk");
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.putNull("logprobs").putNull("finish_reason");
    if (request != null && request.countsUsage) chunk.putNull("usage");
    return chunk;
  }

  private void openStream() {
    streaming = true;
    client.begin(
        Map.of(
            "Content-Type",
            "text/event-stream; charset=utf-8",
            "x-request-id",
            id.replace("chatcmpl", "req")));
    next();
  }

  private void next() {
    long wait = heldUntilNanos - desk.service().time().nanos();
    if (wait > 0) {
      after(wait, this::next);
      return;
    }
    Supplier<ObjectNode> piece = pieces.poll();
    if (piece == null) {
      raw("[DONE]");
      over = true;
      client.end();
      return;
    }
    boolean last = pieces.size() == (request != null && request.countsUsage ? 1 : 0);
    if (last && misbehave(Misbehaviour.Point.CHAT_END, 0)) return;
    raw(Json.bytes(piece.get()));
    if (misbehave(Misbehaviour.Point.CHAT_PIECE, ++sent)) return;
    after(last ? 0 : gapNanos, this::next);
  }

  private void raw(String text) {
    raw(text.getBytes(StandardCharsets.UTF_8));
  }

  private void raw(byte[] data) {
    desk.service().note(number, false, data);
    var event = new byte[data.length + 8];
    System.arraycopy("data: ".getBytes(StandardCharsets.US_ASCII), 0, event, 0, 6);
    System.arraycopy(data, 0, event, 6, data.length);
    event[event.length - 2] = '\n';
    event[event.length - 1] = '\n';
    client.piece(event);
  }

  // Misbehaviour

  /** Plays what goes wrong at this point; true if nothing more is said. */
  boolean misbehave(Misbehaviour.Point point, int count) {
    for (Misbehaviour each : desk.service().mishaps().at(point, number, 0, count)) {
      if (over) break;
      act(each.act());
    }
    return over;
  }

  private void act(Misbehaviour.Act act) {
    switch (act) {
      case Misbehaviour.Refuse(int status, String body, var headers) ->
          whole(status, headers, body.getBytes(StandardCharsets.UTF_8));
      case Misbehaviour.Cut() -> {
        over = true;
        client.cut();
      }
      case Misbehaviour.Stall(long millis) ->
          heldUntilNanos = desk.service().time().nanos() + millis * 1_000_000;
      case Misbehaviour.HalfOpen() -> over = true;
      case Misbehaviour.Garbage(String text) -> {
        if (streaming) raw(text);
        else whole(200, Map.of(), text.getBytes(StandardCharsets.UTF_8));
      }
      case Misbehaviour.SayError(String type, var code, String message) ->
          fail(type, code, message);
      case Misbehaviour.Fail(String type, String code, String message) -> fail(type, code, message);
      case Misbehaviour.Incomplete(String reason) ->
          finish = reason.equals("max_output_tokens") ? "length" : reason;
      case Misbehaviour.Withhold() -> finishWithheld = true;
      case Misbehaviour.Close close -> {
        over = true;
        if (streaming) client.end();
        else client.cut();
      }
      // These belong to the upgrade and to long connections.
      case Misbehaviour.Trickle trickle -> {}
      case Misbehaviour.ReadSlowly slowly -> {}
      case Misbehaviour.Decline decline -> {}
      case Misbehaviour.Respond() -> {}
      case Misbehaviour.Repeat repeat -> {}
      case Misbehaviour.Swap() -> {}
      case Misbehaviour.Stray() -> {}
      case Misbehaviour.Oversized oversized -> {}
      case Misbehaviour.Expire() -> {}
      case Misbehaviour.Empty() -> {}
      case Misbehaviour.WrongAccept() -> {}
      case Misbehaviour.TlsAlert() -> {}
    }
  }

  private void fail(String type, @Nullable String code, String message) {
    ObjectNode error = ChatRefusal.error(type, code, null, message);
    if (!streaming) {
      whole(500, Map.of(), Json.bytes(error));
      return;
    }
    raw(Json.bytes(error));
    over = true;
    client.end();
  }
}
