package earshot.link;

import earshot.realtime.ClientEvent;
import earshot.realtime.ServerEvent;
import earshot.realtime.ServiceError;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the turns of the appliance are had from a session that has none: what of ours is passed on,
 * and which responses the appliance is told of. Owned by one {@link TurnlessConnection}, which
 * calls it one call at a time; does nothing but tell it what to do.
 */
interface SessionRules {

  /** What the rules may do. Nothing of it blocks or calls back. */
  interface Desk {

    void send(ClientEvent event, String eventId);

    void sendSilence(int samples);

    void tell(ServerEvent event);

    /** Asks for {@link SessionRules#ponged}: what was on its way by now has then come. */
    void ping();

    /** Asks for {@link SessionRules#due}, once. */
    void wakeAfter(long nanos);
  }

  void said(ClientEvent event, String eventId, Desk desk);

  /** So many samples of the user are on their way. */
  void appended(int samples, Desk desk);

  void heard(ServerEvent event, Desk desk);

  void due(Desk desk);

  default void ponged(Desk desk) {}

  // --- the events that both kinds make up

  static ServerEvent created(String responseId) {
    return new ServerEvent.ResponseCreated(responseId, null, Map.of());
  }

  static ServerEvent done(String responseId, ServerEvent.Status status) {
    return done(responseId, status, null);
  }

  static ServerEvent done(
      String responseId, ServerEvent.Status status, @Nullable ServiceError error) {
    return new ServerEvent.ResponseDone(
        responseId, status, null, error, null, List.of(), null, Map.of());
  }

  /** A question in writing, which such a session does not answer. */
  static boolean isWrittenQuestion(ClientEvent event) {
    // What is retold to a new session has ids.
    return event instanceof ClientEvent.CreateItem e && e.item().id() == null;
  }

  static ServiceError takesNoText(String kind) {
    return new ServiceError(
        "invalid_request_error",
        "text_not_taken",
        "A session of the kind "
            + kind
            + " answers no text. Speak, or set service.kind = \"conversation\".",
        null,
        null);
  }
}
