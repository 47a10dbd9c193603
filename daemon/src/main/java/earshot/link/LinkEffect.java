package earshot.link;

/** What shall be done about the connection. */
public sealed interface LinkEffect {

  record Dial(int number) implements LinkEffect {}

  record Configure() implements LinkEffect {}

  record Ping() implements LinkEffect {}

  record HangUp(int code, String reason) implements LinkEffect {}

  record SetTimer(LinkEvent.Timer timer, long afterNanos) implements LinkEffect {}

  record CancelTimer(LinkEvent.Timer timer) implements LinkEffect {}

  /** A session is there to talk to. */
  record TellReady() implements LinkEffect {}

  /** It is no more. */
  record TellLost(String reason) implements LinkEffect {}
}
