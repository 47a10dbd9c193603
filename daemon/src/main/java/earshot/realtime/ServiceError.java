package earshot.realtime;

import org.jspecify.annotations.Nullable;

/**
 * The service's own word on what went wrong; {@code clientEventId} names the event of ours that it
 * is about.
 */
public record ServiceError(
    @Nullable String type,
    @Nullable String code,
    String message,
    @Nullable String param,
    @Nullable String clientEventId) {}
