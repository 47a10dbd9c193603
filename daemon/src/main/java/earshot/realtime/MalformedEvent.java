package earshot.realtime;

/**
 * A message that is not an event: not JSON, no type, or a member of the wrong kind. Names the
 * place.
 */
public final class MalformedEvent extends Exception {

  private static final long serialVersionUID = 1;

  public MalformedEvent(String reason) {
    super(reason);
  }
}
