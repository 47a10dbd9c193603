package earshot.simulator.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A client over the JDK's own WebSocket. */
final class Talker implements WebSocket.Listener, AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 20;

  final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final StringBuilder parts = new StringBuilder();
  private final HttpClient http;
  private @Nullable WebSocket socket;

  Talker(String pem) {
    HttpClient.Builder builder = HttpClient.newBuilder();
    if (!pem.isEmpty()) builder.sslContext(trusting(pem));
    http = builder.build();
  }

  HttpClient http() {
    return http;
  }

  static SSLContext trusting(String pem) {
    try {
      var certificate =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("simulator", certificate);
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  Talker connect(String url) {
    socket =
        http.newWebSocketBuilder()
            .header("Authorization", "Bearer sk-test")
            .buildAsync(URI.create(url), this)
            .join();
    return this;
  }

  WebSocket socket() {
    if (socket == null) throw new IllegalStateException("not connected");
    return socket;
  }

  void say(String json) {
    socket().sendText(json.replace('\'', '"'), true).join();
  }

  /** The next event of this type; others before it are passed over. */
  JsonNode next(String type) throws Exception {
    while (true) {
      String event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (event == null) throw new AssertionError("waited in vain for " + type);
      if (event.startsWith("{")) {
        JsonNode tree = JSON.readTree(event);
        if (tree.path("type").asText().equals(type)) return tree;
      } else if (event.startsWith(type)) {
        return JSON.getNodeFactory().textNode(event);
      }
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    parts.append(data);
    if (last) {
      events.add(parts.toString());
      parts.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
    events.add("pong " + StandardCharsets.US_ASCII.decode(message));
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    events.add("close " + code + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    events.add("failed " + error);
  }

  @Override
  public void close() {
    if (socket != null) socket.abort();
    http.shutdownNow();
  }
}
