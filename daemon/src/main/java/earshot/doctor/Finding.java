package earshot.doctor;

import static earshot.doctor.Severity.FAULT;
import static earshot.doctor.Severity.NOTE;
import static earshot.doctor.Severity.WARNING;

import java.util.Locale;

/**
 * Everything the doctor can find, one row each, besides the troubles that a running appliance knows
 * of by itself. Add a row, and a test that provokes it; DOCTOR.md is written from here.
 */
public enum Finding {
  CONFIGURATION_WRONG(
      Part.CONFIGURATION,
      FAULT,
      "The configuration has mistakes, so the program does not start with it.",
      "mend what earshot config check shows"),
  NOT_CONFIGURED(
      Part.CONFIGURATION,
      WARNING,
      "There is no configuration file: the usual values hold.",
      "earshot setup"),
  MODEL_RETIRED(
      Part.CONFIGURATION, FAULT, "The configured model has been shut down.", "another model"),
  MODEL_RETIRES(
      Part.CONFIGURATION,
      WARNING,
      "The configured model will be shut down.",
      "change service.model before that day"),
  CONFIGURATION_NOTE(
      Part.CONFIGURATION, NOTE, "Something in the configuration ought to be known.", ""),
  BOARD_SIMULATED(
      Part.CONFIGURATION,
      NOTE,
      "The configured board has no button, microphones or speaker that could be examined.",
      "set board.name to a real one: earshot devices"),
  NOT_RUNNING(
      Part.PROGRAM,
      NOTE,
      "The daemon does not run, so the doctor looks at the devices by itself.",
      "systemctl start earshot, or earshot run"),
  NOT_PERMITTED(
      Part.PROGRAM,
      NOTE,
      "The daemon runs, and this user may not ask it.",
      "join the group earshot (usermod -aG earshot USER, then log in again), or sudo earshot"
          + " doctor"),
  NOT_ANSWERING(
      Part.PROGRAM,
      FAULT,
      "The daemon runs and does not answer.",
      "systemctl restart earshot; then look at: journalctl -u earshot"),
  NO_REAL_TIME(
      Part.PROGRAM,
      WARNING,
      "The threads of the sound run like any other program's, so it can stutter on a busy machine.",
      "start it with the service manager (systemctl start earshot), whose unit allows it, or raise"
          + " rtprio in /etc/security/limits.d; a container needs the capability SYS_NICE"),
  NO_MEMORY_LOCK(
      Part.PROGRAM,
      WARNING,
      "The program's memory may be swapped out, so its sound can stutter.",
      "start it with the service manager, whose unit allows it, or set memlock to unlimited in"
          + " /etc/security/limits.d; a container needs the capability IPC_LOCK"),
  CLOCK_NOT_SYNCHRONISED(
      Part.MACHINE,
      WARNING,
      "The network has not set the clock of this device since it was started.",
      "timedatectl set-ntp true; see whether the network lets NTP (UDP port 123) through"),
  DISK_FULL(
      Part.MACHINE,
      FAULT,
      "The disk is full, so nothing can be kept over a restart.",
      "remove what is large: journalctl --vacuum-size=50M, apt-get clean"),
  DISK_NEARLY_FULL(
      Part.MACHINE,
      WARNING,
      "The disk is nearly full.",
      "remove what is large: journalctl --vacuum-size=50M, apt-get clean"),
  DISK_READ_ONLY(
      Part.MACHINE,
      FAULT,
      "The disk cannot be written to, so nothing is kept over a restart.",
      "when it should be writable: look for errors of the SD card in dmesg, and replace it;"
          + " otherwise set state.directory to a place that is"),
  STATE_NOT_WRITABLE(
      Part.MACHINE,
      FAULT,
      "The program may not write into the directory of what it keeps over a restart.",
      "chown earshot: the directory in state.directory"),
  MEMORY_LOW(
      Part.MACHINE,
      WARNING,
      "Next to no memory is free, so the system may end the program at any moment.",
      "end what else runs on this device"),
  UNDERVOLTAGE(
      Part.MACHINE,
      FAULT,
      "The power supply is too weak: the board measures too low a voltage.",
      "the power supply made for this board, with a short and thick cable"),
  UNDERVOLTAGE_BEFORE(
      Part.MACHINE,
      WARNING,
      "The power supply was too weak at some moment since the board was started.",
      "the power supply made for this board, with a short and thick cable"),
  TOO_HOT(
      Part.MACHINE,
      WARNING,
      "The processor is so hot that it slows down.",
      "more air around the board, or a heat sink"),
  NO_GPIO(
      Part.BUTTON,
      FAULT,
      "This machine has no GPIO chip for the configured button or light.",
      "a board that has one, or another board.name; on a Pi, look whether /dev/gpiochip0 exists"),
  GPIO_NOT_PERMITTED(
      Part.BUTTON,
      FAULT,
      "The user that runs Earshot may not use the GPIO lines.",
      "usermod -aG gpio USER, then start it again"),
  LINE_NOT_FOUND(
      Part.BUTTON,
      FAULT,
      "There is no such GPIO line.",
      "the right name in [board]: earshot devices lists them"),
  LINE_IN_USE(
      Part.BUTTON,
      FAULT,
      "Something else holds a GPIO line that is needed.",
      "end what holds it, remove its overlay from config.txt, or choose another line"),
  BUTTON_HELD(
      Part.BUTTON,
      FAULT,
      "The button is down, though nobody should press it now.",
      "let it go and look again. Otherwise it is wired the other way, or its pull is wrong: set"
          + " board.button_active_low and board.button_pull to what is soldered"),
  BUTTON_FLOATS(
      Part.BUTTON,
      FAULT,
      "The button comes and goes by itself: its line hangs in the air.",
      "board.button_pull = \"up\" for a button to ground, \"down\" for one to 3.3 V; check the"
          + " wires"),
  BUTTON_BROKEN(
      Part.BUTTON,
      FAULT,
      "The button or a light cannot be used.",
      "check its chip and line against: earshot devices"),
  NO_BUTTON(
      Part.BUTTON,
      NOTE,
      "No button is configured: the device is spoken to through an open microphone or the control"
          + " socket only.",
      "board.button_line, if there is one"),
  OVERLAY_MISSING(
      Part.SOUND,
      FAULT,
      "There is no sound card, and the boot configuration loads no overlay for one.",
      "add the dtoverlay line of the sound board to config.txt, and restart"),
  NO_SOUND_CARD(
      Part.SOUND,
      FAULT,
      "There is no sound card.",
      "plug it in; for a board on the header, look at dmesg for what became of its overlay"),
  CARD_RENAMED(
      Part.SOUND,
      FAULT,
      "The configured sound card is not there, but one with a similar name is: it may have been"
          + " renamed by an update.",
      "that name in the configuration"),
  CARD_NOT_FOUND(
      Part.SOUND,
      FAULT,
      "There is no sound card of the configured name.",
      "plug it in, or one of the names that earshot devices lists"),
  SOUND_NOT_PERMITTED(
      Part.SOUND,
      FAULT,
      "The user that runs Earshot may not use the sound cards.",
      "usermod -aG audio USER, then start it again"),
  CARD_IN_USE(
      Part.SOUND,
      FAULT,
      "Another program uses the sound card.",
      "end that program, or give it another card"),
  MICROPHONE_DEAF(
      Part.MICROPHONE,
      FAULT,
      "The microphone gives no sound at all.",
      "check that it is plugged in, and board.mic_card against: earshot devices"),
  MICROPHONE_ZEROS(
      Part.MICROPHONE,
      FAULT,
      "The microphone gives nothing but zeros: it is muted, or the wrong one.",
      "look for a mute switch, unmute it in alsamixer (F4), or choose another board.mic_card"),
  MICROPHONE_FAINT(
      Part.MICROPHONE,
      WARNING,
      "The microphone gives hardly any sound.",
      "turn its gain up in alsamixer (F4), then: alsactl store; see whether its hole is covered"),
  MICROPHONE_CLIPS(
      Part.MICROPHONE,
      WARNING,
      "The microphone is too loud: its sound is cut off at the top.",
      "turn its gain down in alsamixer (F4), then: alsactl store"),
  MICROPHONE_OFFSET(
      Part.MICROPHONE,
      WARNING,
      "The microphone's sound does not lie around zero.",
      "check its wires and its power; a high-pass switch in alsamixer may help"),
  ECHO_STRONG(
      Part.MICROPHONE,
      WARNING,
      "So much of the speaker's sound is left in the microphones' that the device does not listen as"
          + " ever while it speaks.",
      "turn the volume down, put the speaker further away from the microphones or on something"
          + " soft, and look again"),
  ECHO_MEASURED(
      Part.MICROPHONE,
      NOTE,
      "The speaker's echo was measured.",
      "talk.while_speaking = full, half or button, if it shall do otherwise"),
  SPEAKER_DEAD(
      Part.SPEAKER,
      FAULT,
      "The speaker takes no sound.",
      "check that it is plugged in, and board.speaker_card against: earshot devices"),
  SPEAKER_UNHEARD(
      Part.SPEAKER,
      WARNING,
      "A tone was played, and the microphone did not hear it.",
      "turn the card up in alsamixer, check the speaker's wires, and the amplifier's own switch"),
  NO_ROUTE(
      Part.NETWORK,
      FAULT,
      "This device has no network.",
      "plug the cable in, or join the Wi-Fi: nmtui, or nmcli device wifi connect NAME password"
          + " PASSWORD"),
  NO_NAME_SERVER(
      Part.NETWORK,
      FAULT,
      "This device does not know a name server.",
      "look at /etc/resolv.conf; the network should give one by DHCP"),
  SERVICE_SIMULATED(
      Part.SERVICE,
      NOTE,
      "The configured service is the simulated one.",
      "service.provider = \"openai\" or \"azure\", and service.key");

  private final Part part;
  private final Severity severity;
  private final String what;
  private final String remedy;

  Finding(Part part, Severity severity, String what, String remedy) {
    this.part = part;
    this.severity = severity;
    this.what = what;
    this.remedy = remedy;
  }

  /** One word with dashes, for scripts. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public Part part() {
    return part;
  }

  public Severity severity() {
    return severity;
  }

  public String what() {
    return what;
  }

  public String remedy() {
    return remedy;
  }
}
