package earshot.link;

/** What shall be done about the connections. */
public sealed interface LinkEffect {

  /** Start an attempt to reach this service. */
  record Dial(int number, int target) implements LinkEffect {}

  /** From now on this is the connection that the conversation goes over. */
  record Use(int number) implements LinkEffect {}

  record Configure(int number) implements LinkEffect {}

  record Ping() implements LinkEffect {}

  record HangUp(int number, int code, String reason) implements LinkEffect {}

  record SetTimer(LinkEvent.Timer timer, long afterNanos) implements LinkEffect {}

  record CancelTimer(LinkEvent.Timer timer) implements LinkEffect {}

  /** A new session is there to talk to. */
  record TellReady() implements LinkEffect {}

  /** It is no more. */
  record TellLost(String reason) implements LinkEffect {}
}
