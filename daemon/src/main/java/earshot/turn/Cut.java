package earshot.turn;

/** How much of an item a listener heard before it was silenced, counted at the sound card. */
public record Cut(
    int connection, String itemId, int contentIndex, long heardMillis, long acceptedMillis) {}
