package earshot.hal;

import org.jspecify.annotations.Nullable;

/** Parts put together to a board. Closing it closes them all, the speaker first; any thread. */
public record Parts(
    Microphones microphones,
    Speaker speaker,
    @Nullable Button button,
    @Nullable Button muteSwitch,
    Lights lights)
    implements Hal {

  /** A part that will not close keeps no other one open. */
  @Override
  public void close() {
    HalException first = null;
    for (AutoCloseable part :
        new @Nullable AutoCloseable[] {speaker, microphones, button, muteSwitch, lights}) {
      if (part == null) continue;
      try {
        part.close();
      } catch (Exception e) {
        HalException told =
            e instanceof HalException h
                ? h
                : new HalException("board", "close it", e, "start again");
        if (first == null) first = told;
        else first.addSuppressed(told);
      }
    }
    if (first != null) throw first;
  }
}
