package earshot.doctor;

import earshot.audio.Levels;
import earshot.doctor.Running.Absent;
import earshot.doctor.Running.Answering;
import earshot.doctor.Running.Closed;
import earshot.doctor.Running.Hanging;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a running daemon knows of itself, in the doctor's words. Pure. */
final class DaemonCheck {

  private DaemonCheck() {}

  static List<Found> look(Running running) {
    return switch (running) {
      case Absent _ -> List.of(Found.of(Finding.NOT_RUNNING));
      case Closed _ -> List.of(Found.of(Finding.NOT_PERMITTED));
      case Hanging(String why) -> List.of(Found.of(Finding.NOT_ANSWERING, why));
      case Answering(long _, var troubles, var metrics) -> {
        List<Found> found = new ArrayList<>();
        troubles.forEach((trouble, detail) -> found.add(Found.of(trouble, detail)));
        boolean deaf = found.stream().anyMatch(each -> each.part() == Part.MICROPHONE);
        if (!deaf) microphone(metrics, found);
        yield found;
      }
    };
  }

  /** As it was in the last quarter of a second. */
  private static void microphone(Map<String, Long> metrics, List<Found> found) {
    Long decibels = metrics.get("earshot_mic_decibels");
    Long peak = metrics.get("earshot_mic_peak");
    Long offset = metrics.get("earshot_mic_offset_permille");
    Long clipped = metrics.get("earshot_mic_clipped_permille");
    if (decibels == null || peak == null || offset == null || clipped == null) return;
    // Zeros are the daemon's own suspicion, after a while of them.
    if (peak == 0) return;
    found.addAll(
        HearingCheck.of(new Levels(peak.intValue(), decibels, offset / 1000.0, clipped / 1000.0)));
  }
}
