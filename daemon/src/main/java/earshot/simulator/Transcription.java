package earshot.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The words of what a user said, made beside the model and arriving when they arrive. Service
 * thread only.
 */
final class Transcription {

  private static final long AFTER_NANOS = 250_000_000;

  private final LiveSession session;
  private final Item item;
  private final boolean byDuration;

  Transcription(LiveSession session, Item item, JsonNode how) {
    this.session = session;
    this.item = item;
    // The oldest model is charged by the second and does not stream.
    this.byDuration = how.path("model").asText().startsWith("whisper");
  }

  void begin() {
    session.after((long) (AFTER_NANOS * session.jitter()), this::complete);
  }

  private void complete() {
    Item.Part part = item.content.getFirst();
    String words = item.heardAs;
    if (words == null) words = "(%.1f s of speech)".formatted(part.length / 24_000.0);
    part.transcript = words;
    if (!byDuration) {
      for (int at = 0; at < words.length(); ) {
        int end = Reply.wordEnd(words, at);
        session.send(event("delta").put("delta", words.substring(at, end)));
        at = end;
      }
    }
    ObjectNode completed = event("completed").put("transcript", words);
    ObjectNode usage = completed.putObject("usage");
    long audio = Tally.of(item).audio();
    long text = Tally.text(words);
    if (byDuration) {
      usage.put("type", "duration").put("seconds", part.length / 24_000.0);
    } else {
      usage.put("type", "tokens").put("total_tokens", audio + text);
      usage.put("input_tokens", audio).put("output_tokens", text);
      usage.putObject("input_token_details").put("text_tokens", 0).put("audio_tokens", audio);
    }
    session.send(completed);
  }

  private ObjectNode event(String what) {
    return Json.event("conversation.item.input_audio_transcription." + what)
        .put("item_id", item.id)
        .put("content_index", 0);
  }
}
