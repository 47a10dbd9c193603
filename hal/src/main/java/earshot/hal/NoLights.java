package earshot.hal;

/** A board without lights. */
public final class NoLights implements Lights {

  @Override
  public void show(Look look) {}

  @Override
  public String describe() {
    return "none";
  }

  @Override
  public boolean any() {
    return false;
  }

  @Override
  public void close() {}
}
