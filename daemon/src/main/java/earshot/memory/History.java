package earshot.memory;

import earshot.realtime.Item;
import earshot.realtime.ServerEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the present session holds, turn by turn, with what each turn adds to every further response;
 * and which turns shall be deleted when that is too much: the oldest, many at once, so that what is
 * left stays the same, and cached, for long. Pure but for its own state; owned by the loop.
 */
public final class History {

  /**
   * @param mostTokens of conversation, instructions not counted; beyond that some of it goes
   * @param kept so much of {@code mostTokens} is left then, from 0 to 1
   */
  public record Policy(long mostTokens, double kept) {

    /** Nothing is ever deleted by us. */
    public static final Policy NONE = new Policy(Long.MAX_VALUE, 1);

    long keptTokens() {
      return (long) (mostTokens * kept);
    }
  }

  /** A question, and all that belongs to it until the next one. */
  private static final class Turn {
    final List<String> ids = new ArrayList<>();
    final List<String> callIds = new ArrayList<>();
    long tokens;
  }

  /** The newest turns stay, however long they are. */
  private static final int NEWEST = 2;

  /** Of items that are sent by the hundred nobody keeps count. */
  private static final int MOST_ITEMS = 4_000;

  private static final int CHARACTERS_PER_TOKEN = 4;

  private final List<Turn> turns = new ArrayList<>();
  private Policy policy = Policy.NONE;

  /** What the last response was charged for, less what was deleted since. */
  private long charged;

  /** How many turns there were when it was asked for, and when the present one was. */
  private int chargedTurns;

  private int askedTurns;

  /**
   * A new session begins, with nothing in it yet.
   *
   * @param fixedCharacters of instructions and tools
   */
  public void begin(Policy next, long fixedCharacters) {
    turns.clear();
    policy = next;
    charged = fixedCharacters / CHARACTERS_PER_TOKEN;
    chargedTurns = 0;
    askedTurns = 0;
  }

  public void on(ServerEvent event) {
    switch (event) {
      case ServerEvent.InputCommitted e -> put(e.itemId(), true, null, e.previousItemId());
      case ServerEvent.ItemAdded e -> added(e.item(), e.previousItemId());
      case ServerEvent.ItemDeleted e -> turns.forEach(turn -> turn.ids.remove(e.itemId()));
      case ServerEvent.ResponseCreated e -> askedTurns = turns.size();
      case ServerEvent.ResponseDone e -> {
        for (Item item : e.output()) added(item, null);
        if (e.usage() != null && e.usage().input() > 0) charged(e.usage().input());
      }
      default -> {}
    }
  }

  private void added(Item item, @Nullable String previousId) {
    if (item.id() == null || item.role() == Item.Role.SYSTEM) return;
    boolean question = item.kind() == Item.Kind.MESSAGE && item.role() == Item.Role.USER;
    put(item.id(), question, item.callId(), previousId);
  }

  private void put(String id, boolean question, @Nullable String callId, @Nullable String after) {
    Turn last = turns.isEmpty() ? null : turns.getLast();
    Turn found = question ? null : last;
    for (Turn turn : turns) {
      if (turn.ids.contains(id)) return;
      // The answer of a tool stays with its call, whatever was asked meanwhile.
      if (callId != null && turn.callIds.contains(callId)) found = turn;
      else if (after != null && turn != last && turn.ids.contains(after)) found = turn;
    }
    if (found == null) {
      found = new Turn();
      turns.add(found);
      if (turns.size() > MOST_ITEMS) drop();
    }
    if (found.ids.size() < MOST_ITEMS) found.ids.add(id);
    if (callId != null) found.callIds.add(callId);
  }

  /**
   * What this response was charged more than the one before is what came since: the questions, and
   * the answer to the one before them. Which of them has how much of it is not told.
   */
  private void charged(long input) {
    int to = Math.min(askedTurns, turns.size());
    if (to > 0) {
      List<Turn> since = turns.subList(Math.clamp(chargedTurns - 1, 0, to - 1), to);
      long each = (input - charged) / since.size();
      for (Turn turn : since) turn.tokens = Math.max(0, turn.tokens + each);
    }
    charged = input;
    chargedTurns = to;
  }

  private void drop() {
    charged -= turns.removeFirst().tokens;
    chargedTurns = Math.max(0, chargedTurns - 1);
    askedTurns = Math.max(0, askedTurns - 1);
  }

  /** What the next response will be charged for, at least, besides the instructions. */
  public long tokens() {
    long sum = 0;
    for (Turn turn : turns) sum += turn.tokens;
    return sum;
  }

  /**
   * The items to delete now, oldest first; they are forgotten here. Empty as long as it is fine.
   */
  public List<String> surplus() {
    if (tokens() <= policy.mostTokens()) return List.of();
    List<String> gone = new ArrayList<>();
    while (turns.size() > NEWEST && tokens() > policy.keptTokens()) {
      gone.addAll(turns.getFirst().ids);
      drop();
    }
    return gone;
  }
}
