package earshot;

import earshot.audio.Recall;
import earshot.turn.TurnEvent;
import java.util.List;

/**
 * Says things on demand that need no service: the last answer again, and what others give it.
 * Whoever wants to speak interrupts it. Owned by the loop; counts for nothing in the conversation.
 */
final class Reciter {

  private final Performer performer;
  private final Recall recall;
  private boolean speaking;

  Reciter(Performer performer, Recall recall) {
    this.performer = performer;
    this.recall = recall;
  }

  /** What happens in the conversation. Before the turn is told. */
  void on(TurnEvent event) {
    switch (event) {
      case TurnEvent.Pressed _, TurnEvent.Asked _, TurnEvent.SpeechStarted _ -> {
        recall.asked();
        hush();
      }
      case TurnEvent.Stopped _, TurnEvent.ModeLeft _ -> hush();
      default -> {}
    }
  }

  /** False when there is no answer to say again. */
  boolean repeat() {
    List<short[]> sound = recall.sound();
    say(sound);
    return !sound.isEmpty();
  }

  void say(List<short[]> sound) {
    hush();
    if (sound.isEmpty()) return;
    speaking = true;
    performer.sayLocally(sound);
  }

  boolean speaking() {
    return speaking;
  }

  private void hush() {
    if (speaking) performer.hush();
    speaking = false;
  }

  /** What was said has been heard to its end. */
  void settle() {
    if (speaking && performer.playedOut()) speaking = false;
  }
}
