package earshot.control;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@code earshot watch} shows, line by line. Pure. */
final class View {

  private static final int BAR = 30;
  private static final int SILENCE_DB = -70;
  private static final int LINES_SAID = 6;

  private View() {}

  /**
   * @param said what was said and what happened, oldest first
   * @param width of the terminal; no line is longer
   */
  static List<String> lines(
      JsonNode status, Map<String, Long> metrics, List<String> said, int width) {
    List<String> lines = new ArrayList<>();
    String muted = status.path("muted").asBoolean() ? ", muted" : "";
    lines.add(row("state", status.path("state").asText() + muted));
    lines.add(
        row(
            "link",
            status.path("link").asText()
                + "  "
                + status.path("service").asText()
                + "  "
                + status.path("model").asText()));
    long decibels = metrics.getOrDefault("earshot_mic_decibels", -100L);
    lines.add(row("microphone", bar(decibels) + " " + decibels + " dB"));
    long waiting = metrics.getOrDefault("earshot_reply_store_samples", 0L);
    lines.add(
        row(
            "speaker",
            "volume "
                + status.path("volume").asText()
                + ", "
                + waiting / 24_000
                + " s to be said, "
                + metrics.getOrDefault("earshot_underruns_total", 0L)
                + " pauses"));
    lines.add(
        row(
            "turns",
            metrics.getOrDefault("earshot_turns_total", 0L)
                + " spoken, "
                + metrics.getOrDefault("earshot_text_turns_total", 0L)
                + " written, "
                + metrics.getOrDefault("earshot_interruptions_total", 0L)
                + " interrupted"));
    lines.add(row("cost today", status.path("more").path("cost today").asText("")));
    for (JsonNode trouble : status.path("troubles")) {
      lines.add(row("trouble", trouble.path("what").asText()));
    }
    lines.add("");
    lines.addAll(said.subList(Math.max(0, said.size() - LINES_SAID), said.size()));
    return lines.stream().map(line -> fitting(line, width)).toList();
  }

  /** What of an entry is shown. */
  static String said(JsonNode entry) {
    return row(entry.path("id").asText(), entry.path("what").asText());
  }

  /** What has to change for a line of its own, where there is no terminal. */
  static String summary(JsonNode status) {
    return status.path("state").asText()
        + (status.path("muted").asBoolean() ? ", muted" : "")
        + "; link "
        + status.path("link").asText()
        + "; troubles "
        + status.path("troubles").size();
  }

  private static String bar(long decibels) {
    long share = Math.clamp((decibels - SILENCE_DB) * BAR / -SILENCE_DB, 0, BAR);
    return "[" + "#".repeat((int) share) + " ".repeat(BAR - (int) share) + "]";
  }

  private static String row(String name, String value) {
    return String.format("%-11s %s", name, value);
  }

  /** Nothing that a service or a person says may move the cursor. */
  private static String fitting(String line, int width) {
    String plain = line.replaceAll("\\p{Cntrl}", " ");
    return plain.length() <= width ? plain : plain.substring(0, Math.max(0, width - 1)) + "…";
  }
}
