package earshot.audio;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * How loud the device is, within its bounds: tells who plays and who rings, and keeps it. Any
 * thread; nothing here blocks.
 */
public final class Volume {

  private final IntConsumer store;

  // Guarded by this.
  private final List<IntConsumer> players = new ArrayList<>();
  private final List<IntConsumer> ringers = new ArrayList<>();
  private int percent;
  private int ceiling;
  private int alarmFloor;

  /**
   * @param ceiling it never gets louder
   * @param alarmFloor alarms never get softer
   * @param store told each change, to keep it
   */
  public Volume(int percent, int ceiling, int alarmFloor, IntConsumer store) {
    this.percent = Math.clamp(percent, 0, ceiling);
    this.ceiling = ceiling;
    this.alarmFloor = alarmFloor;
    this.store = store;
  }

  /** Whoever plays answers and prompts: told now, and at each change. */
  public synchronized void heardBy(IntConsumer player) {
    players.add(player);
    player.accept(percent);
  }

  /** Whoever rings. */
  public synchronized void rungBy(IntConsumer ringer) {
    ringers.add(ringer);
    ringer.accept(Math.max(percent, alarmFloor));
  }

  public synchronized int percent() {
    return percent;
  }

  /** Returns what became of it. */
  public synchronized int set(int wanted) {
    int next = Math.clamp(wanted, 0, ceiling);
    if (next == percent) return percent;
    percent = next;
    store.accept(percent);
    tell();
    return percent;
  }

  public synchronized int change(int by) {
    return set(percent + by);
  }

  public synchronized void bounds(int newCeiling, int newAlarmFloor) {
    ceiling = newCeiling;
    alarmFloor = newAlarmFloor;
    percent = Math.min(percent, ceiling);
    tell();
  }

  private void tell() {
    players.forEach(player -> player.accept(percent));
    ringers.forEach(ringer -> ringer.accept(Math.max(percent, alarmFloor)));
  }
}
