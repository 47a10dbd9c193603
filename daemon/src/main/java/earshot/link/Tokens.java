package earshot.link;

import earshot.hal.Clock;
import earshot.link.Transport.Failure;
import earshot.link.Transport.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Holds one token of a source and fetches another when most of its life is over. {@link #get}
 * blocks for a bounded time: never on the loop. No word of an answer gets into a failure.
 */
final class Tokens {

  private static final int LARGEST_ANSWER = 65_536;
  private static final long SHORTEST_RENEWED_MILLIS = 60_000;
  private static final long RETRY_MILLIS = 30_000;
  private static final long UNUSED_MILLIS = 70 * 60_000L;

  private final TokenSource source;
  private final Clock clock;
  private final WayOut wayOut;
  private final HttpClient client;
  private final long deadlineMillis;
  private final Later later;
  private final DoubleSupplier chance;

  /** One fetches, the others wait for what comes of it. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable Token token;
  private long fetchedAtNanos;

  private long usedAtNanos;

  /**
   * @param chance from 0 to 1: many devices that start together shall not renew together
   */
  Tokens(
      TokenSource source,
      Clock clock,
      @Nullable Path ca,
      WayOut wayOut,
      long deadlineMillis,
      Later later,
      DoubleSupplier chance)
      throws IOException {
    this.later = later;
    this.chance = chance;
    this.wayOut = wayOut;
    this.source = source;
    this.clock = clock;
    this.deadlineMillis = deadlineMillis;
    this.client =
        HttpClient.newBuilder()
            .sslContext(TrustAnchors.context(ca))
            .proxy(wayOut.selector())
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofMillis(deadlineMillis))
            .build();
  }

  /** A token that is good for a while. */
  String get() throws NoToken {
    lock.lock();
    try {
      usedAtNanos = clock.nanos();
      Token kept = token;
      if (kept != null && ageMillis() < kept.lifeMillis() / 10 * 9) return kept.value();
      try {
        return fetched().value();
      } catch (NoToken e) {
        // What is left of the old one is better than nothing.
        if (kept != null && ageMillis() < kept.lifeMillis()) return kept.value();
        throw e;
      }
    } finally {
      lock.unlock();
    }
  }

  /** The service did not take it: whatever its life, the next is a new one. */
  void forget() {
    lock.lock();
    try {
      token = null;
    } finally {
      lock.unlock();
    }
  }

  private void renewAfter(long millis, Token old) {
    if (old.lifeMillis() < SHORTEST_RENEWED_MILLIS) return;
    later.after(millis * 1_000_000, () -> renew(old));
  }

  /** Ends by itself when nobody has asked for longer than any session lasts. */
  private void renew(Token old) {
    lock.lock();
    try {
      boolean wanted = clock.nanos() - usedAtNanos < UNUSED_MILLIS * 1_000_000;
      if (token != old || !wanted) return;
      try {
        fetched();
      } catch (NoToken e) {
        Long told = e.failure().retryAfterSeconds();
        long pause = Math.max(RETRY_MILLIS, told == null ? 0 : told * 1000);
        if (ageMillis() + pause < old.lifeMillis()) {
          renewAfter((long) (pause * (1 + chance.getAsDouble())), old);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private long ageMillis() {
    return (clock.nanos() - fetchedAtNanos) / 1_000_000;
  }

  private Token fetched() throws NoToken {
    String act = "asking " + source + " for a token: ";
    long askedAtNanos = clock.nanos();
    HttpResponse<byte[]> answer = answer(act);
    int status = answer.statusCode();
    if (status != 200 && status != 201) throw new NoToken(refusal(act, answer));
    try {
      Token fresh = Token.read(answer.body(), clock.epochMillis());
      token = fresh;
      fetchedAtNanos = askedAtNanos;
      // At some 80 %, and well before the last tenth, in which a reconnect would have to wait.
      renewAfter((long) (fresh.lifeMillis() * (0.75 + 0.1 * chance.getAsDouble())), fresh);
      return fresh;
    } catch (IOException e) {
      throw new NoToken(failure(Kind.PROTOCOL, act + e.getMessage() + "; check its address"));
    }
  }

  private HttpResponse<byte[]> answer(String act) throws NoToken {
    long until = clock.nanos() + deadlineMillis * 1_000_000;
    try {
      HttpRequest request = request();
      try {
        wayOut.lookUp(request.uri(), deadlineMillis);
      } catch (UnknownHostException | TimeoutException e) {
        Road road = Road.to(request.uri(), wayOut.proxy());
        Kind kind = Diagnosis.far(Kind.DNS, road);
        Failure unknown = failure(kind, act + "there is no such name, or no network");
        throw new NoToken(wayOut.judged(unknown, e, road));
      }
      var future =
          client.sendAsync(
              request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER));
      try {
        HttpResponse<byte[]> answer =
            future.get(Math.max(1, until - clock.nanos()), TimeUnit.NANOSECONDS);
        Failure stopped = Diagnosis.between(answer, Road.to(request.uri(), wayOut.proxy()));
        if (stopped != null) throw new NoToken(stopped);
        return answer;
      } catch (TimeoutException _) {
        future.cancel(true);
        throw new NoToken(failure(Kind.TIMEOUT, act + "no answer in time; check the network"));
      } catch (ExecutionException e) {
        Road road = Road.to(request.uri(), wayOut.proxy());
        throw new NoToken(wayOut.judged(diagnosed(act, e, road), e, road));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new NoToken(failure(Kind.TIMEOUT, act + "given up"));
    } catch (IllegalArgumentException _) {
      throw new NoToken(failure(Kind.PROTOCOL, act + "the request cannot be made; check its keys"));
    } catch (IllegalStateException e) {
      throw new NoToken(new Failure(Kind.REFUSED, act + String.valueOf(e.getMessage()), 401, null));
    }
  }

  private HttpRequest request() {
    HttpRequest.Builder builder = source.request().header("Accept", "application/json");
    String authorization = wayOut.authorization(builder.copy().build().uri());
    if (authorization != null) builder.header("Proxy-Authorization", authorization);
    return builder.build();
  }

  private Failure refusal(String act, HttpResponse<byte[]> answer) {
    int status = answer.statusCode();
    String said = act + "HTTP status " + status;
    return switch (status) {
      // All three mean that asking again in the same words is of no use.
      case 400, 401, 403 ->
          new Failure(Kind.REFUSED, said + "; check the credential it is asked with", 401, null);
      default ->
          new Failure(
              Kind.REFUSED,
              said + (status / 100 == 3 ? "; it points elsewhere: check its address" : ""),
              status,
              Diagnosis.retryAfterSeconds(
                  answer.headers().firstValue("retry-after-ms").orElse(null),
                  answer.headers().firstValue("retry-after").orElse(null),
                  clock.epochMillis()));
    };
  }

  /** By kind only: the library's words may quote what the other side said. */
  private Failure diagnosed(String act, Throwable problem, Road road) {
    int tunnel = Diagnosis.statusOfTunnel(problem, road);
    if (tunnel > 0) {
      String said = act + "the proxy lets nobody through: HTTP status " + tunnel;
      return new Failure(Kind.PROXY, said, tunnel, null);
    }
    boolean unreached = false;
    for (Throwable at = problem; at != null; at = at.getCause()) {
      unreached |= at instanceof ConnectException;
      switch (at) {
        case UnresolvedAddressException _, UnknownHostException _ -> {
          return failure(
              Diagnosis.far(Kind.DNS, road), act + "there is no such name, or no network");
        }
        case SSLException _ -> {
          if (Diagnosis.clockSurelyWrong(at, clock.epochMillis())) {
            return Diagnosis.clock(act + "TLS failed");
          }
          return failure(
              Kind.TLS, act + "TLS failed; check service.ca and the date of this device");
        }
        case HttpTimeoutException _ -> {
          return failure(Kind.TIMEOUT, act + "no answer in time; check the network");
        }
        default -> {}
      }
    }
    return unreached ? nobody(act, road) : failure(Kind.TCP, act + "the connection broke");
  }

  private static Failure nobody(String act, Road road) {
    return failure(Diagnosis.far(Kind.TCP, road), act + "nobody answers there");
  }

  private static Failure failure(Kind kind, String message) {
    return new Failure(kind, message, 0, null);
  }

  /** Why there is none. */
  static final class NoToken extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    NoToken(Failure failure) {
      super(failure.message());
      this.failure = failure;
    }

    Failure failure() {
      return failure;
    }
  }
}
