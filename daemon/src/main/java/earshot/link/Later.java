package earshot.link;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A way to have something done after a while, on a thread that may wait. */
public interface Later {

  void after(long nanos, Runnable act);

  /** Each act on a thread of its own. */
  static Later onThreads() {
    return (nanos, act) ->
        CompletableFuture.delayedExecutor(
                nanos,
                TimeUnit.NANOSECONDS,
                run -> Thread.ofVirtual().name("session-time").start(run))
            .execute(act);
  }
}
