package earshot;

import earshot.hal.Pcm;
import earshot.realtime.ClientEvent;
import earshot.realtime.ServerEvent;
import earshot.realtime.ServerEvent.Status;
import earshot.turn.Cut;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the model believes to have said of an interrupted answer although it came too late to be
 * played: nothing of it was cut, for what had come before was heard to its end. Owned by the loop;
 * says nothing itself.
 */
final class Unheard {

  /** An item of the newest response. */
  private static final class Spoken {
    private int contentIndex;
    private long played;
    private boolean whole;
    private boolean lacking;
    private boolean told;
  }

  private final Map<String, Spoken> items = new LinkedHashMap<>();
  private String response = "";

  /** Another session knows nothing of all this. */
  void begin() {
    items.clear();
  }

  /**
   * @param admitted the response that may be heard, or null
   */
  void on(ServerEvent event, @Nullable String admitted) {
    switch (event) {
      case ServerEvent.OutputItemAdded e -> {
        if (!e.responseId().equals(response)) items.clear();
        response = e.responseId();
        if (e.item().id() != null) items.put(e.item().id(), new Spoken());
      }
      case ServerEvent.AudioDelta e -> {
        Spoken item = items.get(e.itemId());
        if (item == null) return;
        item.contentIndex = e.contentIndex();
        if (e.responseId().equals(admitted)) item.played += e.samples().length;
        else item.lacking = true;
      }
      case ServerEvent.AudioDone e -> {
        Spoken item = items.get(e.itemId());
        if (item != null) item.whole = !item.lacking;
      }
      case ServerEvent.ResponseDone e -> {
        boolean ours = e.responseId().equals(response) && !e.responseId().equals(admitted);
        if (!ours || e.status() == Status.COMPLETED) return;
        for (Spoken item : items.values()) item.lacking |= !item.whole && item.played > 0;
      }
      default -> {}
    }
  }

  /** What is to be said now besides these, of which the service is told anyway. */
  List<ClientEvent> after(List<Cut> cuts) {
    for (Cut cut : cuts) {
      Spoken item = items.get(cut.itemId());
      if (item != null) item.told = true;
    }
    return due();
  }

  /** What is to be said now; not before it is known what was heard. */
  List<ClientEvent> due() {
    List<ClientEvent> due = new ArrayList<>(0);
    items.forEach(
        (id, item) -> {
          if (!item.lacking || item.told) return;
          item.told = true;
          due.add(new ClientEvent.TruncateItem(id, item.contentIndex, Pcm.millis(item.played)));
        });
    return due;
  }
}
