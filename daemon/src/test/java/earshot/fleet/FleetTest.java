package earshot.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.document.Document;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A thousand devices share a deployment of 1,000 requests and 100,000 tokens a minute, lose it and
 * come back. On virtual time, with the real link and backoff.
 */
class FleetTest {

  private static final Document RECORD =
      new Document(
          Path.of("decisions", "9-coming-back.md"),
          "\n|---|---|---|---|---|---|---|---|---|\n",
          "<!-- end of figures -->");
  private static final long[] SEEDS = {1, 2, 3};

  /** Retries of what was refused count too: nobody relies on being refused. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 5, 20, 45, 60, 90, 180, 600, 3600})
  void afterAnyOutageAFleetThatKnowsItsSizeStaysUnderBothLimits(long outageSeconds) {
    for (long seed : SEEDS) {
      Fleet.Result result = Fleet.outage(Fleet.DEVICES, outageSeconds, seed);
      assertTrue(result.peakRequests() <= Deployment.REQUESTS_A_MINUTE, result::row);
      assertTrue(result.peakTokens() <= Deployment.TOKENS_A_MINUTE, result::row);
      assertEquals(0, result.refused(), result::row);
      assertTrue(result.lastSeconds() <= 125, result::row);
      // Evenly, they would be some nine a second.
      assertTrue(result.busiestSecond() <= 45, result::row);
    }
  }

  /** Each for itself they come back at once after a short cut, and spread after a long outage. */
  @ParameterizedTest
  @ValueSource(longs = {30, 60, 120, 600, 3600})
  void afterALongOutageDevicesThatKnowOfNoOtherStayUnderBothLimitsToo(long outageSeconds) {
    for (long seed : SEEDS) {
      Fleet.Result result = Fleet.outage(1, outageSeconds, seed);
      assertTrue(result.peakRequests() <= Deployment.REQUESTS_A_MINUTE, result::row);
      assertTrue(result.peakTokens() <= Deployment.TOKENS_A_MINUTE, result::row);
      assertEquals(0, result.refused(), result::row);
      assertTrue(result.lastSeconds() <= 125, result::row);
    }
  }

  /** All at once they are a few too many: who is refused stays away as told, then comes alone. */
  @ParameterizedTest
  @ValueSource(longs = {0, 2, 10})
  void afterAShortCutThoseAreBackAtOnceAndTheRestInTheNextMinutes(long outageSeconds) {
    for (long seed : SEEDS) {
      Fleet.Result result = Fleet.outage(1, outageSeconds, seed);
      assertTrue(result.medianSeconds() <= 1 + 1.5 * outageSeconds, result::row);
      assertTrue(result.lastSeconds() <= 240, result::row);
      assertTrue(result.refused() <= Fleet.DEVICES / 2, result::row);
    }
  }

  /** Half of the devices take no longer than a third more than the wire and a moment. */
  @Test
  void aShortCutIsOverAfterTheRoundTripsAndAMoment() {
    double momentSeconds = 0.15;
    Fleet.Result result = Fleet.outage(1, 0, 1);
    double most = 1.3 * (result.medianRoundTripSeconds() + momentSeconds);
    assertTrue(result.medianSeconds() <= most, result.medianSeconds() + " s, not " + most);
  }

  /** {@code -Dearshot.write=true} writes them instead. */
  @Test
  void theRecordHoldsTheseFigures() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int fleet : new int[] {Fleet.DEVICES, 1}) {
      for (long outageSeconds : new long[] {0, 2, 10, 30, 60, 120, 600, 3600}) {
        rows.add(Fleet.outage(fleet, outageSeconds, SEEDS[0]).row());
      }
    }
    RECORD.says(String.join("\n", rows) + "\n", FleetTest.class);
  }
}
