package earshot.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.hal.Pcm;
import earshot.simulator.Exchange;
import earshot.turn.Cut;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds what a listener heard against what the service said: every answer whole, and a cut one up
 * to its cut, give or take the fade and the rounding to a millisecond. Reads the service's own
 * messages, not the daemon's view of them.
 */
final class Proof {

  /** The fade after a cut, and what rounding to whole milliseconds hides. */
  private static final int SLACK = 120 + Pcm.RATE / 1000;

  private short[] heard = new short[1 << 18];
  private int heardSamples;
  private final Map<String, Cut> cuts = new HashMap<>();
  private String difference = "nothing was compared";
  private boolean holds;

  void heard(short[] samples, int at, int count) {
    if (heardSamples + count > heard.length) heard = Arrays.copyOf(heard, 2 * heard.length);
    System.arraycopy(samples, at, heard, heardSamples, count);
    heardSamples += count;
  }

  void cut(Cut cut) {
    cuts.put(cut.itemId(), cut);
  }

  int heardSamples() {
    return heardSamples;
  }

  boolean holds() {
    return holds;
  }

  String difference() {
    return difference;
  }

  void judge(List<Exchange> log) throws IOException {
    List<Map.Entry<String, short[]>> items = List.copyOf(said(log).entrySet());
    int at = 0;
    for (int i = 0; i < items.size(); i++) {
      String name = items.get(i).getKey();
      int sure = sure(items.get(i));
      if (at + sure > heardSamples) {
        difference = name + " was not heard to its end";
        return;
      }
      int differs = Arrays.mismatch(heard, at, at + sure, items.get(i).getValue(), 0, sure);
      if (differs >= 0) {
        difference = name + " differs at sample " + differs;
        return;
      }
      at += sure;
      if (cuts.containsKey(name)) at = afterFade(at, items, i + 1);
    }
    holds = at == heardSamples;
    difference = holds ? "" : heardSamples - at + " samples more were heard than said";
  }

  /** How much of an item was heard for certain. */
  private int sure(Map.Entry<String, short[]> item) {
    Cut cut = cuts.get(item.getKey());
    return cut == null ? item.getValue().length : (int) Pcm.samples(cut.heardMillis());
  }

  /**
   * After a cut comes a short fade; the next item starts right behind it. All of it is compared:
   * silence looks alike everywhere.
   */
  private int afterFade(int at, List<Map.Entry<String, short[]>> items, int next) {
    int latest = Math.min(heardSamples, at + SLACK);
    while (next < items.size() && sure(items.get(next)) == 0) next++;
    if (next == items.size()) return latest;
    int n = sure(items.get(next));
    short[] sound = items.get(next).getValue();
    for (int from = at; from <= latest && from + n <= heardSamples; from++) {
      if (Arrays.mismatch(heard, from, from + n, sound, 0, n) < 0) return from;
    }
    return at;
  }

  /**
   * The sound of each item, in the order in which it was first spoken. Cancelled before a word was
   * heard: left out.
   */
  static Map<String, short[]> said(List<Exchange> log) throws IOException {
    var json = new ObjectMapper();
    Map<String, short[]> said = new LinkedHashMap<>();
    for (Exchange exchange : log) {
      if (exchange.fromClient()) continue;
      JsonNode event;
      try {
        event = json.readTree(exchange.bytes());
      } catch (JsonProcessingException e) {
        // A service that misbehaves says things that are no JSON.
        continue;
      }
      String type = event.path("type").asText();
      if (!type.equals("response.output_audio.delta") && !type.equals("response.audio.delta")) {
        continue;
      }
      byte[] bytes = event.path("delta").binaryValue();
      short[] piece = new short[bytes.length / 2];
      Pcm.toSamples(bytes, 0, piece, 0, piece.length);
      said.merge(event.path("item_id").asText(), piece, Proof::join);
    }
    return said;
  }

  private static short[] join(short[] a, short[] b) {
    short[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
