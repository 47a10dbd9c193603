package earshot.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes the Chat Completions requests of a service: lets in, refuses, and remembers across requests
 * what the assistant said and what it has read before. Service thread only.
 */
final class ChatDesk {

  private static final int LARGEST_BODY = 20 << 20;
  private static final long KEPT_MILLIS = 3_600_000;
  private static final int LEAST_CACHED = 1024;
  private static final int CACHED_STEP = 128;

  private record Said(Item item, long untilEpochMillis) {}

  private final SimulatedService service;
  private final Map<String, Said> said = new HashMap<>();
  private List<Tally.Tokens> readBefore = List.of();
  private int requests;

  ChatDesk(SimulatedService service) {
    this.service = service;
  }

  ChatCall take(Upgrade request, byte[] body, ChatClient client) {
    int number = ++requests;
    var reply = new ChatReply(this, number, client);
    service.note(number, true, body);
    reply.after(0, () -> answer(reply, request, body));
    return reply;
  }

  private void answer(ChatReply reply, Upgrade request, byte[] body) {
    if (reply.misbehave(Misbehaviour.Point.CHAT, 0)) return;
    try {
      ChatDoor door = ChatDoor.of(service, request);
      if (body.length > LARGEST_BODY) {
        String told = "The request is larger than %d bytes.".formatted(LARGEST_BODY);
        throw ChatRefusal.of(413, "request_too_large", null, told);
      }
      ObjectNode asked = ChatRequest.read(body, door.deployment());
      door.checkModel(asked.path("model").asText(), service.script().terms());
      var chat = ChatRequest.of(asked, this::earlier);
      Tally.Input input = input(chat);
      RateLimits.Refusal busy = service.rates().take(chat.settings.model, input.all().total());
      if (busy != null) {
        throw ChatRefusal.tooMany(
            busy.kind(), busy.message(), Map.of("Retry-After", busy.retryAfter()));
      }
      understand(chat.items);
      reply.begin(chat, service.repertoire().answer(chat.settings, chat.items), input);
    } catch (ChatRefusal e) {
      reply.refuse(e);
    }
  }

  private void understand(List<Item> items) {
    Item last = items.getLast();
    if (!last.isFrom("user")) return;
    for (Item.Part part : last.content) {
      if (part.spoken) last.heardAs = service.repertoire().understand(part.sound());
    }
  }

  private Item earlier(String id, String param) throws ChatRefusal {
    Said known = said.get(id);
    if (known == null || known.untilEpochMillis <= service.time().epochMillis()) {
      String told =
          known == null
              ? "No audio found with id '%s'.".formatted(id)
              : "The audio with id '%s' has expired.".formatted(id);
      String code = known == null ? "audio_not_found" : "audio_expired";
      throw ChatRefusal.of(400, code, param, told);
    }
    return known.item;
  }

  /** Keeps what was said; tells until when, in seconds. */
  long keep(String id, Item item) {
    long until = service.time().epochMillis() + KEPT_MILLIS;
    said.put(id, new Said(item, until));
    return until / 1000;
  }

  /** What begins like the request before is cached, when it is long enough. */
  private Tally.Input input(ChatRequest chat) {
    List<Tally.Tokens> read = chat.items.stream().map(item -> Tally.of(item)).toList();
    Tally.Tokens same = Tally.of(chat.settings, List.of());
    for (int i = 0; i < Math.min(read.size(), readBefore.size()); i++) {
      if (!read.get(i).equals(readBefore.get(i))) break;
      same = same.plus(read.get(i));
    }
    if (readBefore.isEmpty()) same = Tally.Tokens.NONE;
    readBefore = read;
    long cached = same.total() < LEAST_CACHED ? 0 : same.total() / CACHED_STEP * CACHED_STEP;
    return new Tally.Input(Tally.of(chat.settings, chat.items), new Tally.Tokens(cached, 0, 0));
  }

  SimulatedService service() {
    return service;
  }
}
