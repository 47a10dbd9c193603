package earshot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

  private static final String CANARY = "sk-CANARY-1";

  @TempDir Path directory;

  private final Map<String, String> variables = new HashMap<>();
  private final Secrets secrets = new Secrets(variables::get);

  private Path file(String content, String mode) throws IOException {
    Path file = Files.writeString(directory.resolve("key"), content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file;
  }

  private Secrets.Unavailable refused(Secret.Kind kind, String name) {
    Secrets.Unavailable why =
        assertThrows(Secrets.Unavailable.class, () -> secrets.read(new Secret(kind, name)));
    assertFalse(why.toString().contains("CANARY"), why::toString);
    assertFalse(why.remedy().isEmpty());
    return why;
  }

  @Test
  void eachPlaceIsRead() throws Exception {
    variables.put("MY_KEY", CANARY);
    assertEquals(CANARY, secrets.read(new Secret(Secret.Kind.ENV, "MY_KEY")));
    Path file = file(CANARY + "\n", "rw-------");
    assertEquals(CANARY, secrets.read(new Secret(Secret.Kind.FILE, file.toString())));
    variables.put("CREDENTIALS_DIRECTORY", directory.toString());
    assertEquals(CANARY, secrets.read(new Secret(Secret.Kind.CREDENTIAL, "key")));
  }

  @Test
  void aPlaceThatIsNoGoodIsRefusedWithoutTheSecret() throws Exception {
    assertTrue(refused(Secret.Kind.ENV, "MISSING").toString().contains("env:MISSING"));
    assertTrue(refused(Secret.Kind.CREDENTIAL, "key").toString().contains("no credentials"));
    assertTrue(refused(Secret.Kind.FILE, "/nowhere/key").toString().contains("no such file"));
    Path open = file(CANARY, "rw-r--r--");
    assertTrue(refused(Secret.Kind.FILE, open.toString()).remedy().contains("chmod 600"));
    Path two = file(CANARY + "\nand more", "rw-------");
    assertTrue(refused(Secret.Kind.FILE, two.toString()).toString().contains("more than one line"));
    Path empty = file("\n", "rw-------");
    assertTrue(refused(Secret.Kind.FILE, empty.toString()).toString().contains("nothing is there"));
  }
}
