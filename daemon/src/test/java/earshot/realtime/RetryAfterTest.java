package earshot.realtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Limit 40000, Used 40000, Requested 3188. Please try again in 4.78s. | 4780",
        "Please try again in 120ms. | 120",
        "Please try again in 1m3s. Visit the site. | 63000",
        "Please try again in 1h12m0.5s. | 4320500",
        "Please try again in 6s | 6000",
        "Please Try Again In 0s | 0",
        "Please retry after 26 seconds. | 26000",
        "Please retry after 1 second. 5 more words. | 1000",
        "try again in 2 minutes 5 seconds | 125000",
        "try again in a moment. Please retry after 3 s | 3000",
        "try again in 999999999999999999999999999999h | 86400000"
      })
  void theTimeIsReadFromTheWords(String message, long millis) {
    Long nanos = RetryAfter.nanosIn(message);
    assertEquals(millis * 1_000_000, nanos);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Please try again in",
        "Please try again in ",
        "Please try again later.",
        "Please try again in -5s.",
        "Please try again in 5",
        "Please try again in .s",
        "Please try again in 5 parsecs",
        "Please try again in \u0665s",
        "retry after 1 potato"
      })
  void whatNamesNoTimeSaysNothing(String message) {
    assertNull(RetryAfter.nanosIn(message));
  }

  @Test
  void noErrorNamesNoTime() {
    assertNull(RetryAfter.nanosOf(null));
    Long nanos =
        RetryAfter.nanosOf(
            new ServiceError("tokens", "rate_limit_exceeded", "try again in 1s", null, null));
    assertEquals(1_000_000_000L, nanos);
  }

  /** Would it look back for each place, this took hours. */
  @Test
  void aMessageThatNeverEndsIsReadAtItsBeginning() {
    assertNull(RetryAfter.nanosIn("try again in ".repeat(1_000_000)));
    Long nanos = RetryAfter.nanosIn("try again in " + "9".repeat(5_000) + "s");
    assertTrue(nanos == null || nanos >= 0);
  }
}
