package earshot;

import earshot.audio.Prompt;
import earshot.audio.Prompts;
import earshot.audio.Recall;
import earshot.turn.TurnEvent;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says on demand what needs no service: the last answer again, the time, a prompt. Whoever wants to
 * speak interrupts it. Owned by the loop; counts for nothing in the conversation.
 */
final class Reciter {

  private final LocalVoice voice;
  private final Recall recall;
  private final @Nullable Prompts prompts;
  private final @Nullable TimeTeller time;
  private boolean speaking;

  Reciter(LocalVoice voice, Recall recall, @Nullable Prompts prompts, @Nullable TimeTeller time) {
    this.voice = voice;
    this.recall = recall;
    this.prompts = prompts;
    this.time = time;
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
    return !sound.isEmpty() && say(() -> sound);
  }

  /** False when there are no words for it. */
  boolean time() {
    return time != null && say(time::sound);
  }

  boolean prompt(Prompt prompt) {
    return prompts != null && say(() -> List.of(prompts.samples(prompt)));
  }

  private boolean say(Supplier<List<short[]>> sound) {
    hush();
    speaking = true;
    voice.say(sound);
    return true;
  }

  private void hush() {
    if (speaking) voice.hush();
    speaking = false;
  }

  /** What was said has been heard to its end. */
  void settle() {
    if (speaking && voice.over()) speaking = false;
  }
}
