package earshot.doctor;

import java.util.Locale;

/** What of a device is looked at, in the order in which it is told. */
public enum Part {
  CONFIGURATION,
  PROGRAM,
  MACHINE,
  BUTTON,
  SOUND,
  MICROPHONE,
  SPEAKER,
  NETWORK,
  SERVICE;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
