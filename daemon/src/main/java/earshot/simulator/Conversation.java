package earshot.simulator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The items of a session, in order. Service thread only. */
final class Conversation {

  final String id;
  private final List<Item> items = new ArrayList<>();

  /** Grows with every change that makes an old prompt useless to the service's cache. */
  private int rewrites;

  Conversation(String id) {
    this.id = id;
  }

  List<Item> items() {
    return Collections.unmodifiableList(items);
  }

  int rewrites() {
    return rewrites;
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
    if (at < items.size()) rewrites++;
    items.add(at, item);
  }

  void remove(Item item) {
    items.remove(item);
    rewrites++;
  }

  void forget() {
    items.clear();
  }

  /** Sound past this is forgotten, and all of its words: text cannot be cut where sound is. */
  void truncate(Item.Part part, int samples) {
    part.length = samples;
    part.transcript = null;
    part.cut = true;
    rewrites++;
  }

  /** The id of the item before this one, or of the last item if it is not there yet. */
  @Nullable String before(@Nullable Item item) {
    int at = item == null ? items.size() : items.indexOf(item);
    return at <= 0 ? null : items.get(at - 1).id;
  }
}
