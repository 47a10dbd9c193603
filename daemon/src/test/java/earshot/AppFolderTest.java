package earshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that starts the program, with a Java that only tells how it was called. */
class AppFolderTest {

  private static final Path SCRIPT = Path.of("src/main/app/bin/earshot").toAbsolutePath();

  @TempDir Path directory;

  private record Ran(int code, String out, String err) {}

  private Path app() throws IOException {
    assumeTrue(Files.isExecutable(SCRIPT), "the script is found from the module's directory");
    Path bin = Files.createDirectories(directory.resolve("an app/bin"));
    return Files.copy(
        SCRIPT,
        bin.resolve("earshot"),
        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private Path java(String name, String version) throws IOException {
    Path home = Files.createDirectories(directory.resolve(name));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(
        java,
        "#!/bin/sh\ncase $1 in -version) echo 'openjdk version \"%s\"' >&2; exit;; esac\n"
                .formatted(version)
            + "echo %s; for a in \"$@\"; do echo \"<$a>\"; done\n".formatted(name));
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return home;
  }

  private Ran run(Path script, Path javaHome, String... words) throws Exception {
    List<String> line = new ArrayList<>(List.of(script.toString()));
    line.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(line).directory(Path.of("/").toFile());
    builder.environment().put("JAVA_HOME", javaHome.toString());
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @Test
  void theProgramStartsOnTheModulePathWithTheWordsAsTheyAre() throws Exception {
    Ran ran = run(app(), java("jdk", "25.0.1"), "ask", "how are you?", "");
    assertEquals(0, ran.code(), ran::err);
    assertTrue(ran.out().startsWith("jdk\n"), ran::out);
    String lib = directory.toRealPath().resolve("an app/lib").toString();
    assertTrue(ran.out().contains("<--module-path>\n<" + lib + ">\n"), ran::out);
    assertTrue(
        ran.out().endsWith("<earshot.daemon/earshot.Main>\n<ask>\n<how are you?>\n<>\n"), ran::out);
  }

  @Test
  void itIsFoundThroughLinks() throws Exception {
    Path app = app();
    Path links = Files.createDirectories(directory.resolve("links"));
    Files.createSymbolicLink(links.resolve("one"), Path.of("../an app/bin/earshot"));
    Path two = Files.createSymbolicLink(directory.resolve("two"), links.resolve("one"));
    Path home = java("jdk", "26");
    assertEquals(run(app, home, "version").out(), run(two, home, "version").out());
  }

  @Test
  void anOldJavaIsPassedOver() throws Exception {
    Ran ran = run(app(), java("old", "21.0.2"), "version");
    assertTrue(!ran.out().startsWith("old\n"), ran::out);
  }

  @Test
  void aRuntimeOfItsOwnComesFirst() throws Exception {
    Path app = app();
    java("an app/runtime", "25");
    assertTrue(run(app, java("jdk", "25"), "x").out().startsWith("an app/runtime\n"));
  }
}
