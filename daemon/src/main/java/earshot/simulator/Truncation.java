package earshot.simulator;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What becomes of a conversation that is too long: it is too long from so many tokens on, and then
 * so many are kept. Where the beta dialect says nothing, it is as {@code "auto"}. Pure but for what
 * it does to the conversation.
 *
 * @param most of conversation, without instructions and tools
 * @param kept when there are more
 * @param forgets whether it may be made shorter at all
 */
record Truncation(long most, long kept, boolean forgets) {

  /** What a model reads, and what it keeps free for its answer. */
  private static final long CONTEXT = 32_000 - 4_096;

  static Truncation of(Settings settings) {
    JsonNode asked = settings.truncation;
    long room = Math.max(0, CONTEXT - Tally.fixed(settings));
    if (!asked.isObject()) return new Truncation(room, room, !asked.asText().equals("disabled"));
    long most = asked.path("token_limits").path("post_instructions").asLong(room);
    most = Math.min(most, room);
    return new Truncation(most, (long) (most * asked.path("retention_ratio").asDouble(1)), true);
  }

  /** Makes it fit; false if it is too long and must not be made shorter. */
  boolean fit(Conversation conversation) {
    long tokens = 0;
    for (Item item : conversation.known()) tokens += Tally.of(item).total();
    if (tokens <= most) return true;
    if (forgets) conversation.forgetDownTo(kept);
    return forgets;
  }
}
