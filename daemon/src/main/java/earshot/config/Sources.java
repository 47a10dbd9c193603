package earshot.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a configuration is read from, weakest first: the main file and the {@code conf.d/*.toml}
 * beside it, then these settings ({@code key=value}), then the board.
 *
 * @param file null for EARSHOT_CONFIG, or the usual file if there is one
 */
public record Sources(@Nullable Path file, @Nullable String board, List<String> sets) {

  public static final Sources USUAL = new Sources(null, null, List.of());

  public static Sources of(Path file) {
    return new Sources(file, null, List.of());
  }
}
