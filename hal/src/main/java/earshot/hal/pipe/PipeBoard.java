package earshot.hal.pipe;

import earshot.hal.BoardSettings;
import earshot.hal.Hal;
import earshot.hal.NoLights;
import earshot.hal.Parts;

/**
 * The board of two pipes. It has no button: {@code earshot press} or an open microphone takes its
 * place.
 */
public final class PipeBoard {

  private PipeBoard() {}

  public static Hal parts(BoardSettings settings) {
    return new Parts(
        new PipeMicrophones(settings.in()),
        new PipeSpeaker(settings.out()),
        null,
        null,
        new NoLights());
  }
}
