package earshot.config;

import static earshot.config.Key.*;

import earshot.config.Settings.Section;
import earshot.realtime.Catalogue;
import earshot.realtime.Model;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Values that are right each by itself and wrong together: one row each. A row is judged only when
 * all its keys were read well. Pure.
 */
final class Contradictions {

  private Contradictions() {}

  /**
   * @param keys all that the judgement looks at; the first is blamed
   */
  record Rule(List<Key> keys, Predicate<Section> broken, String message, String suggestion) {

    /** Rules without a service's key are judged once, not for each fallback. */
    boolean ofService() {
      return keys.stream().anyMatch(Key::ofService);
    }
  }

  private static final Set<Key> SERVER_ONLY =
      EnumSet.of(
          TALK_DETECTION_THRESHOLD,
          TALK_DETECTION_PREFIX_PADDING_MS,
          TALK_DETECTION_SILENCE_MS,
          TALK_DETECTION_IDLE_TIMEOUT_MS);

  private static boolean ofAzure(Section section) {
    return section.is(SERVICE_CREDENTIAL, "entra")
        || section.is(SERVICE_CREDENTIAL, "managed_identity");
  }

  private static Rule needs(Key key, String credential) {
    return rule(
        List.of(SERVICE_CREDENTIAL, key),
        s -> s.is(SERVICE_CREDENTIAL, credential) && !s.has(key),
        "\"" + credential + "\" needs " + key.path(),
        key.leaf() + " = ..., see: earshot help config");
  }

  private static Rule belongs(Key key, String... credentials) {
    return rule(
        List.of(key, SERVICE_CREDENTIAL),
        s -> s.has(key) && Stream.of(credentials).noneMatch(c -> s.is(SERVICE_CREDENTIAL, c)),
        "it says something only where service.credential is " + String.join(" or ", credentials),
        "remove it, or set service.credential = \"" + credentials[0] + "\"");
  }

  /** Whether the catalogue knows this model as one for this. */
  private static boolean isFor(Section section, Model.Api api) {
    String model = section.text(SERVICE_MODEL);
    return model != null
        && !section.is(SERVICE_PROVIDER, "azure")
        && Catalogue.BUILT_IN.lists(model)
        && Catalogue.BUILT_IN.of(model).api() == api;
  }

  static String detection(Section section) {
    String type = section.text(TALK_DETECTION_TYPE);
    return type != null ? type : section.is(TALK_MODE, "hold") ? "none" : "server";
  }

  static final List<Rule> RULES =
      java.util.stream.Stream.concat(
              java.util.stream.Stream.of(
                  rule(
                      List.of(SERVICE_TEMPERATURE, SERVICE_DIALECT),
                      s -> s.has(SERVICE_TEMPERATURE) && s.is(SERVICE_DIALECT, "ga"),
                      "the ga dialect has no temperature",
                      "remove it, and say in service.instructions how free the answers may be"),
                  rule(
                      List.of(SERVICE_REASONING, SERVICE_DIALECT),
                      s -> s.has(SERVICE_REASONING) && s.is(SERVICE_DIALECT, "beta"),
                      "the beta dialect has no reasoning",
                      "remove it, or set service.dialect = \"ga\""),
                  rule(
                      List.of(SERVICE_DIALECT, SERVICE_PROVIDER, SERVICE_URL),
                      s ->
                          s.is(SERVICE_DIALECT, "beta")
                              && s.is(SERVICE_PROVIDER, "openai")
                              && !s.has(SERVICE_URL),
                      "OpenAI refuses the beta dialect since May 2026",
                      "dialect = \"ga\""),
                  rule(
                      List.of(BUTTON_HELD, TALK_MODE),
                      s -> !s.is(BUTTON_HELD, "off") && s.is(TALK_MODE, "hold"),
                      "in this mode a held button means talking",
                      "held = \"off\", or twice or thrice instead"),
                  rule(
                      List.of(TALK_FOLLOW_UP_MS, TALK_MODE),
                      s ->
                          !Objects.equals(s.whole(TALK_FOLLOW_UP_MS), 0) && !s.is(TALK_MODE, "tap"),
                      "only in mode tap it listens again by itself after an answer",
                      "remove it, or set talk.mode = \"tap\""),
                  rule(
                      List.of(LINK_DIAL, TALK_MODE),
                      s -> s.is(LINK_DIAL, "on_press") && s.is(TALK_MODE, "open"),
                      "an open microphone needs a connection all the time",
                      "dial = \"ahead\", or talk.mode = \"tap\""),
                  rule(
                      List.of(LINK_PROXY_CREDENTIAL, LINK_PROXY),
                      s -> s.has(LINK_PROXY_CREDENTIAL) && !s.has(LINK_PROXY),
                      "there is no proxy to show it to",
                      "remove it, or set link.proxy = \"http://HOST:PORT\""),
                  rule(
                      List.of(SERVICE_TRANSPORT),
                      s -> s.is(SERVICE_TRANSPORT, "webrtc"),
                      "this version cannot use webrtc",
                      "transport = \"websocket\", or \"turns\" for chat completions"),
                  rule(
                      List.of(SERVICE_MODEL, SERVICE_TRANSPORT),
                      s -> s.is(SERVICE_TRANSPORT, "turns") && isFor(s, Model.Api.REALTIME),
                      "this model cannot be asked turn by turn",
                      "model = \"gpt-audio-1.5\""),
                  rule(
                      List.of(SERVICE_MODEL, SERVICE_TRANSPORT),
                      s -> s.is(SERVICE_TRANSPORT, "websocket") && isFor(s, Model.Api.CHAT),
                      "this model can only be asked turn by turn",
                      "transport = \"turns\""),
                  rule(
                      List.of(SERVICE_PROVIDER, SERVICE_URL),
                      s -> s.is(SERVICE_PROVIDER, "custom") && !s.has(SERVICE_URL),
                      "a custom provider needs an address",
                      "url = \"wss://HOST/v1/realtime\""),
                  rule(
                      List.of(SERVICE_PROVIDER, SERVICE_URL, SERVICE_RESOURCE),
                      s ->
                          s.is(SERVICE_PROVIDER, "azure")
                              && !s.has(SERVICE_URL)
                              && !s.has(SERVICE_RESOURCE),
                      "azure needs the name of the resource",
                      "resource = \"NAME\", as in NAME.openai.azure.com"),
                  rule(
                      List.of(SERVICE_RESOURCE, SERVICE_PROVIDER),
                      s -> s.has(SERVICE_RESOURCE) && !s.is(SERVICE_PROVIDER, "azure"),
                      "only azure has a resource",
                      "remove it, or set service.provider = \"azure\""),
                  rule(
                      List.of(SERVICE_API_VERSION, SERVICE_PROVIDER),
                      s -> s.has(SERVICE_API_VERSION) && !s.is(SERVICE_PROVIDER, "azure"),
                      "only azure has an api_version",
                      "remove it, or set service.provider = \"azure\""),
                  rule(
                      List.of(SERVICE_API_VERSION, SERVICE_DIALECT, SERVICE_PROVIDER),
                      s ->
                          s.has(SERVICE_API_VERSION)
                              && s.is(SERVICE_PROVIDER, "azure")
                              && s.is(SERVICE_DIALECT, "ga"),
                      "azure refuses an api-version in the ga dialect, as if the key were wrong",
                      "remove it, or set service.dialect = \"beta\""),
                  rule(
                      List.of(SERVICE_URL, SERVICE_DIALECT, SERVICE_PROVIDER),
                      s ->
                          s.is(SERVICE_PROVIDER, "azure")
                              && s.is(SERVICE_DIALECT, "ga")
                              && String.valueOf(s.text(SERVICE_URL)).contains("api-version="),
                      "azure refuses an api-version in the ga dialect, as if the key were wrong",
                      "take it out of the address, or set service.dialect = \"beta\""),
                  rule(
                      List.of(SERVICE_CREDENTIAL, SERVICE_KEY),
                      s -> !s.is(SERVICE_CREDENTIAL, "key") && s.has(SERVICE_KEY),
                      "there is a key as well, and the service would be shown both",
                      "remove service.key, or service.credential"),
                  rule(
                      List.of(SERVICE_CREDENTIAL, SERVICE_PROVIDER),
                      s -> ofAzure(s) && s.is(SERVICE_PROVIDER, "openai"),
                      "OpenAI knows nothing of Entra",
                      "service.provider = \"azure\""),
                  needs(SERVICE_ENTRA_TENANT, "entra"),
                  needs(SERVICE_ENTRA_CLIENT_ID, "entra"),
                  needs(SERVICE_ENTRA_SECRET, "entra"),
                  needs(SERVICE_BROKER_URL, "broker"),
                  needs(SERVICE_BROKER_CREDENTIAL, "broker"),
                  belongs(SERVICE_ENTRA_TENANT, "entra"),
                  belongs(SERVICE_ENTRA_SECRET, "entra"),
                  belongs(SERVICE_ENTRA_AUTHORITY, "entra"),
                  belongs(SERVICE_ENTRA_CLIENT_ID, "entra", "managed_identity"),
                  belongs(SERVICE_ENTRA_SCOPE, "entra", "managed_identity"),
                  belongs(SERVICE_BROKER_URL, "broker"),
                  belongs(SERVICE_BROKER_CREDENTIAL, "broker"),
                  rule(
                      List.of(SERVICE_KEY, SERVICE_CREDENTIAL, SERVICE_PROVIDER, SERVICE_URL),
                      s ->
                          !s.has(SERVICE_KEY)
                              && s.is(SERVICE_CREDENTIAL, "key")
                              && !s.has(SERVICE_URL)
                              && (s.is(SERVICE_PROVIDER, "openai")
                                  || s.is(SERVICE_PROVIDER, "azure")),
                      "no key is configured",
                      "key = \"file:PATH\" with the key in that file, or set OPENAI_API_KEY; without"
                          + " a key: earshot demo"),
                  rule(
                      List.of(TALK_DETECTION_TYPE, SERVICE_PROVIDER, TALK_MODE),
                      s ->
                          s.isMain()
                              && s.is(SERVICE_PROVIDER, "azure")
                              && detection(s).equals("semantic"),
                      "azure accepts semantic and does nothing with it",
                      "type = \"server\""),
                  rule(
                      List.of(TALK_DETECTION_IDLE_TIMEOUT_MS, SERVICE_DIALECT),
                      s ->
                          s.isMain()
                              && s.has(TALK_DETECTION_IDLE_TIMEOUT_MS)
                              && s.is(SERVICE_DIALECT, "beta"),
                      "the beta dialect has no idle timeout",
                      "remove it, or set service.dialect = \"ga\""),
                  rule(
                      List.of(TALK_DETECTION_TYPE, TALK_MODE),
                      s ->
                          s.is(TALK_MODE, "hold")
                              && s.has(TALK_DETECTION_TYPE)
                              && !detection(s).equals("none"),
                      "in mode hold the button ends the turn, and nobody else",
                      "remove it, or set talk.mode = \"tap\""),
                  rule(
                      List.of(TALK_DETECTION_TYPE, TALK_MODE),
                      s -> !s.is(TALK_MODE, "hold") && detection(s).equals("none"),
                      "in modes tap and open somebody must hear the end of speech",
                      "type = \"server\", or talk.mode = \"hold\""),
                  rule(
                      List.of(TALK_DETECTION_EAGERNESS, TALK_DETECTION_TYPE, TALK_MODE),
                      s -> s.has(TALK_DETECTION_EAGERNESS) && !detection(s).equals("semantic"),
                      "only semantic detection has an eagerness",
                      "remove it; it takes talk.mode = \"tap\" or \"open\" and type = \"semantic\""),
                  rule(
                      List.of(TALK_DETECTION_RESPOND, TALK_DETECTION_TYPE, TALK_MODE),
                      s -> s.has(TALK_DETECTION_RESPOND) && detection(s).equals("none"),
                      "without turn detection the appliance asks for every answer",
                      "remove it, or set talk.mode = \"tap\""),
                  rule(
                      List.of(TALK_DETECTION_INTERRUPT, TALK_DETECTION_TYPE, TALK_MODE),
                      s -> s.has(TALK_DETECTION_INTERRUPT) && detection(s).equals("none"),
                      "without turn detection only the button interrupts",
                      "remove it, or set talk.mode = \"tap\"")),
              SERVER_ONLY.stream()
                  .map(
                      key ->
                          rule(
                              List.of(key, TALK_DETECTION_TYPE, TALK_MODE),
                              s -> s.has(key) && !detection(s).equals("server"),
                              "only server detection has a " + key.leaf(),
                              "remove it; it takes talk.mode = \"tap\" or \"open\" and type = \"server\"")))
          .toList();

  private static Rule rule(
      List<Key> keys, Predicate<Section> broken, String message, String suggestion) {
    return new Rule(keys, broken, message, suggestion);
  }
}
