package earshot.turn;

import earshot.hal.dsp.Voice;

/**
 * Interrupting by voice, in two stages: at the first evidence the answer is made softer; when the
 * voice goes on it is cut, and when it does not, the answer rises again as if nothing had been.
 * Pure; how long a voice must go on is counted where it is heard.
 */
public record Interruption(Stage stage) {

  public static final Interruption START = new Interruption(Stage.CALM);

  public enum Stage {
    CALM,
    DUCKED,
    /** This answer is over. */
    CUT
  }

  public enum Act {
    NOTHING,
    DUCK,
    CUT,
    RISE
  }

  public record Step(Interruption next, Act act) {}

  /**
   * @param answering whether an answer is being heard
   */
  public Step on(Voice voice, boolean answering) {
    if (!answering) return to(Stage.CALM, stage == Stage.CALM ? Act.NOTHING : Act.RISE);
    return switch (stage) {
      case CALM ->
          switch (voice) {
            case NONE -> stay();
            case HINT -> to(Stage.DUCKED, Act.DUCK);
            case SURE -> to(Stage.CUT, Act.CUT);
          };
      case DUCKED ->
          switch (voice) {
            case NONE -> to(Stage.CALM, Act.RISE);
            case HINT -> stay();
            case SURE -> to(Stage.CUT, Act.CUT);
          };
      case CUT -> stay();
    };
  }

  private Step stay() {
    return new Step(this, Act.NOTHING);
  }

  private static Step to(Stage stage, Act act) {
    return new Step(new Interruption(stage), act);
  }
}
