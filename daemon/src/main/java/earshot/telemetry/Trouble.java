package earshot.telemetry;

import earshot.hal.Lights.Look;
import java.util.Locale;

/**
 * Every known trouble as one value: lamp, prompt, status and log read the same row. Add a row here;
 * nothing else needs to know it.
 */
public enum Trouble {
  BUG(
      Severity.FATAL,
      Look.TROUBLE,
      "Something in the program is wrong.",
      "report it with the output of: earshot events"),
  NO_NETWORK(
      Severity.DOWN,
      Look.CONNECTING,
      "The network cannot be reached.",
      "check the cable or the Wi-Fi, and the router"),
  NO_NAME(
      Severity.DOWN,
      Look.CONNECTING,
      "The service's name cannot be resolved.",
      "check the name server, and the host in service.url"),
  UNREACHABLE(
      Severity.DOWN,
      Look.CONNECTING,
      "Nobody answers at the service's address.",
      "check the router's way to the internet, what a firewall lets through, and service.url"),
  PROXY_FAILED(
      Severity.DOWN,
      Look.CONNECTING,
      "The proxy does not let us through to the service.",
      "check link.proxy, and that the proxy lets this device reach the service"),
  PROXY_REFUSED(
      Severity.PARKED,
      Look.TROUBLE,
      "The proxy wants another password.",
      "check what link.proxy_credential points to, then: earshot reload"),
  TLS_FAILED(
      Severity.DOWN,
      Look.TROUBLE,
      "The secure connection could not be made.",
      "check service.url, and service.ca when the service has a certificate of its own; see whether"
          + " something in between answers in its place"),
  CLOCK_WRONG(
      Severity.DOWN,
      Look.TROUBLE,
      "The clock of this device is wrong, so no secure connection can be made.",
      "wait until the network sets the clock, or set it: timedatectl set-ntp true"),
  CAPTIVE_PORTAL(
      Severity.DOWN,
      Look.TROUBLE,
      "A login page of the network answers instead of the service.",
      "log this device in to the Wi-Fi, or choose another network; when there is no such page,"
          + " check service.url"),
  SERVICE_DOWN(
      Severity.DOWN,
      Look.CONNECTING,
      "The service does not answer.",
      "wait; it is tried again and again. Look at the service's status page"),
  SERVICE_BUSY(
      Severity.DOWN,
      Look.CONNECTING,
      "The service asks us to come later.",
      "wait; it is tried again, a little later each time"),
  NO_KEY(
      Severity.PARKED,
      Look.TROUBLE,
      "The key for the service could not be read.",
      "put the key where service.key points, then: earshot reload"),
  KEY_REFUSED(
      Severity.PARKED,
      Look.TROUBLE,
      "The service refuses the key.",
      "check the key where service.key points, then: earshot reload"),
  MODEL_NOT_FOUND(
      Severity.PARKED,
      Look.TROUBLE,
      "The service does not know the model.",
      "set service.model to one that the account may use, then: earshot reload"),
  QUOTA_EXCEEDED(
      Severity.DOWN,
      Look.TROUBLE,
      "The account's quota is used up.",
      "add credit or raise the limit at the service; it is tried again every ten minutes, and at"
          + " once after: earshot reload"),
  SETTINGS_REFUSED(
      Severity.PARKED,
      Look.TROUBLE,
      "The service refuses the session's settings.",
      "look at the reason in: earshot events; change it in [service] or [talk], then: earshot"
          + " reload"),
  DIALECT_REFUSED(
      Severity.PARKED,
      Look.TROUBLE,
      "The service does not speak the configured dialect.",
      "set service.dialect = \"ga\", then: earshot reload"),
  SESSION_LIMIT(
      Severity.PASSING,
      Look.CONNECTING,
      "The session reached the service's time limit.",
      "nothing; a new session is made"),
  ANSWER_FAILED(
      Severity.PASSING,
      Look.TROUBLE,
      "The service could not finish the answer.",
      "ask again; if it stays, look at: earshot events"),
  ON_FALLBACK(
      Severity.PASSING,
      Look.IDLE,
      "Another service answers, because the one that is wanted is away.",
      "nothing; the wanted one is tried again and again, and taken when it is back"),
  BUDGET_NEARLY_SPENT(
      Severity.PASSING,
      Look.IDLE,
      "More than 80 % of a budget is spent.",
      "look at: earshot usage"),
  BUDGET_SPENT(
      Severity.DOWN,
      Look.TROUBLE,
      "A budget is used up: nothing more is asked of the service.",
      "wait for the next hour, day or month, or raise the limit in [budget], then: earshot reload"),
  STATE_NOT_KEPT(
      Severity.PASSING,
      Look.IDLE,
      "What should survive a restart cannot be written to the disk.",
      "check that the directory in state.directory can be written to and is not full"),
  MICROPHONE_FAILED(
      Severity.DOWN,
      Look.TROUBLE,
      "The microphone does not work.",
      "check that it is plugged in, and its name against: earshot devices"),
  MICROPHONE_WEAK(
      Severity.PASSING,
      Look.IDLE,
      "One of several microphones does not hear as the others do, and is left out.",
      "look at its hole for dust or tape, and at its wiring; the others go on listening"),
  SPEAKER_FAILED(
      Severity.DOWN,
      Look.TROUBLE,
      "The speaker does not work.",
      "check that it is plugged in, and its name against: earshot devices"),
  MICROPHONE_SILENT(
      Severity.PASSING,
      Look.IDLE,
      "The microphone gives nothing but zeros, which a real one hardly does.",
      "see whether it is muted by a switch of its own, or is the right one: earshot devices"),
  ECHO_STAYS(
      Severity.PASSING,
      Look.IDLE,
      "The sound of the microphones cannot be cleaned, so it is deaf while it speaks.",
      "install what the reason names, then restart; or set microphones.echo = \"off\""),
  HEARS_ITSELF(
      Severity.PASSING,
      Look.IDLE,
      "It hears itself too well to listen as ever while it speaks.",
      "turn the volume down, or put the speaker further away from the microphones; it is measured"
          + " anew with each answer, and by: earshot doctor"),
  BUTTON_FAILED(
      Severity.DOWN,
      Look.TROUBLE,
      "The button does not work.",
      "check its chip and line against: earshot devices"),
  MUTED(
      Severity.PASSING,
      Look.MUTED,
      "The microphones are switched off.",
      "move the mute switch back, or: earshot unmute"),
  BAD_RELOAD(
      Severity.PASSING,
      Look.IDLE,
      "The changed configuration has mistakes; the old one stays.",
      "look at: earshot config check");

  /** From worst to least. */
  public enum Severity {
    FATAL,
    /** Nothing can be done until the configuration changes. */
    PARKED,
    /** Something does not work; it is tried again. */
    DOWN,
    /** It ends by itself, or by the user's hand. */
    PASSING
  }

  private final Severity severity;
  private final Look look;
  private final String sentence;
  private final String remedy;

  Trouble(Severity severity, Look look, String sentence, String remedy) {
    this.severity = severity;
    this.look = look;
    this.sentence = sentence;
    this.remedy = remedy;
  }

  /** The word for status, log and the names of prompts: {@code no-network}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public Severity severity() {
    return severity;
  }

  public Look look() {
    return look;
  }

  public String sentence() {
    return sentence;
  }

  public String remedy() {
    return remedy;
  }
}
