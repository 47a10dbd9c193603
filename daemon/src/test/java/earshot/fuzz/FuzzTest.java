package earshot.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every reader against coverage-guided mischief, by Jazzer: a fixed seed and so many runs, or with
 * {@code -Dearshot.fuzz.seconds} as long as one likes ({@code provisioning/fuzz}). What it once
 * found stays in the resources, and is tried without the engine too.
 */
class FuzzTest {

  private static final String ENGINE = "com.code_intelligence.jazzer.Jazzer";
  private static final int SECONDS = Integer.getInteger("earshot.fuzz.seconds", 0);
  private static final String ONLY = System.getProperty("earshot.fuzz.target", "");
  private static final int RUNS = 50_000;

  /** Whichever comes first: on a slow board fewer runs. */
  private static final int LONGEST_SECONDS = 20;

  private static final long SEED = 20261121;

  static Stream<String> targets() {
    return Targets.all().stream().map(Target::name).filter(name -> name.startsWith(ONLY));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void whatItIsMeantForAndWhatWasOnceFoundIsReadOrRefused(String name) throws Exception {
    Target target = Targets.named(name);
    List<byte[]> tries = new ArrayList<>(target.seeds().get());
    assertFalse(tries.isEmpty());
    tries.addAll(found(name));
    var random = new Random(SEED);
    int count = tries.size();
    // Without an engine at least what chance brings: cut, turned, doubled.
    for (int i = 0; i < 300; i++) tries.add(turned(tries.get(random.nextInt(count)), random));
    for (byte[] bytes : tries) target.reader().read(bytes);
  }

  private static byte[] turned(byte[] bytes, Random random) {
    if (bytes.length == 0) return bytes;
    byte[] turned = java.util.Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
    for (int i = random.nextInt(4); i >= 0; i--) {
      turned[random.nextInt(turned.length)] = (byte) random.nextInt(256);
    }
    return turned;
  }

  /** Files of the reader's name, as the engine wrote them when it found them. */
  private static List<byte[]> found(String name) throws IOException {
    List<byte[]> found = new ArrayList<>();
    for (int i = 1; ; i++) {
      try (InputStream in = FuzzTest.class.getResourceAsStream(name + "-" + i)) {
        if (in == null) return found;
        found.add(in.readAllBytes());
      }
    }
  }

  @Test
  void namesAreNotTakenTwice() {
    Map<String, Target> byName = new HashMap<>();
    for (Target target : Targets.all()) byName.put(target.name(), target);
    assertEquals(Targets.all().size(), byName.size());
  }

  /** A short run over all in one process, for the engine itself takes a while to begin. */
  @TestFactory
  Stream<DynamicTest> theEngineFindsNothing() {
    if (SECONDS > 0) return targets().map(name -> dynamicTest(name, () -> fuzz(name)));
    return Stream.of(dynamicTest("all", FuzzTest::fuzzAll));
  }

  private static void fuzzAll() throws IOException, InterruptedException {
    List<String> log = fuzz("all");
    for (Target target : Targets.all()) {
      String begin = "runs of " + target.name() + ": ";
      String told = log.stream().filter(line -> line.startsWith(begin)).findAny().orElse("none");
      assertTrue(told.matches(".*: [1-9][0-9]*"), begin + told);
    }
  }

  private static List<String> fuzz(String name) throws IOException, InterruptedException {
    assumeTrue(isThere(), "the fuzzing engine has no library for this system");
    Path folder = Path.of("target", "fuzz", name).toAbsolutePath();
    Path corpus = folder.resolve(SECONDS > 0 ? "corpus" : "begin");
    // What was learned is kept for the next long run; a short one always begins anew.
    if (SECONDS == 0) sweep(corpus);
    Files.createDirectories(corpus);
    int i = 0;
    for (byte[] seed : FuzzEntry.seeds(name)) {
      Files.write(corpus.resolve("seed-" + i++), seed);
    }
    Path log = folder.resolve("log");
    Process engine =
        new ProcessBuilder(command(name, folder, corpus))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = engine.waitFor(Math.max(SECONDS, LONGEST_SECONDS) + 120L, TimeUnit.SECONDS);
    if (!ended) engine.destroyForcibly();
    List<String> lines = Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1);
    lines.removeIf(line -> line.startsWith("INFO: Instrumented"));
    int shown = Math.max(0, lines.size() - 60);
    String last = String.join("\n", lines.subList(shown, lines.size()));
    if (!ended || engine.exitValue() != 0) fail(name + ", found in " + folder + ":\n" + last);
    assertTrue(last.contains("Done "), last);
    return lines;
  }

  private static void sweep(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) return;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) Files.delete(file);
    }
  }

  private static List<String> command(String name, Path folder, Path corpus) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx600m");
    command.add("-XX:+UseSerialGC");
    if (SECONDS == 0) command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+EnableDynamicAgentLoading");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    String published = System.getProperty("earshot.protocol");
    if (published != null) command.add("-Dearshot.protocol=" + published);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(ENGINE);
    command.add("--target_class=" + FuzzEntry.class.getName());
    command.add("--target_args=" + name);
    command.add("--instrumentation_includes=earshot.**:com.fasterxml.jackson.core.**:org.tomlj.**");
    command.add("--custom_hook_includes=earshot.**");
    command.add("--reproducer_path=" + folder);
    command.add("-artifact_prefix=" + folder + "/");
    command.add("-seed=" + SEED);
    command.add("-max_len=4096");
    command.add("-timeout=90");
    command.add("-rss_limit_mb=0");
    if (SECONDS > 0) {
      command.add("-max_total_time=" + SECONDS);
    } else {
      command.add("-runs=" + RUNS);
      command.add("-max_total_time=" + LONGEST_SECONDS);
    }
    command.add(corpus.toString());
    return command;
  }

  private static boolean isThere() {
    String system = System.getProperty("os.name").toLowerCase(java.util.Locale.ROOT);
    String machine = System.getProperty("os.arch");
    boolean known = system.equals("linux") && List.of("amd64", "aarch64").contains(machine);
    try {
      Class.forName(ENGINE, false, FuzzTest.class.getClassLoader());
      return known;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
