package earshot.control;

import earshot.telemetry.Health;
import earshot.telemetry.LinkState;
import earshot.telemetry.TalkState;
import java.util.List;
import java.util.Map;

/**
 * How the appliance is at this moment.
 *
 * @param service where it is connected to, for people; no secret in it
 * @param more further facts, such as the last transcripts: shown as they are, in order
 */
public record Status(
    TalkState talk,
    LinkState link,
    String board,
    String service,
    String model,
    int volume,
    boolean muted,
    long upMillis,
    List<Health.Current> troubles,
    Map<String, String> more) {}
