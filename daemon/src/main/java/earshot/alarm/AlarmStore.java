package earshot.alarm;

import java.util.concurrent.CompletableFuture;

/** Where the alarms are kept for the next process. Any thread; does not block. */
@FunctionalInterface
public interface AlarmStore {

  /** Nothing is kept, as on virtual time. */
  AlarmStore NONE = book -> CompletableFuture.completedFuture(true);

  /** Completes when this book, or a later one, is there for good. */
  CompletableFuture<Boolean> keep(AlarmBook book);
}
