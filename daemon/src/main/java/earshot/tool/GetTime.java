package earshot.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.hal.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.Locale;

/** Date and time where the device stands: a model knows neither. */
final class GetTime implements Tool {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  private final Clock clock;
  private final ZoneId zone;

  GetTime(Clock clock, ZoneId zone) {
    this.clock = clock;
    this.zone = zone;
  }

  @Override
  public String name() {
    return "get_time";
  }

  @Override
  public String description() {
    return "The date, the weekday and the time of day where the device stands.";
  }

  @Override
  public String parametersJson() {
    return """
        {"type":"object","properties":{},"required":[]}""";
  }

  @Override
  public String call(JsonNode arguments) {
    ZonedDateTime now = Instant.ofEpochMilli(clock.epochMillis()).atZone(zone);
    return JSON.createObjectNode()
        .put("date", now.toLocalDate().toString())
        .put("weekday", now.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH))
        .put("time", TIME.format(now))
        .put("zone", zone.getId())
        .toString();
  }
}
