package earshot.turn;

import java.util.List;

/**
 * The conversation: one event in, the next state and the effects out. Pure. Three promises hold in
 * every state: silence comes before anything that needs the network; a response is asked for only
 * when none is active and what was heard of the last one is settled; sound of a response that was
 * interrupted is never played.
 */
public final class Turn {

  private final Manners manners;

  public Turn(Manners manners) {
    this.manners = manners;
  }

  public record Outcome(TurnState state, List<TurnEffect> effects) {}

  public Outcome step(TurnState state, TurnEvent event) {
    var draft = new TurnStep(manners, state);
    draft.on(event);
    return new Outcome(draft.state, draft.effects);
  }
}
