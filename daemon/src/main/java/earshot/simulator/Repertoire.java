package earshot.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses answers: by what was just said or what a tool just gave, else the next in the script's
 * order. One for a service, so that the order holds across connections. Service thread only.
 */
final class Repertoire {

  private static final Answer SPEECHLESS = Answer.say("I have nothing to say to that.");

  private static final int KEPT_SOUNDS = 16;

  private final Script script;

  /** Making sound up takes longer than saying it. */
  private final Map<Answer.Say, short[]> sounds =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Answer.Say, short[]> eldest) {
          return size() > KEPT_SOUNDS;
        }
      };

  private int answered;
  private int understood;

  Repertoire(Script script) {
    this.script = script;
  }

  /** What the user says in this sound: as scripted, else as recognised, else null. */
  @Nullable String understand(short[] sound) {
    if (understood < script.heard().size()) return script.heard().get(understood++);
    return Recogniser.words(sound);
  }

  /** What it sounds like to say this; shared, not to be written into. */
  short[] sound(Answer.Say say) {
    if (!say.clips().isEmpty()) return Voices.clips(say.clips());
    return sounds.computeIfAbsent(
        say,
        made -> {
          double seconds = made.seconds() > 0 ? made.seconds() : Voices.secondsFor(made.words());
          return Voices.babble(seconds, made.words().hashCode());
        });
  }

  Answer answer(Settings settings, List<Item> input) {
    Answer chosen = chosen(settings, input);
    if (!settings.toolChoice.asText().equals("none")) return chosen;
    List<Answer.Part> spoken =
        chosen.parts().stream().filter(part -> part instanceof Answer.Say).toList();
    return spoken.isEmpty() ? SPEECHLESS : new Answer(spoken);
  }

  private Answer chosen(Settings settings, List<Item> input) {
    if (settings.toolChoice.path("type").asText().equals("function")) {
      return Answer.call(settings.toolChoice.path("name").asText(), "{}");
    }
    boolean mustCall = settings.toolChoice.asText().equals("required") && !settings.tools.isEmpty();
    Item last = input.isEmpty() ? null : input.getLast();
    boolean ofHosted = last != null && last.kind == Item.Kind.OTHER && !last.function.isEmpty();
    if (last != null && (last.kind == Item.Kind.OUTPUT || ofHosted)) {
      for (Script.Cue cue : script.cues()) {
        if (last.function.equals(cue.tool())) return filled(cue.answer(), last.output);
      }
    } else if (last != null && last.isFrom("user")) {
      String said = last.understood();
      for (Script.Cue cue : script.cues()) {
        if (matches(cue, said)) return filled(cue.answer(), said == null ? "" : said);
      }
      if (mustCall) return Answer.call(firstTool(settings.tools), "{}");
    }
    if (script.answers().isEmpty()) return SPEECHLESS;
    return script.answers().get(answered++ % script.answers().size());
  }

  private static String firstTool(JsonNode tools) {
    return tools.path(0).path("name").asText();
  }

  /** A cue without words and tool answers silence. */
  private static boolean matches(Script.Cue cue, @Nullable String said) {
    if (cue.tool() != null || said == null) return false;
    if (cue.words().isEmpty()) return said.isEmpty();
    String lower = said.toLowerCase(Locale.ROOT);
    return cue.words().stream().anyMatch(word -> lower.contains(word.toLowerCase(Locale.ROOT)));
  }

  private static Answer filled(Answer answer, String input) {
    return new Answer(
        answer.parts().stream()
            .map(
                part ->
                    part instanceof Answer.Say(String words, var clips, double seconds)
                        ? new Answer.Say(words.replace("{input}", input), clips, seconds)
                        : part)
            .toList());
  }
}
