package earshot.link;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.hal.Wav;
import earshot.realtime.Item;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The conversation of a session that is held turn by turn, and how it is told with each request:
 * spoken answers by the id of their sound as long as that is good, then by their words; questions
 * as sound, the last few of them. Bounded. Guarded by its session.
 */
final class TurnsHistory {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A request has room for twenty million bytes; base64 takes a third more. */
  private static final long MOST_SOUND_BYTES = 12_000_000;

  /**
   * When there are more, the sound of all but the newest is let go: they are told as having been
   * spoken, but not what was said. Several at once, for what stands after a change is not cached.
   */
  private static final int MOST_AS_SOUND = 10;

  private static final int LEFT_AS_SOUND = 4;

  private static final int MOST_ENTRIES = 200;
  private static final long MOST_CHARACTERS = 200_000;

  /** An id is used no longer when it is about to expire. */
  private static final long MARGIN_SECONDS = 60;

  /** One thing that was said, called or answered. */
  static final class Entry {
    final String id;
    final Item.Kind kind;
    final Item.@Nullable Role role;
    String words = "";
    short @Nullable [] sound;
    @Nullable String audioId;
    long audioUntilEpochSeconds;
    long audioMillis;
    @Nullable String callId;
    @Nullable String name;

    /** As a data URL. */
    @Nullable String image;

    Entry(String id, Item.Kind kind, Item.@Nullable Role role) {
      this.id = id;
      this.kind = kind;
      this.role = role;
    }

    boolean isUser() {
      return kind == Item.Kind.MESSAGE && role == Item.Role.USER;
    }
  }

  private final List<Entry> entries = new ArrayList<>();

  Entry add(Entry entry) {
    entries.add(entry);
    return entry;
  }

  void add(String id, Item item) {
    var entry = new Entry(id, item.kind(), item.role());
    entry.callId = item.callId();
    entry.name = item.name();
    entry.words =
        switch (item.kind()) {
          case FUNCTION_CALL -> item.arguments() == null ? "" : item.arguments();
          case FUNCTION_CALL_OUTPUT -> item.output() == null ? "" : item.output();
          default -> words(item);
        };
    for (Item.Part part : item.parts()) if (part.image() != null) entry.image = part.image();
    entries.add(entry);
  }

  private static String words(Item item) {
    var words = new StringBuilder();
    for (Item.Part part : item.parts()) if (part.text() != null) words.append(part.text());
    return words.toString();
  }

  @Nullable String lastId() {
    return entries.isEmpty() ? null : entries.getLast().id;
  }

  void delete(String id) {
    entries.removeIf(entry -> entry.id.equals(id));
  }

  /** Of this answer only so much was heard: it is told in words from now on, in proportion. */
  boolean truncate(String id, long heardMillis) {
    for (Entry entry : entries) {
      if (!entry.id.equals(id) || entry.role != Item.Role.ASSISTANT) continue;
      entry.audioId = null;
      if (heardMillis < entry.audioMillis) {
        int end = (int) (entry.words.length() * heardMillis / Math.max(1, entry.audioMillis));
        int space = entry.words.lastIndexOf(' ', end);
        entry.words = space <= 0 ? "" : entry.words.substring(0, space) + "...";
      }
      return true;
    }
    return false;
  }

  /** All of it as messages, the oldest turns left out where there is no room. */
  ArrayNode messages(@Nullable String instructions, long nowEpochSeconds) {
    trim();
    ArrayNode messages = JSON.createArrayNode();
    if (instructions != null && !instructions.isEmpty()) {
      messages.addObject().put("role", "system").put("content", instructions);
    }
    Map<String, Entry> outputs = new HashMap<>();
    for (Entry entry : entries) {
      if (entry.kind == Item.Kind.FUNCTION_CALL_OUTPUT && entry.callId != null) {
        outputs.putIfAbsent(entry.callId, entry);
      }
    }
    Set<String> told = new HashSet<>();
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      switch (entry.kind) {
        case MESSAGE -> {
          if (entry.role == Item.Role.ASSISTANT) {
            List<Entry> calls = callsAfter(i, outputs, told);
            answer(messages, entry, calls, nowEpochSeconds);
            results(messages, calls, outputs);
          } else {
            said(messages, entry);
          }
        }
        case FUNCTION_CALL -> {
          List<Entry> calls = callsAfter(i - 1, outputs, told);
          answer(messages, null, calls, nowEpochSeconds);
          results(messages, calls, outputs);
        }
        case FUNCTION_CALL_OUTPUT, OTHER -> {}
      }
    }
    return messages;
  }

  /** The calls that stand right after this place, have an answer, and were not told before. */
  private List<Entry> callsAfter(int place, Map<String, Entry> outputs, Set<String> told) {
    List<Entry> calls = new ArrayList<>();
    for (int i = place + 1; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.kind != Item.Kind.FUNCTION_CALL) break;
      if (entry.callId != null && outputs.containsKey(entry.callId) && told.add(entry.callId)) {
        calls.add(entry);
      }
    }
    return calls;
  }

  private static void said(ArrayNode messages, Entry entry) {
    String role = entry.role == Item.Role.SYSTEM ? "system" : "user";
    ObjectNode message = JSON.createObjectNode().put("role", role);
    short[] sound = entry.sound;
    if (sound != null && sound.length > 0) {
      ObjectNode part = message.putArray("content").addObject().put("type", "input_audio");
      part.putObject("input_audio")
          .put("data", Base64.getEncoder().encodeToString(Wav.bytes(sound)))
          .put("format", "wav");
    } else if (sound != null) {
      message.put("content", "(a spoken question, no longer kept)");
    } else if (entry.words.isEmpty() && entry.image == null) {
      return;
    } else if (entry.image != null) {
      ArrayNode parts = message.putArray("content");
      if (!entry.words.isEmpty()) parts.addObject().put("type", "text").put("text", entry.words);
      parts.addObject().put("type", "image_url").putObject("image_url").put("url", entry.image);
    } else {
      message.put("content", entry.words);
    }
    messages.add(message);
  }

  private static void answer(
      ArrayNode messages, @Nullable Entry entry, List<Entry> calls, long nowEpochSeconds) {
    ObjectNode message = JSON.createObjectNode().put("role", "assistant");
    if (entry != null
        && entry.audioId != null
        && entry.audioUntilEpochSeconds - MARGIN_SECONDS > nowEpochSeconds) {
      message.putObject("audio").put("id", entry.audioId);
    } else if (entry != null && !entry.words.isEmpty()) {
      message.put("content", entry.words);
    } else if (calls.isEmpty()) {
      return;
    }
    for (Entry call : calls) {
      ObjectNode one = message.withArray("tool_calls").addObject();
      one.put("id", call.callId).put("type", "function");
      one.putObject("function").put("name", call.name).put("arguments", call.words);
    }
    messages.add(message);
  }

  private static void results(ArrayNode messages, List<Entry> calls, Map<String, Entry> outputs) {
    for (Entry call : calls) {
      Entry output = outputs.get(call.callId);
      if (output == null) continue;
      messages
          .addObject()
          .put("role", "tool")
          .put("tool_call_id", call.callId)
          .put("content", output.words);
    }
  }

  /** Whole turns go, the oldest first; the newest stays however long it is. */
  private void trim() {
    letGoOfSound();
    while (entries.size() > 1 && tooMuch()) {
      int next = 1;
      while (next < entries.size() && !entries.get(next).isUser()) next++;
      if (next == entries.size()) return;
      entries.subList(0, next).clear();
    }
  }

  private void letGoOfSound() {
    List<Entry> spoken =
        entries.stream().filter(entry -> entry.sound != null && entry.sound.length > 0).toList();
    if (spoken.size() <= MOST_AS_SOUND) return;
    for (Entry entry : spoken.subList(0, spoken.size() - LEFT_AS_SOUND)) entry.sound = NO_SOUND;
  }

  private boolean tooMuch() {
    long characters = 0;
    long bytes = 0;
    for (Entry entry : entries) {
      characters += entry.words.length();
      if (entry.sound != null) bytes += 2L * entry.sound.length;
      if (entry.image != null) bytes += entry.image.length();
    }
    return entries.size() > MOST_ENTRIES
        || characters > MOST_CHARACTERS
        || bytes > MOST_SOUND_BYTES;
  }

  private static final short[] NO_SOUND = {};
}
