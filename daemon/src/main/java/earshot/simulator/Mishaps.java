package earshot.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * What goes wrong when: what the script has, and what somebody adds while the service runs. Service
 * thread only.
 */
final class Mishaps {

  private static final class Each {
    final Misbehaviour what;
    final boolean scripted;
    int happened;

    Each(Misbehaviour what, boolean scripted) {
      this.what = what;
      this.scripted = scripted;
    }

    boolean mayHappen() {
      int times = what.when().times();
      return times == 0 || happened < times;
    }
  }

  private final List<Each> all = new ArrayList<>();

  Mishaps(List<Misbehaviour> scripted) {
    for (Misbehaviour each : scripted) all.add(new Each(each, true));
  }

  void add(Misbehaviour what) {
    all.add(new Each(what, false));
  }

  void forgetAdded() {
    all.removeIf(each -> !each.scripted);
  }

  /**
   * What goes wrong here and now, and has thereby happened once more.
   *
   * @param response 0 where there is none
   */
  List<Misbehaviour> at(Misbehaviour.Point point, int connection, int response, int count) {
    List<Misbehaviour> here = new ArrayList<>();
    for (Each each : all) {
      if (!each.mayHappen() || !each.what.when().covers(point, connection, response, count)) {
        continue;
      }
      each.happened++;
      here.add(each.what);
    }
    return here;
  }

  /** Whether TLS fails for this connection. */
  boolean failsTls(int connection) {
    for (Each each : all) {
      if (each.what.act() instanceof Misbehaviour.TlsAlert
          && each.mayHappen()
          && each.what.when().covers(Misbehaviour.Point.UPGRADE, connection, 0, 0)) return true;
    }
    return false;
  }
}
