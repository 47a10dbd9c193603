package earshot.hal.sim;

import earshot.hal.Lights;

/** Remembers what it shows. */
public final class SimLights implements Lights {

  private volatile Look look = Look.DARK;

  @Override
  public void show(Look look) {
    this.look = look;
  }

  public Look look() {
    return look;
  }

  @Override
  public String describe() {
    return "simulated lights";
  }

  @Override
  public void close() {
    look = Look.DARK;
  }
}
