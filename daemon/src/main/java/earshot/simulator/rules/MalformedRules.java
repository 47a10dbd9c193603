package earshot.simulator.rules;

/** A mistake in a table of rules, with file and line: a bug of this program, never of a client. */
final class MalformedRules extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  MalformedRules(String place, String what) {
    super(place + ": " + what);
  }
}
