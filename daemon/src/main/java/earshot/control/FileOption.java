package earshot.control;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which configuration file a command reads. */
class FileOption {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Instead of /etc/earshot/earshot.toml.")
  @Nullable Path config;
}
