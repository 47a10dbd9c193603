package earshot.hal;

import org.jspecify.annotations.Nullable;

/** Parts put together to a board. Closing it closes them all, the speaker first. */
public record Parts(
    Microphones microphones,
    Speaker speaker,
    @Nullable Button button,
    @Nullable Button muteSwitch,
    Lights lights)
    implements Hal {

  @Override
  public void close() {
    speaker.close();
    microphones.close();
    if (button != null) button.close();
    if (muteSwitch != null) muteSwitch.close();
    lights.close();
  }
}
