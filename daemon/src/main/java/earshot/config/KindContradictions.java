package earshot.config;

import static earshot.config.Key.*;

import earshot.config.Contradictions.Rule;
import earshot.config.Settings.Section;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What only some kinds of session have: one row each, as in {@link Contradictions}. Pure. */
final class KindContradictions {

  private KindContradictions() {}

  /** Without an assistant there is nobody to be told how to answer. */
  private static final List<Key> OF_AN_ASSISTANT =
      List.of(
          SERVICE_VOICE,
          SERVICE_INSTRUCTIONS,
          SERVICE_SPEED,
          SERVICE_TEMPERATURE,
          SERVICE_MAX_OUTPUT_TOKENS,
          SERVICE_REASONING,
          SERVICE_VOICE_ID,
          SERVICE_LANGUAGE,
          SERVICE_TONE,
          SERVICE_OUTPUT,
          SERVICE_OUTPUT_FORMAT,
          SERVICE_TOOL_CHOICE,
          SERVICE_PARALLEL_TOOL_CALLS,
          SERVICE_TRUNCATION_TYPE,
          SERVICE_PROMPT_ID);

  /** These hear no end of speech: who releases the button tells it. */
  private static final Set<String> WITHOUT_DETECTION =
      Set.of("gpt-realtime-whisper", "gpt-live-transcribe");

  static final List<Rule> RULES =
      Stream.concat(
              Stream.of(
                  new Rule(
                      List.of(SERVICE_TRANSLATION_LANGUAGE, SERVICE_KIND),
                      s -> !is(s, "translation") && s.has(SERVICE_TRANSLATION_LANGUAGE),
                      "only a translation has this language",
                      "remove it, or set service.kind = \"translation\""),
                  new Rule(
                      List.of(SERVICE_KIND, SERVICE_DIALECT),
                      s -> is(s, "translation") && s.is(SERVICE_DIALECT, "beta"),
                      "the beta dialect has no translation",
                      "service.dialect = \"ga\""),
                  new Rule(
                      List.of(SERVICE_KIND, TALK_MODE),
                      s -> s.isMain() && is(s, "translation") && s.is(TALK_MODE, "tap"),
                      "nobody hears the end of speech in a translation",
                      "talk.mode = \"hold\", or \"open\""),
                  new Rule(
                      List.of(SERVICE_INPUT_FORMAT, SERVICE_KIND),
                      s -> is(s, "translation") && !s.is(SERVICE_INPUT_FORMAT, "pcm"),
                      "a translation hears pcm only",
                      "remove it"),
                  new Rule(
                      List.of(SERVICE_TRANSCRIPTION_LANGUAGE, SERVICE_KIND),
                      s -> is(s, "translation") && s.has(SERVICE_TRANSCRIPTION_LANGUAGE),
                      "a translation hears by itself which language is spoken",
                      "remove it"),
                  new Rule(
                      List.of(SERVICE_TRANSCRIPTION_PROMPT, SERVICE_KIND),
                      s -> is(s, "translation") && s.has(SERVICE_TRANSCRIPTION_PROMPT),
                      "a translation takes no words to expect",
                      "remove it"),
                  new Rule(
                      List.of(SERVICE_TRANSCRIPTION_MODEL, SERVICE_KIND),
                      s -> is(s, "transcription") && !s.has(SERVICE_TRANSCRIPTION_MODEL),
                      "a transcription needs the model that writes",
                      "service.transcription.model = \"gpt-live-transcribe\""),
                  new Rule(
                      List.of(SERVICE_TRANSCRIPTION_MODEL, SERVICE_KIND, TALK_MODE),
                      s ->
                          s.isMain()
                              && is(s, "transcription")
                              && !s.is(TALK_MODE, "hold")
                              && hearsNoEnd(s),
                      "this model hears no end of speech",
                      "talk.mode = \"hold\", or the model \"gpt-transcribe\""),
                  new Rule(
                      List.of(SERVICE_MODEL, SERVICE_KIND),
                      s -> is(s, "transcription") && s.has(SERVICE_MODEL),
                      "a transcription has no model that answers",
                      "remove it; service.transcription.model writes")),
              OF_AN_ASSISTANT.stream()
                  .map(
                      key ->
                          new Rule(
                              List.of(key, SERVICE_KIND),
                              s -> !is(s, "conversation") && s.has(key),
                              "only a conversation has a " + key.leaf(),
                              "remove it, or set service.kind = \"conversation\"")))
          .toList();

  private static boolean is(Section section, String kind) {
    return section.is(SERVICE_KIND, kind);
  }

  private static boolean hearsNoEnd(Section section) {
    String model = section.text(SERVICE_TRANSCRIPTION_MODEL);
    return model != null && WITHOUT_DETECTION.contains(model);
  }
}
