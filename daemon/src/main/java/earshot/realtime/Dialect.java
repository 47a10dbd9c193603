package earshot.realtime;

/**
 * One form of the Realtime protocol on the wire. A property of the connection; everything above it
 * is dialect-neutral. Pure, and safe from any thread.
 */
public sealed interface Dialect
    permits GaDialect, BetaDialect, TranslationDialect, TranscriptionDialect {

  /** "ga" or "beta"; a translation has a dialect of its own. */
  String name();

  /** What sessions in this dialect are for. */
  default Kind kind() {
    return Kind.CONVERSATION;
  }

  /** Whether the service itself keeps a conversation as short as it is told to. */
  default boolean truncates() {
    return true;
  }

  /** Whether a user may show images. */
  default boolean hasImages() {
    return false;
  }

  /**
   * Reads one text message, in the names of either dialect: services in between mix them. Throws
   * {@link MalformedEvent} when it is not an event at all.
   */
  default ServerEvent read(byte[] message) throws MalformedEvent {
    return read(message, AudioFormat.PCM);
  }

  /** The same, with sound as the session asked for it; its samples are at the format's rate. */
  default ServerEvent read(byte[] message, AudioFormat sound) throws MalformedEvent {
    return EventReader.read(message, sound);
  }

  /** One event as an exactly sized UTF-8 text message. */
  byte[] write(ClientEvent event, String eventId);

  /**
   * Microphone samples as one exactly sized append message, the same in both, without an event id:
   * it is made fifty times a second.
   */
  default byte[] append(short[] samples, int at, int count) {
    return EventWriter.append(samples, at, count);
  }

  /** The same in another format; the samples are at the format's rate. */
  default byte[] append(short[] samples, int at, int count, AudioFormat format) {
    return format == AudioFormat.PCM
        ? append(samples, at, count)
        : EventWriter.append(samples, at, count, format);
  }

  static Dialect named(String name) {
    return switch (name) {
      case "ga" -> new GaDialect();
      case "beta" -> new BetaDialect();
      default -> throw new IllegalArgumentException("no dialect called " + name);
    };
  }
}
