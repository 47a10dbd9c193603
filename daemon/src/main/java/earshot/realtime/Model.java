package earshot.realtime;

import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a model. Of one that the {@link Catalogue} does not list, the worst that is true
 * of any: its prices are the dearest, its limits the smallest. Pure.
 *
 * @param listed whether the catalogue has this model, or the one that it is a dated version of
 * @param reasons whether it can be told how long to think
 * @param voices empty when they are not known
 * @param shutdown the first day on which OpenAI no longer has it
 * @param azureRetirement the first day on which Azure no longer has it
 */
public record Model(
    String id,
    Api api,
    boolean listed,
    int contextTokens,
    int maxOutputTokens,
    boolean reasons,
    Set<String> voices,
    Prices prices,
    @Nullable LocalDate shutdown,
    @Nullable String replacement,
    @Nullable LocalDate azureRetirement) {

  /** What a model is for. */
  public enum Api {
    REALTIME,
    CHAT,
    TRANSCRIPTION,
    TRANSLATION
  }

  public enum Status {
    ACTIVE,
    /** There is a day on which it will be shut down. */
    DEPRECATED,
    SHUT_DOWN
  }

  public Status status(LocalDate today) {
    if (shutdown == null) return Status.ACTIVE;
    return today.isBefore(shutdown) ? Status.DEPRECATED : Status.SHUT_DOWN;
  }
}
