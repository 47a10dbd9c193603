package earshot.realtime;

import earshot.realtime.CatalogueReader.Row;
import earshot.realtime.Model.Api;
import earshot.realtime.Model.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of models: limits, voices, prices and dates, as published on its date. Data, and
 * the user's rows over it. Immutable, pure.
 */
public final class Catalogue {

  private static final Pattern DATED = Pattern.compile("-\\d{4}-\\d{2}-\\d{2}$");

  /** What this program came with. */
  public static final Catalogue BUILT_IN = builtIn();

  private final LocalDate date;
  private final List<Row> rows;
  private final Map<String, Model> models = new LinkedHashMap<>();
  private final Map<Api, Model> worst = new EnumMap<>(Api.class);

  private Catalogue(LocalDate date, List<Row> rows) {
    this.date = date;
    this.rows = rows;
    Map<String, Row> complete = CatalogueReader.complete(rows);
    for (Api api : Api.values()) {
      worst.put(api, CatalogueReader.worst(api, complete.values()));
    }
    for (Row row : complete.values()) {
      models.put(row.id(), row.model(Objects.requireNonNull(worst.get(row.api()))));
    }
  }

  private static Catalogue builtIn() {
    try (InputStream in = Catalogue.class.getResourceAsStream("models.json")) {
      var read =
          CatalogueReader.read(Objects.requireNonNull(in, "models.json").readAllBytes(), null);
      if (!read.mistakes().isEmpty()) throw new IllegalStateException(read.mistakes().toString());
      return new Catalogue(Objects.requireNonNull(read.date(), "date"), read.rows());
    } catch (IOException e) {
      throw new UncheckedIOException("could not read the catalogue of models", e);
    }
  }

  /** This catalogue with the user's rows over it, or what is wrong with them. */
  public Reading with(byte[] json) {
    var read = CatalogueReader.read(json, this);
    if (!read.mistakes().isEmpty()) return new Bad(read.mistakes());
    List<Row> all = new ArrayList<>(rows);
    all.addAll(read.rows());
    return new Good(new Catalogue(read.date() == null ? date : read.date(), List.copyOf(all)));
  }

  /** What came of reading a user's rows. */
  public sealed interface Reading {}

  public record Good(Catalogue catalogue) implements Reading {}

  public record Bad(List<Mistake> mistakes) implements Reading {}

  /**
   * @param line where the row begins, or where the text is broken
   * @param where the member, such as {@code models[2].usd_per_million.text}; may be empty
   */
  public record Mistake(int line, String where, String message, String suggestion) {}

  /** The day of which everything here is. */
  public LocalDate date() {
    return date;
  }

  public Collection<Model> models() {
    return Collections.unmodifiableCollection(models.values());
  }

  /**
   * The model of this name, or the one that it is a dated version of. For a name that is not listed
   * the worst of those that one can talk with, so that an estimate of talk is never too low.
   */
  public Model of(String name) {
    Model found = find(name);
    return found == null ? unlisted(name, Api.REALTIME) : named(name, found);
  }

  /** The same for a name that stands where only a model of this kind can stand. */
  public Model of(String name, Api api) {
    Model found = find(name);
    return found == null || found.api() != api ? unlisted(name, api) : named(name, found);
  }

  public boolean lists(String name) {
    return find(name) != null;
  }

  /** What replaces this model and has not been shut down itself, or null. */
  public @Nullable String successor(Model model, LocalDate today) {
    String next = model.replacement();
    // The user's rows may go in a circle.
    for (int i = 0; next != null && i <= models.size(); i++) {
      Model candidate = find(next);
      if (candidate == null || candidate.status(today) == Status.ACTIVE) return next;
      next = candidate.replacement();
    }
    return model.replacement();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Catalogue c && date.equals(c.date) && rows.equals(c.rows);
  }

  @Override
  public int hashCode() {
    return Objects.hash(date, rows);
  }

  @Override
  public String toString() {
    return models.size() + " models of " + date;
  }

  private @Nullable Model find(String name) {
    Model exact = models.get(name);
    return exact != null ? exact : models.get(undated(name));
  }

  static String undated(String name) {
    return DATED.matcher(name).replaceFirst("");
  }

  private Model unlisted(String name, Api api) {
    Model bad = Objects.requireNonNull(worst.get(api));
    if (api == Api.REALTIME) {
      bad = CatalogueReader.worse(bad, Objects.requireNonNull(worst.get(Api.CHAT)));
    }
    return named(name, bad);
  }

  private static Model named(String name, Model m) {
    return m.id().equals(name)
        ? m
        : new Model(
            name,
            m.api(),
            m.listed(),
            m.contextTokens(),
            m.maxOutputTokens(),
            m.reasons(),
            m.voices(),
            m.prices(),
            m.shutdown(),
            m.replacement(),
            m.azureRetirement());
  }
}
