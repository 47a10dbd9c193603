package earshot.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.hal.Pcm;
import earshot.simulator.rules.Fault;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client may ask for, and what it is told when it may not. Service thread only; one for a
 * session.
 */
final class Requests {

  private final LiveSession session;

  /** Responses under way, by id; one of them at most belongs to the conversation. */
  private final Map<String, Reply> replies = new LinkedHashMap<>();

  private int responses;

  Requests(LiveSession session) {
    this.session = session;
  }

  void take(JsonNode event) {
    String eventId = event.path("event_id").isTextual() ? event.get("event_id").asText() : null;
    Fault fault = session.wording.rules.checkClient(event);
    if (fault == null) fault = session.wording.rules.checkLimits(event);
    if (fault != null) {
      session.refuse(fault.code(), fault.param(), fault.message(), eventId);
      return;
    }
    String type = event.path("type").asText();
    Misbehaviour.Point point = point(type);
    if (point != null && session.declines(point, eventId)) return;
    switch (type) {
      case "session.update", "transcription_session.update" ->
          update(event.path("session"), eventId);
      case "input_audio_buffer.append" -> slowAppend(event.path("audio").asText(), eventId);
      case "input_audio_buffer.commit" -> session.turns.commit(eventId);
      case "input_audio_buffer.clear" -> session.turns.clear();
      case "conversation.item.create" -> create(event, eventId);
      case "conversation.item.delete" -> delete(event.path("item_id").asText(), eventId);
      case "conversation.item.retrieve" -> retrieve(event.path("item_id").asText(), eventId);
      case "conversation.item.truncate" -> truncate(event, eventId);
      case "response.create" -> respond(event.path("response"), eventId);
      case "response.cancel" -> cancel(event.path("response_id").asText(""), eventId);
      default ->
          session.refuse(
              "invalid_value",
              "type",
              "'" + event.path("type").asText() + "' works only over WebRTC and SIP.",
              eventId);
    }
  }

  private static Misbehaviour.@Nullable Point point(String type) {
    return switch (type) {
      case "session.update" -> Misbehaviour.Point.UPDATE_ASKED;
      case "input_audio_buffer.commit" -> Misbehaviour.Point.COMMIT_ASKED;
      case "conversation.item.create" -> Misbehaviour.Point.ITEM_ASKED;
      case "conversation.item.truncate" -> Misbehaviour.Point.TRUNCATE_ASKED;
      case "response.create" -> Misbehaviour.Point.RESPONSE_ASKED;
      case "response.cancel" -> Misbehaviour.Point.CANCEL_ASKED;
      default -> null;
    };
  }

  private void update(JsonNode changes, @Nullable String eventId) {
    Settings changed = session.settings.copy();
    session.wording.update(changed, changes);
    if (!changed.voice.equals(session.settings.voice) && assistantHasSpoken()) {
      refuseVoice(session.wording.voiceParam(), eventId);
      return;
    }
    session.set(changed);
    if (!session.misbehave(Misbehaviour.Point.UPDATE, null, 0)) session.sendSession("updated");
    session.hosted.list(changed);
  }

  private boolean assistantHasSpoken() {
    for (Item item : session.conversation.items()) {
      if (!item.isFrom("assistant")) continue;
      for (Item.Part part : item.content) if (part.spoken && part.length > 0) return true;
    }
    return false;
  }

  private void refuseVoice(String param, @Nullable String eventId) {
    session.refuse(
        "cannot_update_voice",
        param,
        "Cannot update a conversation's voice if assistant audio is present.",
        eventId);
  }

  // Sound

  private void slowAppend(String audio, @Nullable String eventId) {
    try {
      append(Base64.getDecoder().decode(audio), eventId);
    } catch (IllegalArgumentException e) {
      refuseAudio(eventId);
    }
  }

  void append(byte[] sound, @Nullable String eventId) {
    Sound format = session.settings.input;
    if (format == Sound.PCM && sound.length % 2 != 0) refuseAudio(eventId);
    else session.turns.append(format.decode(sound));
  }

  private void refuseAudio(@Nullable String eventId) {
    session.refuse(
        "invalid_value",
        "audio",
        "Invalid 'audio'. Expected base64-encoded audio bytes (mono %s), but got an invalid value."
            .formatted(session.settings.input.beta),
        eventId);
  }

  // Items

  private void create(JsonNode event, @Nullable String eventId) {
    JsonNode asked = event.path("item");
    String id = asked.path("id").asText("");
    if (id.isEmpty()) id = session.newId("item");
    Conversation conversation = session.conversation;
    JsonNode after = event.path("previous_item_id");
    if (conversation.find(id) != null) {
      String told = "Error adding item: an item with id '" + id + "' is already there.";
      session.refuse("item_create_duplicate_item_id", "item.id", told, eventId);
      return;
    }
    if (after.isTextual()
        && !after.asText().equals("root")
        && conversation.find(after.asText()) == null) {
      String told =
          "Error adding item: the previous item with id '" + after.asText() + "' does not exist.";
      session.refuse("item_create_invalid_previous_item_id", "previous_item_id", told, eventId);
      return;
    }
    try {
      Item item = ItemReader.read(asked, id, session.settings.input, conversation);
      hear(item);
      if (after.isTextual()) conversation.addAfter(after.asText(), item);
      else conversation.add(item);
      session.announce(item);
      session.complete(item);
      session.hosted.answered(item);
    } catch (ItemReader.Refused e) {
      session.refuse(e.fault().code(), e.fault().param(), e.fault().message(), eventId);
    }
  }

  /** Sound that comes as an item is understood like any other. */
  private void hear(Item item) {
    for (Item.Part part : item.content) {
      if (part.spoken && part.transcript == null) {
        item.heardAs = session.service().repertoire().understand(part.samples);
        session.service().remember(item.id, part.samples);
      }
    }
  }

  private @Nullable Item find(String id, String doing, String code, @Nullable String eventId) {
    Item item = session.conversation.find(id);
    if (item == null) {
      String told = "Error " + doing + " item: the item with id '" + id + "' does not exist.";
      session.refuse(code, "item_id", told, eventId);
    }
    return item;
  }

  private void delete(String id, @Nullable String eventId) {
    Item item = find(id, "deleting", "item_delete_invalid_item_id", eventId);
    if (item == null) return;
    session.conversation.remove(item);
    session.send(Json.event("conversation.item.deleted").put("item_id", id));
  }

  private void retrieve(String id, @Nullable String eventId) {
    Item item = find(id, "retrieving", "item_retrieve_invalid_item_id", eventId);
    if (item == null) return;
    ObjectNode event = Json.event("conversation.item.retrieved");
    session.send(event.set("item", session.wording.item(item, true)));
  }

  private void truncate(JsonNode event, @Nullable String eventId) {
    String id = event.path("item_id").asText();
    Item item = find(id, "truncating", "item_truncate_invalid_item_id", eventId);
    if (item == null) return;
    int index = event.path("content_index").asInt();
    long endMillis = event.path("audio_end_ms").asLong();
    if (!item.isFrom("assistant")
        || index < 0
        || index >= item.content.size()
        || !item.content.get(index).spoken) {
      String told = "Only the audio of an assistant's message can be truncated.";
      session.refuse("invalid_value", "content_index", told, eventId);
      return;
    }
    Item.Part part = item.content.get(index);
    long hasMillis = Pcm.millis(part.length);
    if (endMillis > hasMillis) {
      String told = "Audio content of %dms is already shorter than %dms";
      session.refuse(
          "invalid_value", "audio_end_ms", told.formatted(hasMillis, endMillis), eventId);
      return;
    }
    session.conversation.truncate(part, (int) Pcm.samples(endMillis));
    session.send(
        Json.event("conversation.item.truncated")
            .put("item_id", id)
            .put("content_index", index)
            .put("audio_end_ms", endMillis));
  }

  // Responses

  /** The response under way, if it is one of the conversation. */
  @Nullable Reply active() {
    for (Reply reply : replies.values()) if (!reply.outOfBand) return reply;
    return null;
  }

  private void respond(JsonNode asked, @Nullable String eventId) {
    boolean outOfBand = asked.path("conversation").asText().equals("none");
    if (session.settings.transcribesOnly) {
      String told = "A transcription session gives no responses.";
      session.refuse("invalid_value", "type", told, eventId);
      return;
    }
    Reply active = active();
    if (active != null && !outOfBand) {
      String told =
          "Conversation already has an active response in progress: %s. Wait until the response is"
              + " finished before creating a new one.";
      session.refuse(
          "conversation_already_has_active_response", null, told.formatted(active.id), eventId);
      return;
    }
    Settings settings = session.settings.copy();
    session.wording.override(settings, asked);
    if (!outOfBand && !settings.voice.equals(session.settings.voice) && assistantHasSpoken()) {
      refuseVoice(session.wording.voiceParam().replace("session", "response"), eventId);
      return;
    }
    try {
      begin(
          settings, outOfBand, input(asked.path("input")), Wording.orNull(asked.path("metadata")));
    } catch (ItemReader.Refused e) {
      session.refuse(e.fault().code(), e.fault().param(), e.fault().message(), eventId);
    }
  }

  /** What a response is given instead of the conversation, or null. */
  private @Nullable List<Item> input(JsonNode asked) throws ItemReader.Refused {
    if (!asked.isArray()) return null;
    var items = new ArrayList<Item>();
    for (JsonNode each : asked) {
      if (each.path("type").asText().equals("item_reference")) {
        String id = each.path("id").asText();
        Item item = session.conversation.find(id);
        if (item == null) {
          throw new ItemReader.Refused(
              "invalid_value", "response.input", "Item with id '" + id + "' not found.");
        }
        items.add(item);
      } else {
        String id = each.path("id").asText(session.newId("item"));
        items.add(ItemReader.read(each, id, session.settings.input, session.conversation));
      }
    }
    return items;
  }

  private void begin(
      Settings settings,
      boolean outOfBand,
      @Nullable List<Item> instead,
      @Nullable JsonNode metadata) {
    boolean full = instead == null && !Truncation.of(settings).fit(session.conversation);
    List<Item> input = instead == null ? session.conversation.known() : instead;
    Tally.Input charged =
        instead == null
            ? session.tally.charge(settings, input)
            : new Tally.Input(Tally.of(settings, instead), Tally.Tokens.NONE);
    Answer answer = session.service().repertoire().answer(settings, input);
    var reply = new Reply(session, ++responses, settings, outOfBand, answer, charged, metadata);
    replies.put(reply.id, reply);
    session.service().remember(reply.id, input);
    if (!outOfBand) session.turns.stir();
    RateLimits.Refusal busy = session.service().rates().take(settings.model, charged.all().total());
    reply.begin();
    if (full) {
      String told = "The conversation is longer than the model's context, and truncation is off.";
      reply.fail(new Misbehaviour.Fail("invalid_request_error", "context_length_exceeded", told));
    } else if (busy != null) {
      reply.fail(new Misbehaviour.Fail(busy.kind(), "rate_limit_exceeded", busy.message()));
    }
  }

  void respondToSpeech() {
    if (active() == null && !session.settings.transcribesOnly) {
      begin(session.settings.copy(), false, null, null);
    }
  }

  private void cancel(String id, @Nullable String eventId) {
    Reply reply = id.isEmpty() ? active() : replies.get(id);
    if (reply != null) {
      reply.cancel("client_cancelled");
    } else {
      session.refuse(
          "response_cancel_not_active",
          null,
          "Cancellation failed: no active response found",
          eventId);
    }
  }

  void interrupt() {
    Reply reply = active();
    if (reply != null) reply.cancel("turn_detected");
  }

  void ended(Reply reply) {
    replies.remove(reply.id);
  }
}
