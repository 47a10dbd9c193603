package earshot.simulator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The items of a session, in order. Service thread only. */
final class Conversation {

  final String id;
  private final List<Item> items = new ArrayList<>();

  /** Of these the model knows nothing any more. */
  private final Set<Item> forgotten = new HashSet<>();

  Conversation(String id) {
    this.id = id;
  }

  List<Item> items() {
    return Collections.unmodifiableList(items);
  }

  /** What the model is given. */
  List<Item> known() {
    return items.stream().filter(item -> !forgotten.contains(item)).toList();
  }

  /**
   * The oldest are kept from the model until so few tokens are left; an answer of a tool goes with
   * its call. The newest item stays.
   */
  void forgetDownTo(long tokens) {
    List<Item> known = known();
    long left = 0;
    for (Item item : known) left += Tally.of(item).total();
    for (Item item : known.subList(0, Math.max(0, known.size() - 1))) {
      boolean orphan = item.kind == Item.Kind.OUTPUT && forgotten.contains(call(item.callId));
      if (left <= tokens && !orphan) return;
      left -= Tally.of(item).total();
      forgotten.add(item);
    }
  }

  @Nullable Item find(String itemId) {
    for (int i = items.size() - 1; i >= 0; i--) {
      if (items.get(i).id.equals(itemId)) return items.get(i);
    }
    return null;
  }

  @Nullable Item call(String callId) {
    for (Item item : items) {
      if (item.kind == Item.Kind.CALL && item.callId.equals(callId)) return item;
    }
    return null;
  }

  void add(Item item) {
    items.add(item);
  }

  /** Places an item after another; "root" is before the first. */
  void addAfter(String previousId, Item item) {
    int at = previousId.equals("root") ? 0 : items.indexOf(find(previousId)) + 1;
    items.add(at, item);
  }

  void remove(Item item) {
    items.remove(item);
    forgotten.remove(item);
  }

  void forget() {
    items.clear();
    forgotten.clear();
  }

  /** Sound past this is forgotten, and all of its words: text cannot be cut where sound is. */
  void truncate(Item.Part part, int samples) {
    part.length = samples;
    part.transcript = null;
    part.cut = true;
  }

  /** The id of the item before this one, or of the last item if it is not there yet. */
  @Nullable String before(@Nullable Item item) {
    int at = item == null ? items.size() : items.indexOf(item);
    return at <= 0 ? null : items.get(at - 1).id;
  }
}
