package earshot.link;

import com.neovisionaries.ws.client.WebSocket;
import com.neovisionaries.ws.client.WebSocketAdapter;
import com.neovisionaries.ws.client.WebSocketException;
import com.neovisionaries.ws.client.WebSocketFactory;
import com.neovisionaries.ws.client.WebSocketFrame;
import com.neovisionaries.ws.client.WebSocketOpcode;
import earshot.hal.Clock;
import earshot.realtime.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One attempt and the connection it becomes. Three kinds of threads meet here: one that connects,
 * the library's reader and writer, and a keeper that waits, and ends what does not end by itself.
 * Whoever tells the listener something holds {@code telling}; callers of Connection never do.
 */
final class NvConnection implements Transport.Connection {

  private static final int NO_CLOSE_FRAME = 1006;
  private static final int BUG = 1011;
  private static final int LONGEST_REASON_BYTES = 123;

  private final Endpoint endpoint;
  private final Road road;
  private final WayOut wayOut;
  private final Transport.Listener listener;
  private final SocketsOfAttempt sockets;
  private final Clock clock;
  private final long connectMillis;
  private final long goodbyeMillis;

  /** The attempt came to an end, good or bad, or is not wanted any more. */
  private final CountDownLatch settled = new CountDownLatch(1);

  /** The connection has begun to end. */
  private final CountDownLatch ending = new CountDownLatch(1);

  /** The listener has heard its last word. */
  private final CountDownLatch over = new CountDownLatch(1);

  private final ReentrantLock telling = new ReentrantLock();
  private volatile Told told = Told.NOTHING;

  private volatile @Nullable WebSocket socket;
  private volatile @Nullable WebSocketFrame goodbye;
  private volatile @Nullable WebSocketFrame theirClose;

  /** The first thing that went wrong; what follows is mostly its echo. */
  private final AtomicReference<@Nullable String> trouble = new AtomicReference<>();

  private final AtomicLong queuedBytes = new AtomicLong();

  private enum Told {
    NOTHING,
    OPENED,
    END
  }

  NvConnection(
      Endpoint endpoint,
      Transport.Listener listener,
      SocketsOfAttempt sockets,
      Road road,
      WayOut wayOut,
      Clock clock,
      long connectMillis,
      long goodbyeMillis) {
    this.endpoint = endpoint;
    this.road = road;
    this.wayOut = wayOut;
    this.listener = listener;
    this.sockets = sockets;
    this.clock = clock;
    this.connectMillis = connectMillis;
    this.goodbyeMillis = goodbyeMillis;
  }

  void start() {
    Thread.ofVirtual().name("link-keeper").start(this::keep);
    // A platform thread: looking up a name would pin a virtual one's carrier.
    Thread.ofPlatform().daemon().name("link-connect").start(this::attempt);
  }

  @Override
  public void send(byte[] message) {
    WebSocket open = socket;
    if (open == null || told != Told.OPENED || ending.getCount() == 0) return;
    queuedBytes.addAndGet(message.length);
    open.sendFrame(
        new WebSocketFrame().setFin(true).setOpcode(WebSocketOpcode.TEXT).setPayload(message));
  }

  @Override
  public void ping() {
    WebSocket open = socket;
    if (open != null && told == Told.OPENED) open.sendPing();
  }

  @Override
  public long queuedBytes() {
    return told == Told.OPENED ? queuedBytes.get() : 0;
  }

  @Override
  public void close(int code, String reason) {
    goodbye = WebSocketFrame.createCloseFrame(code, shortened(reason));
    beginEnding();
  }

  private void beginEnding() {
    settled.countDown();
    ending.countDown();
  }

  /** A close frame has room for so much; a character is not cut in two. */
  private static String shortened(String reason) {
    byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= LONGEST_REASON_BYTES) return reason;
    int end = LONGEST_REASON_BYTES;
    while ((bytes[end] & 0xC0) == 0x80) end--;
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  /** The keeper's life. It sees to it that each of the three stages ends. */
  private void keep() {
    try {
      if (!settled.await(connectMillis, TimeUnit.MILLISECONDS)) {
        fail(wayOut.judged(Diagnosis.timeout(sockets.stage(), road), null, road));
      }
      ending.await();
      if (told == Told.NOTHING) endWith(NO_CLOSE_FRAME, "closed before it was open");
      WebSocketFrame farewell = goodbye;
      WebSocket open = socket;
      if (told == Told.OPENED && farewell != null && open != null) open.sendFrame(farewell);
      if (told != Told.END && !over.await(goodbyeMillis, TimeUnit.MILLISECONDS)) end();
    } catch (InterruptedException e) {
      endWith(NO_CLOSE_FRAME, "interrupted");
    } finally {
      sockets.abort();
    }
  }

  /** The connecting thread's life: it ends with the attempt. */
  private void attempt() {
    try {
      String unusable = unusable(endpoint);
      if (unusable != null) {
        fail(Diagnosis.unusable(road.address(), unusable));
        return;
      }
      wayOut.lookUp(endpoint.uri(), connectMillis);
      WebSocket fresh = fresh();
      endpoint.headers().forEach(fresh::addHeader);
      fresh.setDirectTextMessage(true).addListener(new FromLibrary());
      socket = fresh;
      fresh.connect();
    } catch (WebSocketException | IOException | IllegalArgumentException e) {
      Transport.Failure failure = Diagnosis.of(e, sockets.stage(), road, clock.epochMillis());
      fail(settled.getCount() == 0 ? failure : wayOut.judged(failure, e, road));
    } catch (TimeoutException e) {
      // The keeper has waited as long, and tells it.
    } catch (InterruptedException e) {
      endWith(NO_CLOSE_FRAME, "interrupted");
    } catch (RuntimeException | Error e) {
      fail(Diagnosis.unusable(road.address(), "a bug: " + e.getClass().getSimpleName()));
      throw e;
    }
  }

  private WebSocket fresh() throws IOException {
    var factory =
        new WebSocketFactory()
            .setSocketFactory(sockets)
            .setSSLSocketFactory(sockets)
            .setConnectionTimeout(Math.toIntExact(connectMillis));
    WayOut.Proxy proxy = wayOut.proxy();
    if (proxy == null) return factory.createSocket(endpoint.uri());
    factory
        .getProxySettings()
        .setSocketFactory(sockets)
        .setHost(proxy.host())
        .setPort(proxy.port());
    String credential = proxy.credential().get();
    if (credential != null) {
      int colon = credential.indexOf(':');
      factory
          .getProxySettings()
          .setCredentials(credential.substring(0, colon), credential.substring(colon + 1));
    }
    return factory.createSocket(throughTunnel(endpoint.uri()));
  }

  /** TLS is our own to set up: the library goes through the tunnel as if there were none. */
  private URI throughTunnel(URI uri) {
    try {
      return new URI(
          "ws://"
              + uri.getHost()
              + ":"
              + road.port()
              + uri.getRawPath()
              + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("the address cannot be reached through a proxy", e);
    }
  }

  private static @Nullable String unusable(Endpoint endpoint) {
    if (endpoint.uri().getHost() == null) {
      return "the address names no host (a host's name has no underscore); check service.url";
    }
    for (var header : endpoint.headers().entrySet()) {
      if (header.getValue().chars().anyMatch(c -> c < ' ' || c == 127)) {
        return "the value of the header "
            + header.getKey()
            + " holds a line break or the like; check service.key";
      }
    }
    return null;
  }

  private void fail(Transport.Failure failure) {
    telling.lock();
    try {
      if (told == Told.NOTHING) {
        told = Told.END;
        tell(() -> listener.failed(failure));
      }
    } finally {
      telling.unlock();
      beginEnding();
    }
  }

  private void end() {
    WebSocketFrame frame = theirClose;
    if (frame == null) {
      String first = trouble.get();
      if (goodbye != null) first = "our goodbye was not answered";
      endWith(NO_CLOSE_FRAME, first == null ? "the connection ended without a goodbye" : first);
    } else {
      String reason = frame.getCloseReason();
      endWith(frame.getCloseCode(), reason == null ? "" : reason);
    }
  }

  private void endWith(int code, String reason) {
    telling.lock();
    try {
      if (told != Told.END) {
        told = Told.END;
        tell(() -> listener.closed(code, reason));
      }
    } finally {
      telling.unlock();
      over.countDown();
      beginEnding();
    }
  }

  private void opened() {
    telling.lock();
    try {
      if (told == Told.NOTHING) {
        told = Told.OPENED;
        settled.countDown();
        tell(listener::opened);
      }
    } finally {
      telling.unlock();
    }
  }

  /** Tells it in its order, or not at all once the end has begun here. */
  private void hear(Runnable event) {
    // The library's writer may still be on its way to say that the connection is open.
    opened();
    telling.lock();
    try {
      if (told == Told.OPENED && goodbye == null) tell(event);
    } finally {
      telling.unlock();
    }
  }

  /**
   * A listener that throws is a bug: it goes where bugs go, and the connection ends in the open.
   */
  private void tell(Runnable event) {
    try {
      event.run();
    } catch (Throwable bug) {
      close(BUG, "");
      Thread here = Thread.currentThread();
      here.getUncaughtExceptionHandler().uncaughtException(here, bug);
    }
  }

  private final class FromLibrary extends WebSocketAdapter {

    @Override
    public void onConnected(WebSocket websocket, Map<String, List<String>> headers) {
      opened();
    }

    @Override
    public void onTextMessage(WebSocket websocket, byte @Nullable [] data) {
      hear(() -> listener.message(data == null ? new byte[0] : data));
    }

    @Override
    public void onPongFrame(WebSocket websocket, WebSocketFrame frame) {
      hear(listener::pong);
    }

    @Override
    public void onFrameSent(WebSocket websocket, WebSocketFrame frame) {
      leftQueue(frame);
    }

    @Override
    public void onFrameUnsent(WebSocket websocket, WebSocketFrame frame) {
      leftQueue(frame);
    }

    private void leftQueue(WebSocketFrame frame) {
      if (frame.isTextFrame()) queuedBytes.addAndGet(-frame.getPayloadLength());
    }

    @Override
    public void onCloseFrame(WebSocket websocket, WebSocketFrame frame) {
      theirClose = frame;
      beginEnding();
    }

    @Override
    public void onError(WebSocket websocket, WebSocketException cause) {
      opened();
      Throwable inner = cause.getCause();
      trouble.compareAndSet(
          null, String.valueOf(inner == null ? cause.getMessage() : inner.getMessage()));
      beginEnding();
    }

    @Override
    public void onDisconnected(
        WebSocket websocket,
        @Nullable WebSocketFrame theirs,
        @Nullable WebSocketFrame ours,
        boolean closedByServer) {
      if (theirs != null) theirClose = theirs;
      opened();
      end();
    }
  }
}
