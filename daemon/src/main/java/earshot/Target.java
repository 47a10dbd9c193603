package earshot;

import earshot.link.Route;
import earshot.realtime.Session;
import java.util.function.Supplier;

/**
 * One service that may carry the conversation.
 *
 * @param name for people: no secret in it
 * @param sessions asked at each attempt to connect; throws {@link IllegalStateException} with a
 *     sentence for people
 */
public record Target(String name, Route route, Supplier<Session> sessions) {}
