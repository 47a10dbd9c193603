package earshot.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import earshot.link.Certificates;
import earshot.simulator.Misbehaviour;
import earshot.simulator.Misbehaviour.Point;
import earshot.simulator.Misbehaviour.When;
import earshot.simulator.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Secrets that sing: planted in every form of credential, driven through failures of every kind,
 * and then looked for in everything that the program has written or says of itself.
 */
@Timeout(400)
class CanaryTest {

  private static final String CANARY = "canary-7f3a9c51";
  private static final String SAYING = "what is " + CANARY + " supposed to be";

  @TempDir Path directory;

  /** Where a secret is, and what it is for. */
  enum Form {
    FILE,
    VARIABLE,
    USUAL_VARIABLE,
    CREDENTIAL,
    AZURE_KEY,
    ENTRA_SECRET,
    ENTRA_TOKEN,
    BROKER_CREDENTIAL,
    BROKER_TOKEN;

    boolean isToken() {
      return this == ENTRA_TOKEN || this == BROKER_TOKEN;
    }

    boolean wantsTokens() {
      return ordinal() >= ENTRA_SECRET.ordinal();
    }
  }

  /** What goes wrong, and on what the wrong key of the service is quoted. */
  private static final Map<String, Script> FAILURES =
      Map.of(
          "an error that quotes it",
          Script.usual()
              .with(
                  When.at(Point.CREATED),
                  new Misbehaviour.SayError("invalid_request_error", "odd", SAYING)),
          "a goodbye that quotes it",
          Script.usual().with(When.at(Point.OPEN), new Misbehaviour.Close(4000, SAYING)),
          "a refusal that quotes it",
          Script.usual()
              .with(
                  When.at(Point.UPGRADE),
                  new Misbehaviour.Refuse(401, SAYING, Map.of("X-Odd", SAYING))),
          "an answer that fails and quotes it",
          Script.usual()
              .with(
                  When.at(Point.RESPONSE),
                  new Misbehaviour.Fail("invalid_request_error", "odd", SAYING)),
          "rubbish that quotes it",
          Script.usual().with(When.at(Point.CREATED), new Misbehaviour.Garbage("{" + SAYING)));

  @ParameterizedTest
  @EnumSource
  void noSecretCanBeReadAnywhere(Form form) throws Exception {
    Certificates keeper = Certificates.make(directory, "keeper", "dns:localhost");
    List<Callable<String>> trials = new ArrayList<>();
    for (var failure : FAILURES.entrySet()) {
      String name = form + ", " + failure.getKey();
      trials.add(() -> goesWrong(form, name, failure.getValue(), keeper, keeper));
    }
    if (form.wantsTokens()) {
      // Whoever stands in the way has no certificate that anybody vouches for.
      Certificates stranger = Certificates.make(directory, "stranger", "dns:localhost");
      String name = form + ", a keeper of tokens that is none";
      trials.add(() -> goesWrong(form, name, Script.usual(), keeper, stranger));
    }
    // Mostly they wait.
    try (var two = Executors.newFixedThreadPool(2)) {
      for (Future<String> trial : two.invokeAll(trials)) trial.get();
    }
  }

  private String goesWrong(
      Form form, String name, Script script, Certificates trusted, Certificates shown)
      throws Exception {
    Path folder = Files.createDirectory(directory.resolve(name));
    try (var service = Service.playing(script, true);
        var tokens = new Tokens(form, shown)) {
      String authorities = service.server.pem() + Files.readString(trusted.pem());
      Files.writeString(folder.resolve("ca.pem"), authorities);
      everything(form, service, tokens, name, folder);
      if (shown != trusted) assertEquals(0, tokens.asked.get(), "nobody has shown him anything");
    }
    return name;
  }

  private static void everything(
      Form form, Service service, Tokens tokens, String name, Path directory) throws Exception {
    var plan =
        new Program.Plan(directory, "run", "--board", "sim")
            .set("service.url", service.url())
            .set("service.ca", directory.resolve("ca.pem"))
            .set("log.level", "debug");
    Map<String, String> variables = Map.of();
    switch (form) {
      case FILE ->
          plan.set("service.provider", "custom").set("service.key", "file:" + secret(directory));
      case VARIABLE -> {
        plan.set("service.provider", "custom").set("service.key", "env:THE_KEY");
        variables = Map.of("THE_KEY", CANARY);
      }
      case USUAL_VARIABLE -> {
        plan.set("service.provider", "openai");
        variables = Map.of("OPENAI_API_KEY", CANARY);
      }
      case CREDENTIAL -> {
        plan.set("service.provider", "custom").set("service.key", "credential:secret");
        secret(directory);
        variables = Map.of("CREDENTIALS_DIRECTORY", directory.resolve("secrets").toString());
      }
      case AZURE_KEY ->
          plan.set("service.provider", "azure").set("service.key", "file:" + secret(directory));
      case ENTRA_SECRET, ENTRA_TOKEN ->
          plan.set("service.provider", "azure")
              .set("service.credential", "entra")
              .set("service.entra.tenant", "tenant")
              .set("service.entra.client_id", "client")
              .set("service.entra.secret", "file:" + secret(directory))
              .set("service.entra.authority", tokens.url());
      case BROKER_CREDENTIAL, BROKER_TOKEN ->
          plan.set("service.provider", "custom")
              .set("service.credential", "broker")
              .set("service.broker.url", tokens.url())
              .set("service.broker.credential", "file:" + secret(directory));
    }
    String azurePath = service.url().replace("/v1/realtime", "/openai/v1/realtime");
    if (form == Form.AZURE_KEY || form.name().startsWith("ENTRA"))
      plan.set("service.url", azurePath);
    try (var program = plan.with(variables).start().up()) {
      Await.until(
          name + ": it has met the failure",
          () -> {
            boolean refused = program.call("status").path("troubles").size() > 0;
            return refused || program.call("status").path("state").asText().equals("idle");
          });
      StringBuilder all = new StringBuilder();
      // Where an attempt follows soon, a question is kept for half a minute: not worth the wait.
      String link = program.call("status").path("link").asText();
      if (List.of("ready", "parked").contains(link)) {
        all.append(program.call("ask", "text", "hello"));
      }
      for (String each : List.of("status", "metrics", "usage", "alarms")) {
        all.append(program.call(each, "act", "list"));
      }
      all.append(program.call("reload"));
      Path proc = Path.of("/proc", Long.toString(program.process.pid()), "cmdline");
      if (Files.exists(proc)) all.append(Files.readString(proc));
      program.terminatedAfterMillis();
      all.append(program.err()).append(Files.readString(program.out));
      try (Stream<Path> files = Files.walk(directory.resolve("state"))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
      int at = all.indexOf(CANARY);
      assertEquals(
          -1,
          at,
          () ->
              name + ": " + all.substring(Math.max(0, at - 200), Math.min(all.length(), at + 60)));
      assertTrue(all.length() > 500, name + ": there is something to look through");
    }
  }

  private static Path secret(Path directory) throws IOException {
    Path folder = Files.createDirectories(directory.resolve("secrets"));
    Path file = Files.writeString(folder.resolve("secret"), CANARY + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  /** Hands out tokens, or quotes the secret that it does not like. */
  private static final class Tokens implements AutoCloseable {
    private final HttpsServer server;
    final AtomicInteger asked = new AtomicInteger();

    Tokens(Form form, Certificates certificates) throws IOException {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
      server.setHttpsConfigurator(new HttpsConfigurator(certificates.context()));
      if (form.wantsTokens()) {
        server.createContext(
            "/",
            exchange -> {
              try (exchange) {
                asked.incrementAndGet();
                String token = form.isToken() ? CANARY : "token-of-no-interest";
                String body =
                    form.isToken()
                        ? "{\"access_token\":\"%s\",\"expires_in\":3600,\"value\":\"%s\",\"expires_at\":%d}"
                            .formatted(token, token, inAnHour())
                        : "{\"error\":\"" + SAYING + "\"}";
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(form.isToken() ? 200 : 401, bytes.length);
                exchange.getResponseBody().write(bytes);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
      }
      server.start();
    }

    private static long inAnHour() {
      return earshot.hal.Clock.system().epochMillis() / 1000 + 3600;
    }

    String url() {
      return "https://localhost:" + server.getAddress().getPort() + "/";
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
