package earshot;

/**
 * Whether the microphones are off, by the device's own switch, by a command, or by both. The switch
 * has the last word: while it is on no command opens the microphones, and who moves it back opens
 * them also after a command. Pure; a value of the loop.
 */
record Muting(boolean bySwitch, boolean byCommand) {

  static final Muting NOT = new Muting(false, false);

  boolean muted() {
    return bySwitch || byCommand;
  }

  Muting switched(boolean on) {
    return new Muting(on, on && byCommand);
  }

  Muting commanded(boolean on) {
    return new Muting(bySwitch, on);
  }

  /** For people; empty when they are on. */
  String by() {
    if (bySwitch) return "the switch";
    return byCommand ? "a command" : "";
  }
}
