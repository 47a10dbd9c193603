package earshot;

import earshot.hal.Clock;
import earshot.link.Link;
import earshot.link.LinkEffect;
import earshot.link.LinkEvent;
import earshot.link.LinkState;
import earshot.realtime.ServerEvent.Status;
import earshot.telemetry.Trouble;
import earshot.turn.Turn;
import earshot.turn.TurnEffect;
import earshot.turn.TurnEffect.Notice;
import earshot.turn.TurnEvent;
import earshot.turn.TurnState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the two machines: holds their states, steps them, hands their effects over, and tells those
 * who watch what became of them. Owned by the loop; decides nothing itself.
 */
final class Machines {

  private final Clock clock;
  private final Performer performer;
  private final Witness witness;
  private final Purse purse;
  private final Announcing announcing;
  private Turn turn;
  private final Link link;
  private TurnState turnState = TurnState.START;

  /** When a service last gave a sign of life, and, while there is none, when the last one had. */
  private long heardAtNanos;

  private long unheardNanos = Long.MAX_VALUE;
  private LinkState linkState;

  /** What each of the services last failed with, by its place in the order. */
  private final Map<Integer, Trouble> troubles = new HashMap<>();

  Machines(
      Clock clock,
      Performer performer,
      Witness witness,
      Purse purse,
      Announcing announcing,
      Turn turn,
      Link link) {
    this.clock = clock;
    this.performer = performer;
    this.witness = witness;
    this.purse = purse;
    this.announcing = announcing;
    this.turn = turn;
    this.link = link;
    this.linkState = LinkState.start(performer.targetCount());
  }

  TurnState turnState() {
    return turnState;
  }

  LinkState linkState() {
    return linkState;
  }

  /** Other manners from the next event on. */
  void turn(Turn next) {
    turn = next;
  }

  void forgetTroubles() {
    troubles.clear();
  }

  void show() {
    performer.show(turnState, linkState);
  }

  void turn(TurnEvent event) {
    TurnState before = turnState;
    Turn.Outcome outcome = turn.step(before, event);
    turnState = outcome.state();
    if (event instanceof TurnEvent.Pressed) witness.pressed();
    if (event instanceof TurnEvent.Pressed || event instanceof TurnEvent.Asked) wanted();
    if (!before.underWay() && turnState.underWay()) purse.beginTurn();
    performer.perform(outcome.effects());
    boolean moved = before.phase().getClass() != turnState.phase().getClass();
    boolean begun = turnState.asking() && !before.asking();
    if (turnState.asking() && (moved || begun || event instanceof TurnEvent.Pressed)) {
      link(new LinkEvent.Expected());
    }
    if ((moved || begun) && event instanceof TurnEvent.SpeechStarted) announcing.spoken();
    outcome.effects().forEach(announcing::on);
    announcing.troubled(Trouble.MUTED, turnState.muted());
    String said = Meanings.saidAtLast(before, turnState);
    performer.aid().on(event, said);
    if (!said.isEmpty()) witness.assistantSaid(said, Meanings.whole(event));
    if (before.phase() != turnState.phase()
        || before.ready() != turnState.ready()
        || before.muted() != turnState.muted()) {
      witness.turned(before, turnState);
      show();
    }
    judge(event, outcome.effects());
  }

  /** A session that lets requests run into their deadlines is one to be doubted. */
  private void judge(TurnEvent event, List<TurnEffect> effects) {
    if (event instanceof TurnEvent.ResponseEnded e && e.status() == Status.COMPLETED) {
      link(new LinkEvent.Answered());
    }
    for (TurnEffect effect : effects) {
      if (effect instanceof TurnEffect.Note(Notice notice, _) && notice == Notice.OVERDUE) {
        link(new LinkEvent.Overdue(clock.nanos()));
      }
    }
  }

  /** Who asks something does not wait for a delay that was made for nobody. */
  private void wanted() {
    if (linkState instanceof LinkState.Pausing || linkState instanceof LinkState.Dozing)
      link(new LinkEvent.Wanted(clock.nanos()));
  }

  void link(LinkEvent event) {
    if (event instanceof LinkEvent.Heard) heardAtNanos = clock.nanos();
    LinkState before = linkState;
    Link.Outcome outcome = link.step(before, event);
    linkState = outcome.state();
    performer.sessionReady(linkState instanceof LinkState.Ready);
    LinkEffect.@Nullable Dial dial = null;
    for (var effect : outcome.effects()) {
      switch (effect) {
        case LinkEffect.TellReady e -> {
          performer.retell();
          purse.beginSession();
          long now = clock.nanos();
          heardAtNanos = now;
          turn(new TurnEvent.LinkReady(now, Math.min(unheardNanos, now), performer.sees()));
          unheardNanos = Long.MAX_VALUE;
        }
        case LinkEffect.TellLost e -> {
          unheardNanos = heardAtNanos;
          turn(new TurnEvent.LinkLost());
        }
        case LinkEffect.Dial e -> dial = e;
        default -> performer.perform(effect);
      }
    }
    boolean another = linkState instanceof LinkState.Ready && before.number() != linkState.number();
    if (!before.name().equals(linkState.name()) || another) {
      // Told when the turn knows it too: who waits for "ready" may talk at once.
      Trouble trouble = troubles.getOrDefault(0, Trouble.SERVICE_DOWN);
      witness.linked(before, linkState, trouble);
      announcing.linked(linkState, trouble);
      show();
    }
    boolean pauses = linkState instanceof LinkState.Pausing;
    // Whoever asks waits half a minute at most: so the attempts meanwhile are not put off longer.
    if (pauses && !(before instanceof LinkState.Pausing) && turnState.asking()) wanted();
    // Last, because an attempt that cannot even begin is the next step.
    if (dial != null) dial(dial);
  }

  private void dial(LinkEffect.Dial dial) {
    String whyNot = performer.dial(dial.number(), dial.target());
    if (whyNot != null) ended(dial.number(), Verdicts.notReady(whyNot));
  }

  /** An attempt or a connection is over. */
  void ended(int number, Verdicts.Reasoned reasoned) {
    int target = linkState.targetOf(number);
    if (target < 0) return;
    troubles.put(target, reasoned.trouble());
    link(new LinkEvent.Ended(number, clock.nanos(), reasoned.verdict(), reasoned.reason()));
  }
}
