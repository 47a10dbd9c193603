package earshot.stage;

import earshot.alarm.AlarmBook;
import earshot.alarm.AlarmStore;
import earshot.memory.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What survives a restart, on virtual time: alarms, charges and the volume, as their files keep
 * them. While it refuses, what comes waits, as it does in their writers, and is kept once it is
 * well again. Runs on the thread that runs the time.
 */
public final class SimDisk implements AlarmStore {

  private boolean refusing;
  private @Nullable AlarmBook waitingBook;
  private AlarmBook book = AlarmBook.EMPTY;
  private final List<Ledger.Line> waitingLines = new ArrayList<>();
  private final List<Ledger.Line> lines = new ArrayList<>();
  private int waitingVolume = -1;
  private int volume = -1;
  private int refused;

  /** From now on it is full, or may not be written to: to whoever writes that is the same. */
  public void refuse() {
    refusing = true;
  }

  public void mend() {
    refusing = false;
    if (waitingBook != null) book = waitingBook;
    waitingBook = null;
    lines.addAll(waitingLines);
    waitingLines.clear();
    if (waitingVolume >= 0) volume = waitingVolume;
    waitingVolume = -1;
  }

  @Override
  public CompletableFuture<Boolean> keep(AlarmBook next) {
    if (refusing) {
      refused++;
      waitingBook = next;
    } else {
      book = next;
    }
    return CompletableFuture.completedFuture(!refusing);
  }

  void keep(Ledger.Line line) {
    if (refusing) refused++;
    (refusing ? waitingLines : lines).add(line);
  }

  void keepVolume(int percent) {
    if (refusing) {
      refused++;
      waitingVolume = percent;
    } else {
      volume = percent;
    }
  }

  /** How often something had to wait. */
  public int refused() {
    return refused;
  }

  public AlarmBook book() {
    return book;
  }

  public List<Ledger.Line> lines() {
    return List.copyOf(lines);
  }

  /** The volume as it is kept, or -1. */
  public int volume() {
    return volume;
  }
}
