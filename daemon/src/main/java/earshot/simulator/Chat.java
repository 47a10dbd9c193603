package earshot.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.hal.Pcm;
import earshot.hal.Wav;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chat Completions with sound: each request brings the whole conversation and takes one answer
 * away, at once or in a stream. Remembers its spoken answers for a while, so that they can be
 * referred to. Service thread only.
 */
final class Chat {

  /** How long an answer's sound can be referred to. */
  private static final long KEPT_SECONDS = 3600;

  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  private record Kept(Item item, long untilEpochSeconds) {}

  private final SimulatedService service;
  private final Map<String, Kept> kept = new HashMap<>();
  private int requests;

  Chat(SimulatedService service) {
    this.service = service;
  }

  static boolean isPath(String pathAndQuery) {
    return pathAndQuery.replaceFirst("\\?.*", "").endsWith("/chat/completions");
  }

  ChatCall call(String pathAndQuery, Map<String, String> headers, byte[] body, ChatClient client) {
    var call = new Call(++requests, client);
    call.take(new Upgrade(pathAndQuery, headers), body);
    return call;
  }

  private @Nullable Item earlier(String audioId) {
    Kept found = kept.get(audioId);
    boolean good = found != null && found.untilEpochSeconds > service.time().epochMillis() / 1000;
    return found != null && good ? found.item : null;
  }

  private final class Call implements ChatCall {
    private final int number;
    private final ChatClient client;
    private final String id = service.newId("chatcmpl");
    private final long created = service.time().epochMillis() / 1000;
    private boolean over;
    private int pieces;
    private Tally.Tokens input = Tally.Tokens.NONE;
    private Tally.Tokens output = Tally.Tokens.NONE;

    Call(int number, ChatClient client) {
      this.number = number;
      this.client = client;
    }

    @Override
    public void gone() {
      over = true;
    }

    private void take(Upgrade request, byte[] body) {
      if (misbehaves(Misbehaviour.Point.CHAT)) return;
      try {
        admit(request);
        var asked = new ChatRequest(read(body), Chat.this::earlier);
        Item question = asked.question();
        if (question != null) {
          for (Item.Part part : question.content) {
            if (part.spoken) question.heardAs = service.repertoire().understand(part.sound());
          }
        }
        input = Tally.of(asked.settings, asked.items);
        Answer answer = service.repertoire().answer(asked.settings, asked.items);
        after(
            service.script().delivery().thinkMillis() * 1_000_000L,
            () -> new Speaking(this, asked, answer).begin());
      } catch (ChatRefused refused) {
        client.answer(refused.status, refused.headers(), refused.body());
        over = true;
      }
    }

    private void admit(Upgrade request) throws ChatRefused {
      String path = request.pathAndQuery().replaceFirst("\\?.*", "");
      boolean azure = path.startsWith("/openai/");
      String key = azure ? request.header("api-key") : "";
      if (key.isEmpty()) key = Door.bearer(request);
      if (service.admits(key)) return;
      throw azure
          ? new ChatRefused(401, "401", null, "Access denied due to invalid subscription key.")
          : new ChatRefused(401, "invalid_api_key", null, "Incorrect API key provided: ***.");
    }

    private static JsonNode read(byte[] body) throws ChatRefused {
      JsonNode read = Json.read(body);
      if (read == null) throw new ChatRefused(400, null, null, "We could not parse the JSON body.");
      return read;
    }

    /** Plays what the script has for this point; true if that was the end of the call. */
    private boolean misbehaves(Misbehaviour.Point point) {
      for (Misbehaviour each : service.script().misbehaviours()) {
        Misbehaviour.When when = each.when();
        if (when.point() != point
            || when.connection() != 0 && when.connection() != number
            || point == Misbehaviour.Point.CHAT_PIECE && when.count() != pieces) continue;
        switch (each.act()) {
          case Misbehaviour.Refuse(int status, String body, var headers) -> {
            var all = new HashMap<>(JSON);
            all.putAll(headers);
            client.answer(status, all, body.getBytes(StandardCharsets.UTF_8));
            over = true;
          }
          case Misbehaviour.Cut() -> {
            client.cut();
            over = true;
          }
          case Misbehaviour.HalfOpen() -> over = true;
          case Misbehaviour.Garbage(String text) ->
              client.piece(text.getBytes(StandardCharsets.UTF_8));
          default -> {}
        }
      }
      return over;
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

    private ObjectNode usage() {
      ObjectNode usage = Json.object();
      usage.put("prompt_tokens", input.total());
      usage.put("completion_tokens", output.total());
      usage.put("total_tokens", input.total() + output.total());
      usage
          .putObject("prompt_tokens_details")
          .put("audio_tokens", input.audio())
          .put("cached_tokens", 0);
      usage
          .putObject("completion_tokens_details")
          .put("audio_tokens", output.audio())
          .put("reasoning_tokens", 0);
      return usage;
    }
  }

  /** One answer on its way out. */
  private final class Speaking {
    private final Call call;
    private final ChatRequest asked;
    private final Item item;
    private final ArrayNode calls = Json.object().arrayNode();
    private String words = "";
    private short[] sound = {};
    private String finish = "stop";
    private final String audioId = service.newId("audio");
    private final long expiresAt = epochSeconds(service) + KEPT_SECONDS;
    private int sent;
    private int saidTo;
    private int told;

    Speaking(Call call, ChatRequest asked, Answer answer) {
      this.call = call;
      this.asked = asked;
      this.item = new Item(service.newId("item"), Item.Kind.MESSAGE, "assistant");
      for (Answer.Part part : answer.parts()) {
        switch (part) {
          case Answer.Say say -> {
            words = words.isEmpty() ? say.words() : words + " " + say.words();
            if (asked.speaks) sound = joined(sound, service.repertoire().sound(say));
          }
          case Answer.Call function -> {
            ObjectNode one = calls.addObject().put("id", service.newId("call"));
            one.put("type", "function");
            one.putObject("function")
                .put("name", function.function())
                .put("arguments", function.arguments());
            finish = "tool_calls";
          }
        }
      }
      limit();
    }

    private static long epochSeconds(SimulatedService service) {
      return service.time().epochMillis() / 1000;
    }

    private static short[] joined(short[] a, short[] b) {
      short[] all = Arrays.copyOf(a, a.length + b.length);
      System.arraycopy(b, 0, all, a.length, b.length);
      return all;
    }

    /** Two tokens of sound are a tenth of a second; the words go with it. */
    private void limit() {
      long most = asked.settings.outputTokens();
      long audio = (sound.length + 1199) / 1200;
      long text = Tally.text(words);
      if (audio + text > most) {
        double share = (double) most / (audio + text);
        sound = Arrays.copyOf(sound, (int) (sound.length * share));
        words = words.substring(0, (int) (words.length() * share));
        finish = "length";
      }
      item.content.add(
          asked.speaks && sound.length > 0
              ? Item.Part.spoken(sound, sound.length, words)
              : Item.Part.text(words));
      call.output = Tally.of(item).plus(new Tally.Tokens(Tally.text(calls.toString()), 0, 0));
    }

    void begin() {
      if (sound.length > 0) kept.put(audioId, new Kept(item, expiresAt));
      if (!asked.streams) {
        whole();
        return;
      }
      call.client.begin(Map.of("Content-Type", "text/event-stream; charset=utf-8"));
      ObjectNode first = Json.object().put("role", "assistant");
      if (sound.length > 0) first.putNull("content");
      else first.put("content", "");
      chunk(first.putNull("refusal"), null);
      if (sound.length > 0) {
        chunk(audio("id", audioId), null);
        more();
      } else {
        write();
      }
    }

    private ObjectNode audio(String member, String value) {
      ObjectNode delta = Json.object();
      delta.putObject("audio").put(member, value);
      return delta;
    }

    /** The next piece of sound, its words ahead of it. */
    private void more() {
      Delivery delivery = service.script().delivery();
      int count = (int) Math.min(Pcm.samples(delivery.deltaMillis()), sound.length - sent);
      say(sent + count + (int) Pcm.samples(delivery.leadMillis()));
      var bytes = new byte[2 * count];
      Pcm.toBytes(sound, sent, bytes, 0, count);
      chunk(audio("data", Base64.getEncoder().encodeToString(bytes)), null);
      sent += count;
      call.pieces++;
      if (call.misbehaves(Misbehaviour.Point.CHAT_PIECE)) return;
      if (sent < sound.length) {
        long nanos = (long) (count * (1e9 / Pcm.RATE) / delivery.pace());
        call.after(nanos + stall(), this::more);
        return;
      }
      ObjectNode last = Json.object();
      last.putObject("audio").put("expires_at", expiresAt);
      chunk(last, null);
      functions();
    }

    private long stall() {
      for (Delivery.Stall stall : service.script().delivery().stalls()) {
        if (told < 1 && Pcm.millis(sent) >= stall.atAudioMillis()) {
          told++;
          return stall.forMillis() * 1_000_000;
        }
      }
      return 0;
    }

    private void say(int upToSample) {
      long upTo = Math.round(Math.min(1, (double) upToSample / sound.length) * words.length());
      while (saidTo < upTo) {
        int end = Reply.wordEnd(words, saidTo);
        chunk(audio("transcript", words.substring(saidTo, end)), null);
        saidTo = end;
      }
    }

    private void write() {
      while (saidTo < words.length()) {
        int end = Reply.wordEnd(words, saidTo);
        chunk(Json.object().put("content", words.substring(saidTo, end)), null);
        saidTo = end;
      }
      functions();
    }

    private void functions() {
      for (int i = 0; i < calls.size(); i++) {
        ObjectNode whole = (ObjectNode) calls.get(i);
        String arguments = whole.at("/function/arguments").asText();
        ObjectNode begun = whole.deepCopy().put("index", i);
        ((ObjectNode) begun.path("function")).put("arguments", "");
        chunk(calling(begun), null);
        for (int at = 0; at < arguments.length(); at += 7) {
          ObjectNode piece = Json.object().put("index", i);
          piece
              .putObject("function")
              .put("arguments", arguments.substring(at, Math.min(arguments.length(), at + 7)));
          chunk(calling(piece), null);
        }
      }
      if (call.misbehaves(Misbehaviour.Point.CHAT_DONE)) return;
      chunk(Json.object(), finish);
      if (asked.tellsUsage) {
        ObjectNode last = envelope();
        last.putArray("choices");
        send(last.set("usage", call.usage()));
      }
      call.client.piece("data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII));
      call.client.end();
      call.over = true;
    }

    private static ObjectNode calling(ObjectNode function) {
      ObjectNode delta = Json.object();
      delta.putArray("tool_calls").add(function);
      return delta;
    }

    private ObjectNode envelope() {
      return Json.object()
          .put("id", call.id)
          .put("object", "chat.completion.chunk")
          .put("created", call.created)
          .put("model", asked.settings.model)
          .put("service_tier", "default");
    }

    private void chunk(ObjectNode delta, @Nullable String finishReason) {
      ObjectNode chunk = envelope();
      ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
      choice.set("delta", delta);
      choice.putNull("logprobs").put("finish_reason", finishReason);
      if (asked.tellsUsage) chunk.putNull("usage");
      send(chunk);
    }

    private void send(JsonNode chunk) {
      call.client.piece(("data: " + chunk + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    private void whole() {
      ObjectNode answer =
          Json.object()
              .put("id", call.id)
              .put("object", "chat.completion")
              .put("created", call.created)
              .put("model", asked.settings.model);
      ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
      ObjectNode message = choice.putObject("message").put("role", "assistant");
      message.putNull("refusal");
      if (sound.length > 0) {
        message.putNull("content");
        message
            .putObject("audio")
            .put("id", audioId)
            .put("data", Base64.getEncoder().encodeToString(encoded()))
            .put("transcript", words)
            .put("expires_at", expiresAt);
      } else {
        message.put("content", words.isEmpty() ? null : words);
      }
      if (!calls.isEmpty()) message.set("tool_calls", calls);
      choice.putNull("logprobs").put("finish_reason", finish);
      answer.set("usage", call.usage());
      call.client.answer(200, JSON, Json.bytes(answer));
      call.over = true;
    }

    /** A WAV where that was asked for, else bare samples: nobody here encodes the other forms. */
    private byte[] encoded() {
      if (asked.format.equals("wav")) return Wav.bytes(sound);
      var samples = new byte[2 * sound.length];
      Pcm.toBytes(sound, 0, samples, 0, sound.length);
      return samples;
    }
  }
}
