package earshot;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The device's own words on their way to the speaker: made on another thread, for a decoder takes
 * its time, and said on the loop unless somebody has pressed meanwhile. Owned by the loop.
 */
final class LocalVoice {

  private final Performer performer;
  private final Inputs inputs;
  private final Executor making;
  private int beingMade;
  private long hushes;

  /**
   * @param making runs what may take some time; on virtual time at once
   */
  LocalVoice(Performer performer, Inputs inputs, Executor making) {
    this.performer = performer;
    this.inputs = inputs;
    this.making = making;
  }

  /** Says it when it has been made. */
  void say(Supplier<List<short[]>> sound) {
    long before = hushes;
    beingMade++;
    making.execute(
        () -> {
          List<short[]> made = List.of();
          try {
            made = sound.get();
          } finally {
            List<short[]> said = made;
            inputs.signal(new Input.Act(() -> made(said, before)));
          }
        });
  }

  private void made(List<short[]> sound, long before) {
    beingMade--;
    if (hushes == before) performer.sayLocally(sound);
  }

  /** What is being said or made is not heard. */
  void hush() {
    hushes++;
    performer.hush();
  }

  /** Nothing is on its way any more. */
  boolean over() {
    return beingMade == 0 && performer.playedOut();
  }
}
