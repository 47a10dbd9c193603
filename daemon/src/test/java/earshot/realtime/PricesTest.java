package earshot.realtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.protocol.PublishedProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricesTest {

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
    // 55 x 5 + 64 x 2.50 + 13 x 100 + 30 x 20 + 91 x 200 = 275 + 160 + 1300 + 600 + 18200
    "gpt-4o-realtime-preview-2024-10-01, 20535000000"
  })
  void anAnswerCostsWhatItCostsByHand(String model, long picoDollars) {
    assertEquals(picoDollars, Prices.of(model).picoDollars(ANSWER));
  }

  @Test
  void soundAndImagesAreCachedAtPricesOfTheirOwn() {
    // 10 x 32 + 90 x 0.40 + 15 x 5 + 5 x 0.50 = 320 + 36 + 75 + 2.5
    var usage = new Usage(120, 120, 0, 0, 100, 20, 0, 90, 5, 0, 0);
    assertEquals(433_500_000, Prices.GPT_REALTIME_2_1.picoDollars(usage));
    assertEquals(0, Prices.GPT_REALTIME_2_1.picoDollars(Usage.NONE));
  }

  @Test
  void tokensOfAnUntoldKindAreChargedAsSound() {
    // 20 x 32 + 30 x 64 = 640 + 1920
    var usage = new Usage(50, 20, 30, 0, 0, 0, 0, 0, 0, 0, 0);
    assertEquals(2_560_000_000L, Prices.GPT_REALTIME_2_1.picoDollars(usage));
  }

  @Test
  void moreCachedThanThereIsMakesNobodyRich() {
    // A published example says so: 119 x 0.40 + 8 x 0.40 = 50.8
    var usage = new Usage(127, 127, 0, 119, 8, 0, 128, 256, 0, 0, 0);
    assertEquals(50_800_000, Prices.GPT_REALTIME_2_1.picoDollars(usage));
  }

  @Test
  void aDatedVersionCostsWhatItsModelCosts() {
    assertSame(Prices.GPT_REALTIME, Prices.of("gpt-realtime-2025-08-28"));
    assertSame(Prices.GPT_REALTIME_MINI, Prices.of("gpt-realtime-mini-2025-10-06"));
    assertSame(Prices.GPT_4O_REALTIME, Prices.of("gpt-4o-realtime-preview-2024-12-17"));
    assertSame(Prices.GPT_4O_REALTIME_2024_10, Prices.of("gpt-4o-realtime-preview-2024-10-01"));
    assertTrue(Prices.lists("gpt-realtime-2025-08-28"));
  }

  @Test
  void anUnknownModelCostsAtLeastWhatAnyOtherDoes() {
    assertFalse(Prices.lists("my-deployment"));
    assertFalse(Prices.lists("my-deployment-2025-08-28"));
    Prices unknown = Prices.of("my-deployment");
    // What is said and heard in sound, as nearly all is.
    var talk = new Usage(2000, 1000, 1000, 0, 1000, 0, 0, 500, 0, 0, 1000);
    for (Prices row : Prices.values()) {
      assertTrue(unknown.picoDollars(talk) >= row.picoDollars(talk), row::name);
    }
  }

  @Test
  void theTableIsThePublishedOne() {
    int compared = 0;
    for (JsonNode model : PublishedProtocol.find().read("models.json").path("models")) {
      JsonNode usd = model.path("usd_per_1m");
      if (!model.path("api").asText().equals("realtime") || !usd.path("audio").isObject()) continue;
      String id = model.path("id").asText();
      if (!Prices.lists(id)) continue;
      Prices row = Prices.of(id);
      compared++;
      long each = 1_000_000;
      assertPrice(usd.at("/text/input"), row, new Usage(each, each, 0, each, 0, 0, 0, 0, 0, 0, 0));
      assertPrice(
          usd.at("/text/cached"), row, new Usage(each, each, 0, each, 0, 0, each, 0, 0, 0, 0));
      assertPrice(usd.at("/text/output"), row, new Usage(each, 0, each, 0, 0, 0, 0, 0, 0, each, 0));
      assertPrice(usd.at("/audio/input"), row, new Usage(each, each, 0, 0, each, 0, 0, 0, 0, 0, 0));
      assertPrice(
          usd.at("/audio/cached"), row, new Usage(each, each, 0, 0, each, 0, 0, each, 0, 0, 0));
      assertPrice(
          usd.at("/audio/output"), row, new Usage(each, 0, each, 0, 0, 0, 0, 0, 0, 0, each));
      assertPrice(usd.at("/image/input"), row, new Usage(each, each, 0, 0, 0, each, 0, 0, 0, 0, 0));
      assertPrice(
          usd.at("/image/cached"), row, new Usage(each, each, 0, 0, 0, each, 0, 0, each, 0, 0));
    }
    assertTrue(compared >= Prices.values().length, compared + " models compared");
  }

  /** Of a million tokens. */
  private static void assertPrice(JsonNode dollars, Prices row, Usage million) {
    if (!dollars.isNumber()) return;
    assertEquals(
        dollars.decimalValue().movePointRight(12).longValueExact(),
        row.picoDollars(million),
        row + " " + million);
  }
}
