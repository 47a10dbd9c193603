package earshot.hal.desktop;

import earshot.hal.BoardSettings;
import earshot.hal.Hal;
import earshot.hal.NoLights;
import earshot.hal.sound.SoundBoard;

/**
 * The default sound card, and the space bar as the button. Where nobody is at a terminal there is
 * no button, and {@code earshot press} takes its place.
 */
public final class DesktopBoard {

  private DesktopBoard() {}

  public static Hal parts(BoardSettings settings) {
    SpaceBar button = Terminal.ours() ? new SpaceBar(settings.clock()) : null;
    return SoundBoard.parts(settings, button, null, new NoLights());
  }
}
