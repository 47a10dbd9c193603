package earshot.config;

import static earshot.config.Key.*;

import earshot.config.Contradictions.Rule;
import earshot.config.Settings.Section;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What of a session goes with which dialect and provider, and what takes what else: one row each.
 * Pure.
 */
final class SessionRules {

  private SessionRules() {}

  static boolean transcribes(Section s) {
    return s.has(SERVICE_TRANSCRIPTION_MODEL)
        || s.has(SERVICE_TRANSCRIPTION_LANGUAGE)
        || s.has(SERVICE_TRANSCRIPTION_PROMPT)
        || s.has(SERVICE_TRANSCRIPTION_LANGUAGES)
        || s.has(SERVICE_TRANSCRIPTION_KEYWORDS)
        || s.has(SERVICE_TRANSCRIPTION_DELAY);
  }

  static final List<Rule> RULES =
      List.of(
          gaOnly(SERVICE_VOICE_ID, "service.voice"),
          gaOnly(SERVICE_PARALLEL_TOOL_CALLS, null),
          gaOnly(SERVICE_TRUNCATION_TYPE, null),
          gaOnly(SERVICE_TRANSCRIPTION_LANGUAGES, "service.transcription.language"),
          gaOnly(SERVICE_TRANSCRIPTION_KEYWORDS, "service.transcription.prompt"),
          gaOnly(SERVICE_TRANSCRIPTION_DELAY, null),
          rule(
              List.of(SERVICE_TOOL_CHOICE, SERVICE_DIALECT),
              s -> has(s, SERVICE_TOOL_CHOICE, ":") && s.is(SERVICE_DIALECT, "beta"),
              "the beta dialect cannot ask for a certain tool",
              "\"required\", or service.dialect = \"ga\""),
          rule(
              List.of(SERVICE_VOICE_ID, SERVICE_VOICE),
              s -> s.has(SERVICE_VOICE_ID) && s.has(SERVICE_VOICE),
              "there is one voice, and here are two",
              "keep either voice or voice_id"),
          rule(
              List.of(SERVICE_TRANSCRIPTION_LANGUAGES, SERVICE_TRANSCRIPTION_LANGUAGE),
              s -> s.has(SERVICE_TRANSCRIPTION_LANGUAGES) && s.has(SERVICE_TRANSCRIPTION_LANGUAGE),
              "here is one language, and there are several",
              "keep either language or languages"),
          rule(
              List.of(
                  SERVICE_TRANSCRIPTION_LOGPROBS,
                  SERVICE_TRANSCRIPTION_MODEL,
                  SERVICE_TRANSCRIPTION_LANGUAGE,
                  SERVICE_TRANSCRIPTION_PROMPT,
                  SERVICE_TRANSCRIPTION_LANGUAGES,
                  SERVICE_TRANSCRIPTION_KEYWORDS,
                  SERVICE_TRANSCRIPTION_DELAY),
              s -> s.on(SERVICE_TRANSCRIPTION_LOGPROBS) && !transcribes(s),
              "nothing is transcribed",
              "service.transcription.model = \"gpt-transcribe\""),
          rule(
              List.of(SERVICE_TRUNCATION_TYPE, SERVICE_TRUNCATION_RATIO),
              s ->
                  s.is(SERVICE_TRUNCATION_TYPE, "retention_ratio")
                      && !s.has(SERVICE_TRUNCATION_RATIO),
              "it does not say how much is kept",
              "retention_ratio = 0.8"),
          rule(
              List.of(SERVICE_HISTORY_TOKENS, SERVICE_TRUNCATION_TYPE),
              s -> s.has(SERVICE_HISTORY_TOKENS) && s.has(SERVICE_TRUNCATION_TYPE),
              "here are two ways to keep a conversation short",
              "keep either history_tokens or truncation.type"),
          needs(SERVICE_TRUNCATION_RATIO, SERVICE_TRUNCATION_TYPE, "retention_ratio"),
          needs(SERVICE_TRUNCATION_TOKENS, SERVICE_TRUNCATION_TYPE, "retention_ratio"),
          needs(SERVICE_PROMPT_VERSION, SERVICE_PROMPT_ID, null),
          needs(SERVICE_PROMPT_VARIABLES, SERVICE_PROMPT_ID, null),
          rule(
              List.of(SERVICE_REASONING, SERVICE_PROVIDER),
              s -> s.is(SERVICE_REASONING, "xhigh") && s.is(SERVICE_PROVIDER, "azure"),
              "azure knows no xhigh",
              "reasoning = \"high\""),
          notOnAzure(SERVICE_SAFETY_IDENTIFIER),
          notOnAzure(SERVICE_ORGANIZATION),
          notOnAzure(SERVICE_PROJECT));

  private static Rule gaOnly(Key key, @Nullable String instead) {
    return rule(
        List.of(key, SERVICE_DIALECT),
        s -> s.has(key) && s.is(SERVICE_DIALECT, "beta"),
        "the beta dialect has no " + key.path().substring("service.".length()),
        (instead == null ? "remove it" : instead) + ", or set service.dialect = \"ga\"");
  }

  private static Rule needs(Key key, Key other, @Nullable String word) {
    return rule(
        List.of(key, other),
        s -> s.has(key) && (word == null ? !s.has(other) : !s.is(other, word)),
        "this takes " + other.leaf() + (word == null ? "" : " = \"" + word + "\""),
        "remove it, or set " + other.path());
  }

  private static Rule notOnAzure(Key key) {
    return rule(
        List.of(key, SERVICE_PROVIDER),
        s -> s.has(key) && s.is(SERVICE_PROVIDER, "azure"),
        "azure has no " + key.leaf(),
        "remove it");
  }

  private static boolean has(Section s, Key key, String part) {
    String text = s.text(key);
    return text != null && text.contains(part);
  }

  private static Rule rule(
      List<Key> keys, Predicate<Section> broken, String message, String suggestion) {
    return new Rule(keys, broken, message, suggestion);
  }
}
