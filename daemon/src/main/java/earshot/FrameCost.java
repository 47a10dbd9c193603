package earshot;

import earshot.control.Programs.Figure;
import java.util.List;

/**
 * What it costs to do something for each 10 ms of sound: time of the processor, and memory. On the
 * calling thread, for a part of a second.
 */
final class FrameCost {

  /** Of 10 ms, in a round. */
  static final int FRAMES = 500;

  private static final int ROUNDS = 5;

  private final ThreadCost thread = new ThreadCost();

  /** The best of some rounds: what disturbs only adds. */
  void of(String path, Runnable round, List<Figure> figures) {
    long time = Long.MAX_VALUE;
    long memory = Long.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      long bytes = thread.bytes();
      long begun = thread.cpuNanos();
      round.run();
      time = Math.min(time, thread.cpuNanos() - begun);
      memory = Math.min(memory, thread.bytes() - bytes);
    }
    figures.add(new Figure(path + "cost", time / 1e3 / FRAMES, "us per 10 ms"));
    figures.add(new Figure(path + "allocated", (double) memory / FRAMES, "bytes per 10 ms"));
  }
}
