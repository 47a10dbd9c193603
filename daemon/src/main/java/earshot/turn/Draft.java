package earshot.turn;

import earshot.realtime.ClientEvent;
import earshot.turn.TurnEffect.Notice;
import earshot.turn.TurnEvent.Timer;
import earshot.turn.TurnState.Phase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step being made: the state so far, the effects so far, and the small words that the rules are
 * written in.
 */
abstract class Draft {

  final Manners manners;
  TurnState state;
  final List<TurnEffect> effects = new ArrayList<>(4);

  Draft(Manners manners, TurnState state) {
    this.manners = manners;
    this.state = state;
  }

  final void patience() {
    add(new TurnEffect.SetTimer(Timer.PATIENCE, manners.patienceNanos()));
  }

  final void reply(Request request, boolean whole, String said) {
    if (request instanceof Request.Written w && w.askId() != null) {
      add(new TurnEffect.Reply(w.askId(), whole, said));
    }
  }

  final void note(Notice notice, @Nullable String detail) {
    add(new TurnEffect.Note(notice, detail));
  }

  final void send(ClientEvent event) {
    add(new TurnEffect.Send(event));
  }

  final void add(TurnEffect effect) {
    effects.add(effect);
  }

  final void to(Phase phase) {
    state = state.with(phase);
  }

  /** Nothing of the answer is heard any more. */
  final void hush() {
    add(new TurnEffect.Silence());
    add(new TurnEffect.SetTimer(Timer.SILENCE, manners.silenceNanos()));
    state = state.cutting(true);
    note(Notice.INTERRUPTED, null);
  }
}
