package earshot.realtime;

/**
 * One form of the Realtime protocol on the wire. A property of the connection; everything above it
 * is dialect-neutral. Pure, and safe from any thread.
 */
public sealed interface Dialect permits GaDialect, BetaDialect {

  /** "ga" or "beta". */
  String name();

  /** Reads one text message. Throws {@link MalformedEvent} when it is not an event at all. */
  ServerEvent read(byte[] message) throws MalformedEvent;

  /** One event as an exactly sized UTF-8 text message. */
  byte[] write(ClientEvent event, String eventId);

  /**
   * Microphone samples as one exactly sized append message, without an event id: it is made fifty
   * times a second.
   */
  byte[] append(short[] samples, int at, int count);

  static Dialect named(String name) {
    return switch (name) {
      case "ga" -> new GaDialect();
      case "beta" -> new BetaDialect();
      default -> throw new IllegalArgumentException("no dialect called " + name);
    };
  }
}
