package earshot.simulator;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the service will do: its terms, what it understands and answers, how that travels, and what
 * goes wrong. A value; a scenario file says the same in words.
 *
 * @param cues answers for those who say certain words, or for the result of a tool; tried first
 * @param answers all other answers, in order, again from the start at the end
 * @param heard what the user said in each stretch of sound, in order; afterwards it listens itself
 */
public record Script(
    Terms terms,
    Delivery delivery,
    List<Cue> cues,
    List<Answer> answers,
    List<String> heard,
    List<Misbehaviour> misbehaviours) {

  /**
   * An answer for whoever says one of these words (as parts of words, in any case), or for the
   * result of this tool; with neither, for silence. In words, {@code {input}} becomes what was said
   * or what the tool gave.
   */
  public record Cue(List<String> words, @Nullable String tool, Answer answer) {
    public Cue {
      words = List.copyOf(words);
    }

    public static Cue on(String word, Answer answer) {
      return new Cue(List.of(word), null, answer);
    }

    public static Cue after(String tool, Answer answer) {
      return new Cue(List.of(), tool, answer);
    }
  }

  public Script {
    cues = List.copyOf(cues);
    answers = List.copyOf(answers);
    heard = List.copyOf(heard);
    misbehaviours = List.copyOf(misbehaviours);
  }

  /** A friendly assistant. */
  public static Script usual() {
    return new Script(
        Terms.USUAL,
        Delivery.USUAL,
        List.of(
            new Cue(List.of("weather", "rain", "sunny", "umbrella"), null, Answer.clips("weather")),
            new Cue(List.of("timer", "minutes", "kitchen"), null, Answer.clips("timer")),
            new Cue(List.of("story", "tell me"), null, Answer.clips("story")),
            new Cue(List.of("hello", "good morning", "hear me"), null, Answer.clips("greeting")),
            new Cue(List.of(), null, Answer.clips("sorry"))),
        List.of(
            Answer.clips("weather"),
            Answer.clips("timer"),
            Answer.clips("story"),
            Answer.clips("greeting")),
        List.of(),
        List.of());
  }

  /** Only these answers, in order. */
  public static Script answering(Answer... answers) {
    return new Script(
        Terms.USUAL, Delivery.USUAL, List.of(), List.of(answers), List.of(), List.of());
  }

  public Script with(Terms other) {
    return new Script(other, delivery, cues, answers, heard, misbehaviours);
  }

  public Script with(Delivery other) {
    return new Script(terms, other, cues, answers, heard, misbehaviours);
  }

  public Script with(Cue cue) {
    var more = new ArrayList<>(cues);
    more.add(cue);
    return new Script(terms, delivery, more, answers, heard, misbehaviours);
  }

  public Script hearing(String... words) {
    return new Script(terms, delivery, cues, answers, List.of(words), misbehaviours);
  }

  public Script with(Misbehaviour.When when, Misbehaviour.Act act) {
    var more = new ArrayList<>(misbehaviours);
    more.add(new Misbehaviour(when, act));
    return new Script(terms, delivery, cues, answers, heard, more);
  }
}
