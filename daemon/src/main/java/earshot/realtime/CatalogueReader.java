package earshot.realtime;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.realtime.Catalogue.Mistake;
import earshot.realtime.Model.Api;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a catalogue, strictly, telling every mistake with the line of its row, and
 * fills them in: from the row that one is like, or that it changes; what is then missing, with the
 * worst of its kind. Pure.
 */
final class CatalogueReader {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private static final List<String> MEMBERS =
      List.of(
          "id",
          "like",
          "api",
          "context",
          "max_output",
          "reasoning",
          "voices",
          "usd_per_million",
          "usd_per_minute",
          "shutdown",
          "replacement",
          "azure_retirement");
  private static final List<String> KINDS = List.of("text", "audio", "image");
  private static final List<String> RATES = List.of("input", "cached", "output");

  private static final BigDecimal DEAREST = BigDecimal.valueOf(100_000);

  private final List<Mistake> mistakes = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private final @Nullable Catalogue base;
  private @Nullable LocalDate date;
  private int line;

  private CatalogueReader(@Nullable Catalogue base) {
    this.base = base;
  }

  /** One row as it was written, or with the members of others filled in. */
  record Row(String id, ObjectNode members) {

    Api api() {
      return Api.valueOf(members.path("api").asText().toUpperCase(Locale.ROOT));
    }

    Model model(Model worst) {
      Set<String> voices = new TreeSet<>();
      members.path("voices").forEach(voice -> voices.add(voice.asText()));
      JsonNode minute = members.path("usd_per_minute");
      JsonNode million = members.path("usd_per_million");
      return new Model(
          id,
          api(),
          true,
          members.path("context").asInt(worst.contextTokens()),
          members.path("max_output").asInt(worst.maxOutputTokens()),
          members.path("reasoning").asBoolean(false),
          Set.copyOf(voices),
          new Prices(
              rate(million.path("text"), worst.prices().text()),
              rate(million.path("audio"), worst.prices().audio()),
              rate(million.path("image"), worst.prices().image()),
              minute.isNumber() ? dollars(minute, 12) : worst.prices().picoDollarsPerMinute()),
          date(members.path("shutdown")),
          members.path("replacement").textValue(),
          date(members.path("azure_retirement")));
    }

    /** Without a price for what is cached, it costs what anything costs. */
    private static Prices.Rate rate(JsonNode kind, Prices.Rate worst) {
      if (!kind.isObject()) return worst;
      long input = dollars(kind.path("input"), 6);
      return new Prices.Rate(
          input,
          kind.path("cached").isNumber() ? dollars(kind.path("cached"), 6) : input,
          kind.path("output").isNumber() ? dollars(kind.path("output"), 6) : worst.output());
    }

    private static long dollars(JsonNode price, int places) {
      return price.decimalValue().movePointRight(places).longValueExact();
    }

    private static @Nullable LocalDate date(JsonNode text) {
      return text.isTextual() ? LocalDate.parse(text.textValue()) : null;
    }
  }

  /** Rows that were read, in order, or every mistake. */
  record Read(@Nullable LocalDate date, List<Row> rows, List<Mistake> mistakes) {}

  /**
   * @param base what the rows come on top of, or null
   */
  static Read read(byte[] json, @Nullable Catalogue base) {
    var reader = new CatalogueReader(base);
    try (JsonParser parser = JSON.createParser(json)) {
      reader.document(parser);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      reader.line = at == null ? 1 : at.getLineNr();
      // The parser's own words quote the text, and are meant for programmers.
      boolean twice = e.getOriginalMessage().startsWith("Duplicate");
      String what = twice ? "a member stands here twice" : "this is not JSON";
      reader.mistake("", what, twice ? "keep one of the two" : "{\"models\": [...]}");
    } catch (IOException e) {
      // Bytes can always be read, but not always as characters.
      reader.line = 1;
      reader.mistake("", "this is not text in UTF-8", "{\"models\": [...]}");
    }
    return new Read(reader.date, List.copyOf(reader.rows), List.copyOf(reader.mistakes));
  }

  private void document(JsonParser parser) throws IOException {
    line = 1;
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      mistake("", "this is no object", "{\"models\": [...]}");
      return;
    }
    boolean rowsSeen = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      line = parser.currentTokenLocation().getLineNr();
      JsonToken value = parser.nextToken();
      if (name.equals("models") && value == JsonToken.START_ARRAY) {
        rowsSeen = true;
        rows(parser);
      } else if (name.equals("date")) {
        date(name, parser.readValueAsTree());
      } else {
        parser.skipChildren();
        String try_ =
            name.equals("models") ? "a list of rows" : "remove it; there are date, models";
        mistake(name, name.equals("models") ? "this is no list" : "there is no such member", try_);
      }
    }
    if (!rowsSeen && mistakes.isEmpty()) mistake("", "there are no models", "{\"models\": [...]}");
    if (parser.nextToken() != null) mistake("", "something follows the end", "remove it");
  }

  private void rows(JsonParser parser) throws IOException {
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      line = parser.currentTokenLocation().getLineNr();
      JsonNode row = parser.readValueAsTree();
      String where = "models[" + i + "]";
      int before = mistakes.size();
      if (row instanceof ObjectNode members) row(where, members);
      else mistake(where, "this is no row", "{\"id\": \"NAME\", ...}");
      if (mistakes.size() == before && row instanceof ObjectNode members) {
        rows.add(new Row(members.path("id").asText(), members));
      }
    }
  }

  private void row(String where, ObjectNode row) {
    String id = row.path("id").asText();
    if (!row.path("id").isTextual() || id.isBlank()) {
      mistake(where + ".id", "the row has no name", "\"id\": \"NAME\"");
    } else if (ids.contains(id)) {
      mistake(where + ".id", "the model stands here twice", "keep one of the two");
    }
    String like = row.path("like").asText("");
    if (!like.isEmpty() && (like.equals(id) || !isKnown(like))) {
      mistake(
          where + ".like", "there is no such model before this row", "a model of the catalogue");
    }
    if (like.isEmpty() && !row.has("api") && !isKnown(Catalogue.undated(id)) && !isOfBase(id)) {
      mistake(
          where,
          "the catalogue has no such model to change",
          "\"like\": \"MODEL\" or \"api\": \"realtime\"");
    }
    ids.add(id);
    for (var member : row.properties()) {
      if (!member.getKey().equals("id")) {
        member(where + "." + member.getKey(), member.getKey(), member.getValue());
      }
    }
  }

  private boolean isKnown(String id) {
    return ids.contains(id) || ids.contains(Catalogue.undated(id)) || isOfBase(id);
  }

  private boolean isOfBase(String id) {
    return base != null && base.lists(id);
  }

  private void member(String where, String name, JsonNode value) {
    switch (name) {
      case "like" -> {
        if (!value.isTextual()) mistake(where, "this is no text", "\"like\": \"MODEL\"");
      }
      case "api" -> {
        List<String> words = new ArrayList<>();
        for (Api api : Api.values()) words.add(api.name().toLowerCase(Locale.ROOT));
        if (!value.isTextual() || !words.contains(value.textValue())) {
          mistake(where, "there is no such api", "one of " + String.join(", ", words));
        }
      }
      case "context", "max_output" -> {
        boolean good = value.isInt() && value.intValue() > 0;
        if (!good) mistake(where, "this is no number of tokens", "a whole number above 0");
      }
      case "reasoning" -> {
        if (!value.isBoolean()) mistake(where, "this is not yes or no", "true or false");
      }
      case "voices" -> {
        boolean good = value.isArray();
        for (JsonNode voice : value) good &= voice.isTextual() && !voice.textValue().isBlank();
        if (!good) mistake(where, "this is no list of names", "[\"alloy\", \"ash\"]");
      }
      case "usd_per_million" -> prices(where, value);
      case "usd_per_minute" -> {
        if (!value.isNull()) price(where, value, 12);
      }
      case "shutdown", "azure_retirement" -> {
        if (!value.isNull()) date(where, value);
      }
      case "replacement" -> {
        if (!value.isNull() && !value.isTextual()) {
          mistake(where, "this is no text", "\"replacement\": \"MODEL\", or null");
        }
      }
      default ->
          mistake(
              where,
              "there is no such member",
              "remove it; there are " + String.join(", ", MEMBERS));
    }
  }

  private void prices(String where, JsonNode prices) {
    if (!prices.isObject()) {
      mistake(where, "this is no table of prices", "{\"text\": {\"input\": 4, \"output\": 24}}");
      return;
    }
    for (var kind : prices.properties()) {
      String at = where + "." + kind.getKey();
      if (!KINDS.contains(kind.getKey())) {
        mistake(at, "there is no such kind of token", "one of " + String.join(", ", KINDS));
      } else if (!kind.getValue().isObject() || !kind.getValue().has("input")) {
        mistake(at, "a price for input is missing", "{\"input\": 4, \"output\": 24}");
      } else {
        for (var rate : kind.getValue().properties()) rate(at, rate);
      }
    }
  }

  private void rate(String where, Map.Entry<String, JsonNode> rate) {
    String at = where + "." + rate.getKey();
    if (!RATES.contains(rate.getKey())) {
      mistake(at, "there is no such price", "one of " + String.join(", ", RATES));
    } else {
      price(at, rate.getValue(), 6);
    }
  }

  private void price(String where, JsonNode value, int places) {
    boolean good =
        value.isNumber()
            && value.decimalValue().signum() >= 0
            && value.decimalValue().compareTo(DEAREST) <= 0
            && value.decimalValue().stripTrailingZeros().scale() <= places;
    if (!good) mistake(where, "this is no price", "dollars with at most " + places + " decimals");
  }

  private void date(String where, JsonNode value) {
    try {
      LocalDate read = LocalDate.parse(value.isTextual() ? value.textValue() : "");
      if (where.equals("date")) date = read;
    } catch (DateTimeParseException _) {
      mistake(where, "this is no date", "\"2027-01-20\", or null");
    }
  }

  private void mistake(String where, String message, String suggestion) {
    mistakes.add(new Mistake(line, where, message, suggestion));
  }

  /** Each model's last word, with everything that it takes over from others. */
  static Map<String, Row> complete(List<Row> rows) {
    Map<String, Row> complete = new LinkedHashMap<>();
    for (Row row : rows) {
      Row from = complete.get(row.id());
      if (row.members().has("like")) from = like(complete, row.members().path("like").asText());
      if (from == null) from = complete.get(Catalogue.undated(row.id()));
      complete.put(row.id(), from == null ? row : new Row(row.id(), over(from, row)));
    }
    return complete;
  }

  private static @Nullable Row like(Map<String, Row> complete, String name) {
    Row exact = complete.get(name);
    return exact != null ? exact : complete.get(Catalogue.undated(name));
  }

  private static ObjectNode over(Row from, Row row) {
    ObjectNode members = from.members().deepCopy();
    for (var member : row.members().properties()) {
      if (member.getKey().equals("usd_per_million")) {
        members.withObjectProperty("usd_per_million").setAll((ObjectNode) member.getValue());
      } else {
        members.set(member.getKey(), member.getValue());
      }
    }
    return members;
  }

  /** The dearest prices and smallest limits of any model of this kind. */
  static Model worst(Api api, Collection<Row> rows) {
    Model worst = nothing(api);
    for (Row row : rows) {
      if (row.api() == api) worst = worse(worst, row.model(nothing(api)));
    }
    return worst;
  }

  private static Model nothing(Api api) {
    return new Model(
        "",
        api,
        false,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE,
        false,
        Set.of(),
        Prices.NOTHING,
        null,
        null,
        null);
  }

  /** Nothing known of either, and of both the worse. */
  static Model worse(Model a, Model b) {
    return new Model(
        "",
        a.api(),
        false,
        Math.min(a.contextTokens(), b.contextTokens()),
        Math.min(a.maxOutputTokens(), b.maxOutputTokens()),
        false,
        Set.of(),
        a.prices().dearest(b.prices()),
        null,
        null,
        null);
  }
}
