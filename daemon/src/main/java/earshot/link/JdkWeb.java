package earshot.link;

import earshot.hal.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * HTTP by the JDK's own client, a virtual thread for each call. Believes whom the other transports
 * believe; follows no redirect, for it would carry the key along.
 */
final class JdkWeb implements Web {

  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** A model may think for a while before it begins to answer. */
  private static final Duration FIRST_BYTE = Duration.ofSeconds(30);

  private static final int PIECE = 16 * 1024;

  private final HttpClient client;
  private final Clock clock;
  private final WayOut wayOut;
  private final long lookUpMillis;

  JdkWeb(Clock clock, @Nullable Path ca, WayOut wayOut) throws IOException {
    this(clock, ca, wayOut, CONNECT.toMillis());
  }

  JdkWeb(Clock clock, @Nullable Path ca, WayOut wayOut, long lookUpMillis) throws IOException {
    this.lookUpMillis = lookUpMillis;
    this.clock = clock;
    this.wayOut = wayOut;
    client =
        HttpClient.newBuilder()
            .proxy(wayOut.selector())
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .sslContext(TrustAnchors.context(ca))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
  }

  @Override
  public Call ask(Question question, Hearer hearer) {
    var asking = new Asking(question, hearer);
    asking.thread = Thread.ofVirtual().name("web").start(asking::run);
    return asking;
  }

  private final class Asking implements Call {
    private final Question question;
    private final Hearer hearer;
    private final Road road;
    private volatile boolean aborted;
    private volatile @Nullable Thread thread;
    private volatile @Nullable InputStream body;

    Asking(Question question, Hearer hearer) {
      this.question = question;
      this.hearer = hearer;
      this.road = Road.to(question.uri(), wayOut.proxy());
    }

    @Override
    public void abort() {
      aborted = true;
      Thread waiting = thread;
      if (waiting != null) waiting.interrupt();
      InputStream open = body;
      // Closing may wait for the network: not on the caller's thread.
      if (open != null) Thread.ofVirtual().name("web-abort").start(() -> close(open));
    }

    private static void close(InputStream open) {
      try {
        open.close();
      } catch (IOException e) {
        // It is over either way.
      }
    }

    void run() {
      try {
        wayOut.lookUp(question.uri(), lookUpMillis);
        HttpResponse<InputStream> answer = client.send(request(), BodyHandlers.ofInputStream());
        try (InputStream in = answer.body()) {
          body = in;
          if (aborted) return;
          Transport.Failure stopped = Diagnosis.between(answer, road);
          if (stopped != null) {
            hearer.failed(stopped);
            return;
          }
          Map<String, String> headers = new HashMap<>();
          answer
              .headers()
              .map()
              .forEach(
                  (name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
          hearer.answered(answer.statusCode(), headers);
          var piece = new byte[PIECE];
          for (int n; (n = in.read(piece)) >= 0; ) {
            if (aborted) return;
            hearer.piece(piece, n);
          }
          if (!aborted) hearer.ended();
        }
      } catch (IOException e) {
        if (aborted) return;
        Transport.Failure failure =
            wayOut.judged(Diagnosis.ofWeb(e, road, clock.epochMillis()), e, road);
        if (!aborted) hearer.failed(failure);
      } catch (TimeoutException e) {
        Transport.Failure late = Diagnosis.timeout(ServiceSocket.Stage.LOOKUP, road);
        if (!aborted) hearer.failed(wayOut.judged(late, e, road));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IllegalArgumentException e) {
        if (!aborted)
          hearer.failed(Diagnosis.unusable(road.address(), "a header that HTTP does not allow"));
      }
    }

    private HttpRequest request() {
      HttpRequest.Builder builder = HttpRequest.newBuilder(question.uri()).timeout(FIRST_BYTE);
      question.headers().forEach(builder::header);
      String authorization = wayOut.authorization(question.uri());
      if (authorization != null) builder.header("Proxy-Authorization", authorization);
      byte[] bytes = question.body();
      if (bytes == null) builder.GET();
      else
        builder.header("Content-Type", "application/json").POST(BodyPublishers.ofByteArray(bytes));
      return builder.build();
    }
  }
}
