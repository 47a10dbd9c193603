package earshot.realtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.protocol.PublishedProtocol;
import earshot.realtime.Model.Api;
import earshot.realtime.Model.Status;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {

  private static final Catalogue ALL = Catalogue.BUILT_IN;
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);

  /** Of a published response: 64 of 119 tokens of text were cached. */
  private static final Usage ANSWER = new Usage(253, 132, 121, 119, 13, 0, 64, 0, 0, 30, 91);

  @ParameterizedTest
  @CsvSource({
    // 55 x 4 + 64 x 0.40 + 13 x 32 + 30 x 24 + 91 x 64 = 220 + 25.6 + 416 + 720 + 5824
    "gpt-realtime-2.1, 7205600000",
    // 55 x 0.60 + 64 x 0.06 + 13 x 10 + 30 x 2.40 + 91 x 20 = 33 + 3.84 + 130 + 72 + 1820
    "gpt-realtime-2.1-mini, 2058840000",
    // 55 x 4 + 64 x 0.40 + 13 x 32 + 30 x 16 + 91 x 64 = 220 + 25.6 + 416 + 480 + 5824
    "gpt-realtime, 6965600000",
    "gpt-realtime-2, 7205600000",
    "gpt-realtime-1.5, 6965600000",
    "gpt-realtime-mini, 2058840000",
    "gpt-realtime-mini-2025-10-06, 2058840000",
    // 55 x 5 + 64 x 2.50 + 13 x 40 + 30 x 20 + 91 x 80 = 275 + 160 + 520 + 600 + 7280
    "gpt-4o-realtime-preview, 8835000000",
    "gpt-4o-realtime-preview-2024-12-17, 8835000000",
    "gpt-4o-realtime-preview-2025-06-03, 8835000000",
    // 55 x 0.60 + 64 x 0.30 + 13 x 10 + 30 x 2.40 + 91 x 20 = 33 + 19.2 + 130 + 72 + 1820
    "gpt-4o-mini-realtime-preview, 2074200000",
    "gpt-4o-mini-realtime-preview-2024-12-17, 2074200000",
    // 55 x 5 + 64 x 2.50 + 13 x 100 + 30 x 20 + 91 x 200 = 275 + 160 + 1300 + 600 + 18200
    "gpt-4o-realtime-preview-2024-10-01, 20535000000",
    // Nothing is cheaper for being cached: 119 x 2.50 + 13 x 32 + 30 x 10 + 91 x 64
    "gpt-audio-1.5, 6837500000",
    "gpt-audio, 6837500000",
    // 119 x 0.60 + 13 x 10 + 30 x 2.40 + 91 x 20 = 71.4 + 130 + 72 + 1820
    "gpt-audio-mini, 2093400000",
    "gpt-audio-mini-2025-10-06, 2093400000",
    // 119 x 2.50 + 13 x 40 + 30 x 10 + 91 x 80 = 297.5 + 520 + 300 + 7280
    "gpt-4o-audio-preview, 8397500000",
    // 119 x 0.15 + 13 x 10 + 30 x 0.60 + 91 x 20 = 17.85 + 130 + 18 + 1820
    "gpt-4o-mini-audio-preview, 1985850000"
  })
  void anAnswerCostsWhatItCostsByHand(String model, long picoDollars) {
    assertEquals(picoDollars, prices(model).picoDollars(ANSWER));
  }

  /** After that answer another, to which much was said before: 400 in, 220 out. */
  private static final Usage FURTHER = new Usage(620, 400, 220, 150, 250, 0, 100, 130, 0, 40, 180);

  /**
   * Both together: 269 tokens of text went in, of which 164 were cached, and 263 of sound, of which
   * 130 were; 70 of text and 271 of sound came out.
   */
  private static final String CONVERSATIONS =
      """
      # 105 x 4 + 164 x 0.4 + 133 x 32 + 130 x 0.4 + 70 x 24 + 271 x 64
      #   = 420 + 65.6 + 4256 + 52.0 + 1680 + 17344
      gpt-realtime-2.1, 23817600000
      gpt-realtime-2, 23817600000
      # 105 x 0.6 + 164 x 0.06 + 133 x 10 + 130 x 0.3 + 70 x 2.4 + 271 x 20
      #   = 63.0 + 9.84 + 1330 + 39.0 + 168.0 + 5420
      gpt-realtime-2.1-mini, 7029840000
      # 105 x 4 + 164 x 0.4 + 133 x 32 + 130 x 0.4 + 70 x 16 + 271 x 64
      #   = 420 + 65.6 + 4256 + 52.0 + 1120 + 17344
      gpt-realtime-1.5, 23257600000
      gpt-realtime, 23257600000
      # 105 x 0.6 + 164 x 0.06 + 133 x 10 + 130 x 0.3 + 70 x 2.4 + 271 x 20
      #   = 63.0 + 9.84 + 1330 + 39.0 + 168.0 + 5420
      gpt-realtime-mini, 7029840000
      gpt-realtime-mini-2025-10-06, 7029840000
      # 105 x 5 + 164 x 2.5 + 133 x 40 + 130 x 2.5 + 70 x 20 + 271 x 80
      #   = 525 + 410.0 + 5320 + 325.0 + 1400 + 21680
      gpt-4o-realtime-preview, 29660000000
      gpt-4o-realtime-preview-2024-12-17, 29660000000
      gpt-4o-realtime-preview-2025-06-03, 29660000000
      # 105 x 0.6 + 164 x 0.3 + 133 x 10 + 130 x 0.3 + 70 x 2.4 + 271 x 20
      #   = 63.0 + 49.2 + 1330 + 39.0 + 168.0 + 5420
      gpt-4o-mini-realtime-preview, 7069200000
      gpt-4o-mini-realtime-preview-2024-12-17, 7069200000
      # 105 x 5 + 164 x 2.5 + 133 x 100 + 130 x 20 + 70 x 20 + 271 x 200
      #   = 525 + 410.0 + 13300 + 2600 + 1400 + 54200
      gpt-4o-realtime-preview-2024-10-01, 72435000000
      # 105 x 2.5 + 164 x 2.5 + 133 x 32 + 130 x 32 + 70 x 10 + 271 x 64
      #   = 262.5 + 410.0 + 4256 + 4160 + 700 + 17344
      gpt-audio-1.5, 27132500000
      gpt-audio, 27132500000
      # 105 x 0.6 + 164 x 0.6 + 133 x 10 + 130 x 10 + 70 x 2.4 + 271 x 20
      #   = 63.0 + 98.4 + 1330 + 1300 + 168.0 + 5420
      gpt-audio-mini, 8379400000
      gpt-audio-mini-2025-10-06, 8379400000
      # 105 x 2.5 + 164 x 2.5 + 133 x 40 + 130 x 40 + 70 x 10 + 271 x 80
      #   = 262.5 + 410.0 + 5320 + 5200 + 700 + 21680
      gpt-4o-audio-preview, 33572500000
      # 105 x 2.5 + 164 x 2.5 + 133 x 100 + 130 x 100 + 70 x 10 + 271 x 200
      #   = 262.5 + 410.0 + 13300 + 13000 + 700 + 54200
      gpt-4o-audio-preview-2024-10-01, 81872500000
      # 105 x 0.15 + 164 x 0.15 + 133 x 10 + 130 x 10 + 70 x 0.6 + 271 x 20
      #   = 15.75 + 24.60 + 1330 + 1300 + 42.0 + 5420
      gpt-4o-mini-audio-preview, 8132350000
      """;

  @ParameterizedTest
  @CsvSource(textBlock = CONVERSATIONS)
  void aConversationCostsWhatItCostsByHand(String model, long picoDollars) {
    assertEquals(
        picoDollars, prices(model).picoDollars(ANSWER) + prices(model).picoDollars(FURTHER));
  }

  /** What was understood of a question, by models that charge that by tokens. */
  private static final Usage TRANSCRIPT = new Usage(48, 30, 18, 6, 24, 0, 0, 0, 0, 18, 0);

  private static final String TRANSCRIPTS =
      """
      # 6 x 2.50 + 24 x 6 + 18 x 10 = 15 + 144 + 180
      gpt-4o-transcribe, 339000000
      gpt-4o-transcribe-diarize, 339000000
      # 6 x 1.25 + 24 x 3 + 18 x 5 = 7.5 + 72 + 90
      gpt-4o-mini-transcribe, 169500000
      """;

  @ParameterizedTest
  @CsvSource(textBlock = TRANSCRIPTS)
  void aTranscriptCostsWhatItCostsByHand(String model, long picoDollars) {
    assertEquals(picoDollars, prices(model).picoDollars(TRANSCRIPT));
  }

  /** A minute of sound, where that is what is charged. */
  private static final String MINUTES =
      """
      gpt-live-transcribe, 17000000000
      gpt-realtime-whisper, 17000000000
      gpt-transcribe, 4500000000
      whisper-1, 6000000000
      gpt-realtime-translate, 34000000000
      """;

  @ParameterizedTest
  @CsvSource(textBlock = MINUTES)
  void aMinuteCostsWhatItCostsByHand(String model, long picoDollars) {
    assertEquals(picoDollars, prices(model).picoDollars(60.0));
  }

  @Test
  void everyPricedModelHasItsFigure() {
    Set<String> reckoned = new TreeSet<>();
    for (String line : (CONVERSATIONS + TRANSCRIPTS + MINUTES).lines().toList()) {
      if (!line.startsWith("#")) reckoned.add(line.replaceFirst(",.*", ""));
    }
    Set<String> priced = new TreeSet<>();
    for (Model model : ALL.models()) {
      assertNotEquals(Prices.NOTHING, model.prices(), model.id() + " has no price");
      priced.add(model.id());
    }
    priced.removeAll(reckoned);
    assertEquals(Set.of(), priced, "reckon by hand what these cost, and add it above");
  }

  @Test
  void soundAndImagesAreCachedAtPricesOfTheirOwn() {
    // 10 x 32 + 90 x 0.40 + 15 x 5 + 5 x 0.50 = 320 + 36 + 75 + 2.5
    var usage = new Usage(120, 120, 0, 0, 100, 20, 0, 90, 5, 0, 0);
    assertEquals(433_500_000, prices("gpt-realtime-2.1").picoDollars(usage));
    assertEquals(0, prices("gpt-realtime-2.1").picoDollars(Usage.NONE));
  }

  @Test
  void tokensOfAnUntoldKindAreChargedAsSound() {
    // 20 x 32 + 30 x 64 = 640 + 1920
    var usage = new Usage(50, 20, 30, 0, 0, 0, 0, 0, 0, 0, 0);
    assertEquals(2_560_000_000L, prices("gpt-realtime-2.1").picoDollars(usage));
  }

  @Test
  void moreCachedThanThereIsMakesNobodyRich() {
    // A published example says so: 119 x 0.40 + 8 x 0.40 = 50.8
    var usage = new Usage(127, 127, 0, 119, 8, 0, 128, 256, 0, 0, 0);
    assertEquals(50_800_000, prices("gpt-realtime-2.1").picoDollars(usage));
  }

  @Test
  void soundIsChargedByTheMinuteWhereThatIsThePrice() {
    assertEquals(6_000_000_000L, prices("whisper-1").picoDollars(60));
    // 2.5 s of 0.017 dollars a minute: 708.333 micro-dollars, and a bill is never too low
    assertEquals(708_333_334L, prices("gpt-live-transcribe").picoDollars(2.5));
    assertEquals(0, prices("whisper-1").picoDollars(-3));
    assertEquals(0, prices("whisper-1").picoDollars(Double.NaN));
    assertEquals(Long.MAX_VALUE, prices("whisper-1").picoDollars(1e300));
  }

  @Test
  void aDatedVersionIsWhatItsModelIs() {
    assertEquals(prices("gpt-realtime"), prices("gpt-realtime-2025-08-28"));
    assertEquals("gpt-realtime-2025-08-28", ALL.of("gpt-realtime-2025-08-28").id());
    assertEquals(prices("gpt-4o-realtime-preview"), prices("gpt-4o-realtime-preview-2024-12-17"));
    assertTrue(
        prices("gpt-4o-realtime-preview-2024-10-01").audio().input()
            > prices("gpt-4o-realtime-preview").audio().input());
    assertTrue(ALL.lists("gpt-realtime-2025-08-28"));
  }

  @Test
  void anUnknownModelCostsAtLeastWhatAnyOtherDoesAndHasTheSmallestLimits() {
    assertFalse(ALL.lists("my-deployment"));
    assertFalse(ALL.lists("my-deployment-2025-08-28"));
    Model unknown = ALL.of("my-deployment");
    assertFalse(unknown.listed());
    assertEquals(Set.of(), unknown.voices());
    var everything = new Usage(6000, 3000, 2000, 1000, 1000, 1000, 500, 500, 500, 1000, 1000);
    for (Model model : ALL.models()) {
      if (model.api() != Api.REALTIME && model.api() != Api.CHAT) continue;
      long most = unknown.prices().picoDollars(everything);
      assertTrue(most >= model.prices().picoDollars(everything), model::id);
      assertTrue(unknown.contextTokens() <= model.contextTokens(), model::id);
      assertTrue(unknown.maxOutputTokens() <= model.maxOutputTokens(), model::id);
    }
    assertEquals(16_000, unknown.contextTokens());
    assertEquals(4_096, unknown.maxOutputTokens());
    assertEquals(17_000_000_000L, ALL.of("my-ears", Api.TRANSCRIPTION).prices().picoDollars(60));
  }

  @Test
  void whatIsShutDownSaysWhenAndWhatReplacesIt() {
    Model old = ALL.of("gpt-4o-mini-realtime-preview-2024-12-17");
    assertEquals(Status.SHUT_DOWN, old.status(TODAY));
    assertEquals(Status.DEPRECATED, old.status(LocalDate.of(2026, 5, 6)));
    assertEquals(LocalDate.of(2026, 5, 7), old.shutdown());
    assertEquals("gpt-realtime-mini", old.replacement());
    // Which goes itself.
    assertEquals("gpt-realtime-2.1-mini", ALL.successor(old, TODAY));
    assertEquals(Status.ACTIVE, ALL.of("gpt-realtime-2.1").status(TODAY));
    assertEquals(Status.SHUT_DOWN, ALL.of("gpt-realtime-mini-2025-10-06").status(TODAY));
    assertEquals(Status.DEPRECATED, ALL.of("gpt-realtime-mini-2025-12-15").status(TODAY));
  }

  @Test
  void theCatalogueIsThePublishedOne() {
    int compared = 0;
    for (JsonNode told : PublishedProtocol.find().read("models.json").path("models")) {
      String id = told.path("id").asText();
      assertTrue(ALL.lists(id), id);
      Model model = ALL.of(id);
      compared++;
      Api api = told.path("api").asText().equals("realtime") ? Api.REALTIME : Api.CHAT;
      assertEquals(api, model.api(), id);
      assertEquals(told.path("context").asInt(), model.contextTokens(), id);
      assertEquals(told.path("max_output").asInt(), model.maxOutputTokens(), id);
      assertEquals(told.path("reasoning").asBoolean(), model.reasons(), id);
      assertEquals(text(told.path("shutdown")), string(model.shutdown()), id);
      assertEquals(text(told.path("replacement")), model.replacement(), id);
      String status = told.path("status").asText();
      assertEquals(
          status.replace(' ', '_'),
          model.status(TODAY).name().toLowerCase(java.util.Locale.ROOT),
          id);
      rate(told.at("/usd_per_1m/text"), model.prices().text(), id);
      rate(told.at("/usd_per_1m/audio"), model.prices().audio(), id);
      rate(told.at("/usd_per_1m/image"), model.prices().image(), id);
    }
    assertTrue(compared >= 15, compared + " models compared");
  }

  private static void rate(JsonNode dollars, Prices.Rate rate, String id) {
    if (!dollars.isObject()) return;
    assertEquals(micros(dollars.path("input")), rate.input(), id);
    JsonNode cached = dollars.path("cached");
    assertEquals(cached.isNumber() ? micros(cached) : rate.input(), rate.cached(), id);
    if (dollars.path("output").isNumber()) {
      assertEquals(micros(dollars.path("output")), rate.output(), id);
    }
  }

  private static long micros(JsonNode dollars) {
    return dollars.decimalValue().movePointRight(6).longValueExact();
  }

  private static @Nullable String text(JsonNode node) {
    return node.textValue();
  }

  private static @Nullable String string(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static Prices prices(String model) {
    return ALL.of(model).prices();
  }

  // -- the user's rows

  @Test
  void theUserChangesOneMemberAndTheRestStays() {
    Catalogue mine =
        good(
            """
            {"date": "2027-02-01", "models": [
              {"id": "gpt-realtime-2.1", "usd_per_million": {"text": {"input": 3, "output": 20}}},
              {"id": "my-deployment", "like": "gpt-realtime-1.5", "context": 20000},
              {"id": "local", "api": "realtime", "voices": ["anna"], "shutdown": null}
            ]}
            """);
    assertEquals(LocalDate.of(2027, 2, 1), mine.date());
    Model changed = mine.of("gpt-realtime-2.1");
    assertEquals(new Prices.Rate(3_000_000, 3_000_000, 20_000_000), changed.prices().text());
    assertEquals(prices("gpt-realtime-2.1").audio(), changed.prices().audio());
    assertEquals(128_000, changed.contextTokens());
    assertEquals(20_000, mine.of("my-deployment").contextTokens());
    assertEquals(prices("gpt-realtime-1.5"), mine.of("my-deployment").prices());
    // What it does not say is the worst of its kind.
    Model local = mine.of("local");
    assertTrue(local.listed());
    assertEquals(Set.of("anna"), local.voices());
    assertEquals(4_096, local.maxOutputTokens());
    assertEquals(200_000_000, local.prices().audio().output());
    // The catalogue itself is as before.
    assertFalse(ALL.lists("local"));
  }

  @Test
  void everyMistakeOfTheUsersIsToldWithItsLine() {
    var bad =
        (Catalogue.Bad)
            ALL.with(
                bytes(
                    """
                    {"models": [
                      {"id": "a"},
                      {"id": "b", "api": "realtme", "context": -1, "colour": 3},
                      {"id": "gpt-realtime", "shutdown": "soon",
                       "usd_per_million": {"text": {"output": 3}, "smell": {"input": 1}}},
                      {"id": "gpt-realtime", "usd_per_minute": 0.0000000000001},
                      "c"
                    ], "more": 1}
                    """));
    assertEquals(
        List.of(
            "2 models[0]",
            "3 models[1].api",
            "3 models[1].context",
            "3 models[1].colour",
            "4 models[2].shutdown",
            "4 models[2].usd_per_million.text",
            "4 models[2].usd_per_million.smell",
            "6 models[3].id",
            "6 models[3].usd_per_minute",
            "7 models[4]",
            "8 more"),
        bad.mistakes().stream().map(m -> m.line() + " " + m.where()).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'models': [|1",
        "[]|1",
        "{}|1",
        "{'models': []} {}|1",
        "{'models': [{'id': 'x', 'api': 'chat', 'api': 'chat'}]}|1",
        "{'models': 3}|1"
      })
  void whatIsNoCatalogueIsRefused(String text, int line) {
    var bad = (Catalogue.Bad) ALL.with(bytes(text.replace('\'', '"')));
    assertEquals(line, bad.mistakes().getFirst().line());
  }

  @Test
  void replacementsThatGoInACircleEnd() {
    Catalogue mine =
        good(
            """
            {"models": [
              {"id": "x", "api": "realtime", "shutdown": "2026-01-01", "replacement": "y"},
              {"id": "y", "api": "realtime", "shutdown": "2026-01-01", "replacement": "x"}]}
            """);
    assertNotNull(mine.successor(mine.of("x"), TODAY));
  }

  private static Catalogue good(String json) {
    return ((Catalogue.Good) ALL.with(bytes(json))).catalogue();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
