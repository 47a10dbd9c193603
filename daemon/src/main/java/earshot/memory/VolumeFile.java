package earshot.memory;

import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The volume, kept through power cuts: a {@link KeptLine} with a number in it. */
public final class VolumeFile implements AutoCloseable {

  private static final Pattern PERCENT = Pattern.compile("\\d{1,3}");

  private final KeptLine line;

  /**
   * @param trouble told why it cannot be kept, or null when it can be kept again; on the writer's
   *     thread
   */
  public VolumeFile(Path directory, Consumer<@Nullable String> trouble) {
    line = new KeptLine(directory, "volume", trouble);
  }

  /** What was kept, if anything; blocks for that. */
  public OptionalInt found() {
    return line.found()
        .filter(text -> PERCENT.matcher(text).matches())
        .map(text -> OptionalInt.of(Math.min(100, Integer.parseInt(text))))
        .orElse(OptionalInt.empty());
  }

  /** Any thread; does not block. The newest is what counts. */
  public void keep(int percent) {
    line.keep(Integer.toString(percent));
  }

  /** What waits is written first. */
  @Override
  public void close() {
    line.close();
  }
}
