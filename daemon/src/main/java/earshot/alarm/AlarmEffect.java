package earshot.alarm;

/** What shall be said about the alarms. What rings stands in the {@link AlarmBook}. */
public sealed interface AlarmEffect {

  /** It begins to ring: once for each occurrence. */
  record TellRings(AlarmBook.Ringing ringing) implements AlarmEffect {}

  record TellMissed(AlarmBook.Missed missed) implements AlarmEffect {}

  /** The wish is granted; with the number of what was set, or 0. */
  record Grant(int id) implements AlarmEffect {}

  /** The wish is not granted; why, for a person. */
  record Refuse(String why) implements AlarmEffect {}
}
