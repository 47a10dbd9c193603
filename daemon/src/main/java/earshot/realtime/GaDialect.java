package earshot.realtime;

/** The Ga dialect. */
final class GaDialect implements Dialect {

  @Override
  public String name() {
    return "ga";
  }

  @Override
  public ServerEvent read(byte[] message) throws MalformedEvent {
    throw new MalformedEvent("nothing can be read yet");
  }

  @Override
  public byte[] write(ClientEvent event, String eventId) {
    return new byte[0];
  }

  @Override
  public byte[] append(short[] samples, int at, int count) {
    return new byte[0];
  }
}
