package earshot.hal.pi;

import earshot.hal.Button;
import earshot.hal.Hal;
import earshot.hal.Lights;
import earshot.hal.Microphones;
import earshot.hal.Speaker;
import org.jspecify.annotations.Nullable;

/** The parts of a board with GPIO lines, and what they share. Opens nothing by itself. */
record PiHal(
    Microphones microphones,
    Speaker speaker,
    @Nullable Button button,
    @Nullable Button muteSwitch,
    Lights lights,
    PiLines lines)
    implements Hal {

  @Override
  public void close() {
    if (button != null) button.close();
    if (muteSwitch != null) muteSwitch.close();
    lights.close();
    lines.close();
    microphones.close();
    speaker.close();
  }
}
