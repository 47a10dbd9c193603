package earshot.memory;

import earshot.realtime.Item;
import earshot.realtime.ServerEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The conversation so far, in words, to be told to the next session: sessions cannot be resumed.
 * Bounded; only what was really heard of an answer is in it, and never sound. Owned by the loop.
 */
public final class Conversation {

  /** An id of an item has room for so much. */
  private static final int LONGEST_ID = 32;

  /** One item; {@code id} is the present session's name for it. */
  private static final class Entry {
    String id;
    final Item.Kind kind;
    final Item.@Nullable Role role;
    final StringBuilder words = new StringBuilder();
    @Nullable String callId;
    @Nullable String name;
    boolean cut;

    Entry(String id, Item.Kind kind, Item.@Nullable Role role) {
      this.id = id;
      this.kind = kind;
      this.role = role;
    }

    boolean isUser() {
      return kind == Item.Kind.MESSAGE && role == Item.Role.USER;
    }
  }

  private static final int MOST_ENTRIES = 500;
  private static final int LONGEST_ENTRY = 100_000;

  private final int mostTurns;
  private final int mostCharacters;
  private final List<Entry> entries = new ArrayList<>();
  private int told;

  /**
   * @param mostTurns how many questions, with what belongs to them, are kept
   * @param mostCharacters of all words together
   */
  public Conversation(int mostTurns, int mostCharacters) {
    this.mostTurns = mostTurns;
    this.mostCharacters = mostCharacters;
  }

  // --- what happens in the session

  /**
   * Takes from an event of the service what is worth keeping.
   *
   * @param admitted the response that may be heard now; the words of others are not kept
   */
  public void on(ServerEvent event, @Nullable String admitted) {
    switch (event) {
      case ServerEvent.InputCommitted e ->
          place(e.itemId(), Item.Kind.MESSAGE, Item.Role.USER, e.previousItemId());
      case ServerEvent.ItemAdded e -> added(e.item(), e.previousItemId());
      case ServerEvent.InputTranscribed e -> replace(e.itemId(), e.transcript());
      case ServerEvent.TranscriptDelta e -> said(e.responseId(), e.itemId(), e.delta(), admitted);
      case ServerEvent.TextDelta e -> said(e.responseId(), e.itemId(), e.delta(), admitted);
      case ServerEvent.ResponseDone e -> {
        for (Item item : e.output()) {
          if (item.kind() == Item.Kind.FUNCTION_CALL) called(item);
        }
        trim(mostCharacters);
      }
      case ServerEvent.ItemDeleted e -> entries.removeIf(entry -> entry.id.equals(e.itemId()));
      default -> {}
    }
  }

  private void added(Item item, @Nullable String previousId) {
    String id = item.id();
    if (id == null || !item.kind().isTold() || item.role() == Item.Role.SYSTEM) return;
    Entry entry = place(id, item.kind(), item.role(), previousId);
    switch (item.kind()) {
      case MESSAGE -> {
        if (!entry.isUser() || !entry.words.isEmpty()) return;
        for (Item.Part part : item.parts()) {
          if (part.text() != null) entry.words.append(part.text());
        }
      }
      case FUNCTION_CALL -> called(item);
      case FUNCTION_CALL_OUTPUT -> {
        entry.callId = item.callId();
        if (item.output() != null && entry.words.isEmpty()) entry.words.append(item.output());
      }
      case MCP_APPROVAL_REQUEST, MCP_APPROVAL_RESPONSE, MCP_CALL, OTHER -> {}
    }
  }

  private void called(Item item) {
    if (item.id() == null || item.callId() == null || item.name() == null) return;
    Entry entry = place(item.id(), Item.Kind.FUNCTION_CALL, null, null);
    entry.callId = item.callId();
    entry.name = item.name();
    if (item.arguments() != null) {
      entry.words.setLength(0);
      entry.words.append(item.arguments());
    }
  }

  private void said(String responseId, String itemId, String words, @Nullable String admitted) {
    if (!responseId.equals(admitted)) return;
    Entry entry = place(itemId, Item.Kind.MESSAGE, Item.Role.ASSISTANT, null);
    if (!entry.cut && entry.words.length() < LONGEST_ENTRY) entry.words.append(words);
  }

  private void replace(String itemId, String words) {
    for (Entry entry : entries) {
      if (!entry.id.equals(itemId)) continue;
      entry.words.setLength(0);
      entry.words.append(words.strip());
    }
  }

  /** The entry of this id; a new one stands after the one it follows, or last. */
  private Entry place(
      String id, Item.Kind kind, Item.@Nullable Role role, @Nullable String previousId) {
    int after = entries.size();
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).id.equals(id)) return entries.get(i);
      if (entries.get(i).id.equals(previousId)) after = i + 1;
    }
    var entry = new Entry(id, kind, role);
    entries.add(after, entry);
    // Within one turn a service may send items without end; the oldest go.
    if (entries.size() > MOST_ENTRIES) entries.removeFirst();
    return entry;
  }

  /** Of this answer only so much was heard: the words in proportion, to the end of one. */
  public void cut(String itemId, long heardMillis, long acceptedMillis) {
    for (Entry entry : entries) {
      if (!entry.id.equals(itemId) || entry.cut) continue;
      entry.cut = true;
      if (heardMillis >= acceptedMillis) return;
      long length = entry.words.length() * heardMillis / Math.max(1, acceptedMillis);
      int end = entry.words.lastIndexOf(" ", (int) length);
      entry.words.setLength(Math.max(0, end));
    }
  }

  // --- what is told to the next session

  /** The conversation as items for a new session, which know them by these ids from now on. */
  public List<Item> retold() {
    return retold(mostCharacters);
  }

  /** The same, with no more than so many characters, but for the newest turn. */
  public List<Item> retold(int most) {
    trim(Math.min(most, mostCharacters));
    told++;
    Set<String> answered = new HashSet<>();
    Set<String> calls = new HashSet<>();
    for (Entry entry : entries) {
      if (entry.callId == null) continue;
      if (entry.kind == Item.Kind.FUNCTION_CALL_OUTPUT) answered.add(entry.callId);
      else calls.add(entry.callId);
    }
    answered.retainAll(calls);
    entries.removeIf(
        entry ->
            entry.kind == Item.Kind.MESSAGE
                ? entry.words.isEmpty()
                : entry.callId == null || !answered.contains(entry.callId));
    List<Item> items = new ArrayList<>();
    for (Entry entry : entries) {
      entry.id = "told_" + told + "_" + items.size();
      items.add(item(entry));
    }
    return items;
  }

  private static Item item(Entry entry) {
    String words = entry.words.toString();
    String callId = entry.callId == null ? null : shortened(entry.callId);
    return switch (entry.kind) {
      case MESSAGE ->
          new Item(
              entry.id,
              Item.Kind.MESSAGE,
              entry.role,
              null,
              List.of(new Item.Part(part(entry), entry.cut ? words + "..." : words)),
              null,
              null,
              null,
              null,
              null);
      case FUNCTION_CALL ->
          new Item(
              entry.id, entry.kind, null, null, List.of(), callId, entry.name, words, null, null);
      case FUNCTION_CALL_OUTPUT ->
          new Item(entry.id, entry.kind, null, null, List.of(), callId, null, null, words, null);
      case MCP_APPROVAL_REQUEST, MCP_APPROVAL_RESPONSE, MCP_CALL, OTHER ->
          throw new IllegalStateException("such an item is not kept");
    };
  }

  private static Item.PartKind part(Entry entry) {
    return entry.isUser() ? Item.PartKind.INPUT_TEXT : Item.PartKind.OUTPUT_TEXT;
  }

  /** Another service may have given a longer one; the end of it tells calls apart. */
  private static String shortened(String id) {
    return id.length() <= LONGEST_ID ? id : id.substring(id.length() - LONGEST_ID);
  }

  public void forget() {
    entries.clear();
  }

  /** How much is kept, in characters. */
  public int characters() {
    int sum = 0;
    for (Entry entry : entries) sum += entry.words.length();
    return sum;
  }

  /** Whole turns go, the oldest first; the newest stays however long it is. */
  private void trim(int most) {
    int turns = 0;
    for (Entry entry : entries) if (entry.isUser()) turns++;
    int characters = characters();
    while (!entries.isEmpty() && turns > 1 && (turns > mostTurns || characters > most)) {
      do {
        Entry gone = entries.removeFirst();
        characters -= gone.words.length();
        if (gone.isUser()) turns--;
      } while (!entries.isEmpty() && !entries.getFirst().isUser());
    }
  }
}
