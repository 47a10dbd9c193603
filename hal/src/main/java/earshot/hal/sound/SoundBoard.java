package earshot.hal.sound;

import earshot.hal.BoardSettings;
import earshot.hal.Button;
import earshot.hal.Hal;
import earshot.hal.Lights;
import earshot.hal.Parts;
import org.jspecify.annotations.Nullable;

/**
 * Sound cards together with whatever else a board has. Its options are {@link SoundOptions#ALL}.
 */
public final class SoundBoard {

  private SoundBoard() {}

  public static Hal parts(
      BoardSettings settings, @Nullable Button button, @Nullable Button muteSwitch, Lights lights) {
    return new Parts(
        new SoundMicrophones(settings), new SoundSpeaker(settings), button, muteSwitch, lights);
  }
}
