package earshot.control;

import earshot.config.Sources;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a command's configuration is read from: a file, and what is said on the command line. */
final class SourcesOptions extends FileOption {

  @Option(names = "--board", paramLabel = "NAME", description = "A board of: earshot devices.")
  @Nullable String board;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A key of the configuration; see: earshot help config.")
  List<String> sets = new ArrayList<>();

  Sources sources() {
    return new Sources(config, board, List.copyOf(sets));
  }
}
