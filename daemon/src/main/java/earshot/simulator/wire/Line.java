package earshot.simulator.wire;

import earshot.simulator.ChatCall;
import earshot.simulator.Client;
import earshot.simulator.RefusedUpgrade;
import earshot.simulator.Rest;
import earshot.simulator.Session;
import earshot.simulator.SimulatedService;
import earshot.simulator.Upgrade;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One connection on the wire. A reading thread (whoever calls {@link #serve}) and a writing thread,
 * both virtual; what the service says comes on its own thread and is only queued here.
 */
final class Line implements Client {

  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int HEAD_MILLIS = 10_000;
  private static final int GOODBYE_MILLIS = 2_000;
  private static final int LARGEST_BODY = 20 << 20;
  private static final long PING_NANOS = 20_000_000_000L;

  /** A client that reads this much too slowly is cut off. */
  private static final long LARGEST_BACKLOG = 64L << 20;

  /** A connection on which nobody asks anything is closed, later than clients let go of it. */
  private static final int IDLE_MILLIS = 300_000;

  private static final long LONGEST_ANSWER_SECONDS = 3_600;
  private static final String TOO_LARGE =
      "{\"error\":{\"message\":\"The request is too large.\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"request_too_large\"}}";
  private static final byte[] END = {};

  private final SimulatorServer server;
  private final Socket raw;
  private final Socket socket;
  private final LinkedBlockingQueue<byte[]> outgoing = new LinkedBlockingQueue<>();
  private final AtomicLong backlog = new AtomicLong();
  private volatile int bytesPerSecond = Integer.MAX_VALUE;
  private volatile int readBytesPerSecond = Integer.MAX_VALUE;
  private volatile boolean deaf;
  private volatile boolean closing;
  private volatile @Nullable Session session;
  private @Nullable Thread writer;

  /**
   * @param raw the TCP socket, to be torn off
   * @param socket the same, or TLS around it
   */
  Line(SimulatorServer server, Socket raw, Socket socket) {
    this.server = server;
    this.raw = raw;
    this.socket = socket;
  }

  void serve() {
    try {
      socket.setSoTimeout(HEAD_MILLIS);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
      HttpHead head = HttpHead.read(in);
      while (isChat(head)) {
        if (!chat(head, in)) return;
        head = HttpHead.read(in);
      }
      if (!head.asksForWebSocket()) {
        rest(head, in);
      } else if (!head.method().equals("GET")
          || !head.header("Sec-WebSocket-Version").equals("13")
          || head.header("Sec-WebSocket-Key").isEmpty()) {
        answer(400, Map.of("Sec-WebSocket-Version", "13"), "");
      } else {
        upgrade(head);
        if (session != null) read(in);
      }
    } catch (IOException e) {
      // The peer left or never spoke HTTP: nobody is there to be told.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (session == null) outgoing.add(END);
      finishWriting();
      hangUp();
    }
  }

  private static boolean isChat(HttpHead head) {
    return head.method().equals("POST") && SimulatedService.chats(head.target());
  }

  /** Takes one request and sees its answer through; true if another may follow. */
  private boolean chat(HttpHead head, InputStream in) throws IOException, InterruptedException {
    byte @Nullable [] body = body(head, in);
    if (body == null) return false;
    startWriter();
    var client = new ChatLine(this);
    ChatCall call =
        server.ask(service -> service.chat(head.target(), head.headers(), body, client));
    if (head.header("Connection").equalsIgnoreCase("close")) {
      client.await(LONGEST_ANSWER_SECONDS);
      return false;
    }
    boolean stays = true;
    socket.setSoTimeout(IDLE_MILLIS);
    in.mark(1);
    try {
      // Nothing more comes before the answer is over, unless the client goes.
      if (in.read() < 0) return gone(call);
      in.reset();
    } catch (SocketTimeoutException e) {
      // A long answer, or a client that leaves its connection lying about.
      stays = false;
    } catch (IOException e) {
      return gone(call);
    }
    return client.await(LONGEST_ANSWER_SECONDS) && stays;
  }

  private boolean gone(ChatCall call) {
    server.tell(call::gone);
    return false;
  }

  /** Our last words are given a moment to leave. */
  private void finishWriting() {
    Thread last = writer;
    try {
      if (last != null) last.join(Duration.ofMillis(GOODBYE_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void rest(HttpHead head, InputStream in) throws IOException, InterruptedException {
    byte @Nullable [] body = body(head, in);
    if (body == null) return;
    var request = new Upgrade(head.target(), head.headers());
    Rest.Answer answer = server.ask(service -> service.rest(head.method(), request, body));
    answer(answer.status(), answer.headers(), new String(answer.body(), StandardCharsets.UTF_8));
  }

  /** The request's body; null if it cannot be had, which the peer has been told. */
  private byte @Nullable [] body(HttpHead head, InputStream in) throws IOException {
    long length = 0;
    try {
      length = Long.parseLong(head.headers().getOrDefault("Content-Length", "0"));
    } catch (NumberFormatException e) {
      length = -1;
    }
    if (length < 0 || length > LARGEST_BODY) {
      // Read, so that the answer is not lost in a reset.
      in.skip(Math.min(length, 2L * LARGEST_BODY));
      answer(length < 0 ? 400 : 413, Map.of(), length < 0 ? "" : TOO_LARGE);
      return null;
    }
    if (head.header("Expect").equalsIgnoreCase("100-continue")) {
      socket
          .getOutputStream()
          .write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    return in.readNBytes((int) length);
  }

  private void answer(int status, Map<String, String> headers, String body) throws IOException {
    var all = new HashMap<>(headers);
    all.put("Connection", "close");
    all.putIfAbsent("Content-Type", "application/json");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    socket.getOutputStream().write(HttpHead.response(status, all, bytes));
    socket.getOutputStream().flush();
    socket.shutdownOutput();
  }

  private void upgrade(HttpHead head) throws IOException, InterruptedException {
    var headers = new HashMap<String, String>();
    headers.put("Upgrade", "websocket");
    headers.put("Connection", "Upgrade");
    headers.put("Sec-WebSocket-Accept", accept(head.header("Sec-WebSocket-Key")));
    for (String protocol : head.header("Sec-WebSocket-Protocol").split("[, ]+")) {
      if (protocol.equals("realtime")) headers.put("Sec-WebSocket-Protocol", protocol);
    }
    var asked = new Upgrade(head.target(), head.headers());
    RefusedUpgrade refused =
        server.ask(
            service -> {
              try {
                session = service.connect(asked, this);
                // Queued on the service's thread, so that nothing it says can come before it.
                queue(HttpHead.response(101, headers, new byte[0]));
                ping();
                return new RefusedUpgrade(0, "", Map.of());
              } catch (RefusedUpgrade e) {
                return e;
              }
            });
    if (refused.status() == 101) {
      headers.putAll(refused.headers());
      queue(HttpHead.response(101, headers, new byte[0]));
      queue(END);
    } else if (refused.status() != 0) {
      answer(refused.status(), refused.headers(), refused.body());
      return;
    }
    startWriter();
  }

  private void startWriter() {
    if (writer != null) return;
    writer = Thread.ofVirtual().name("simulator-write").start(this::write);
  }

  static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void read(InputStream in) throws IOException {
    socket.setSoTimeout(0);
    var frames = new Frames(in);
    Session here = session;
    if (here == null) return;
    try {
      while (true) {
        Frames.Message message = frames.read();
        if (deaf) continue;
        byte[] payload = message.payload();
        int rate = readBytesPerSecond;
        if (rate != Integer.MAX_VALUE) {
          LockSupport.parkNanos(payload.length * 1_000_000_000L / rate);
        }
        switch (message.opcode()) {
          case Frames.TEXT -> server.tell(() -> here.text(payload));
          case Frames.BINARY -> server.tell(() -> here.binary(payload));
          case Frames.PING -> queue(Frames.frame(Frames.PONG, payload));
          case Frames.CLOSE -> {
            if (!closing) queue(Frames.frame(Frames.CLOSE, payload));
            closing = true;
            queue(END);
            socket.setSoTimeout(GOODBYE_MILLIS);
            return;
          }
          default -> {}
        }
      }
    } catch (Frames.Violation e) {
      queue(Frames.close(e.closeCode, e.getMessage() == null ? "" : e.getMessage()));
      closing = true;
      queue(END);
      drain(in);
    } catch (IOException e) {
      // The peer is gone: nothing we still have to say can reach it.
      hangUp();
    } finally {
      server.tell(here::gone);
    }
  }

  /** So that our last words are not lost in a reset because something of the peer's is unread. */
  private void drain(InputStream in) throws IOException {
    socket.setSoTimeout(GOODBYE_MILLIS);
    in.skip(LARGEST_BODY);
  }

  private void write() {
    try {
      OutputStream out = socket.getOutputStream();
      while (true) {
        byte[] bytes = outgoing.poll(1, TimeUnit.HOURS);
        if (bytes == null) continue;
        if (bytes == END) break;
        send(out, bytes);
        backlog.addAndGet(-bytes.length);
      }
      out.flush();
      if (raw == socket) socket.shutdownOutput();
      else socket.close();
    } catch (IOException e) {
      hangUp();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(OutputStream out, byte[] bytes) throws IOException {
    int at = 0;
    while (at < bytes.length) {
      int rate = bytesPerSecond;
      int some =
          rate == Integer.MAX_VALUE
              ? bytes.length - at
              : Math.clamp(rate / 20, 1, bytes.length - at);
      out.write(bytes, at, some);
      out.flush();
      at += some;
      if (rate != Integer.MAX_VALUE) LockSupport.parkNanos(some * 1_000_000_000L / rate);
    }
  }

  void queue(byte[] bytes) {
    if (deaf) return;
    if (backlog.addAndGet(bytes.length) > LARGEST_BACKLOG) hangUp();
    else outgoing.add(bytes);
  }

  private void ping() {
    server.after(
        PING_NANOS,
        () -> {
          if (closing || deaf || socket.isClosed()) return;
          queue(Frames.frame(Frames.PING, new byte[0]));
          ping();
        });
  }

  // What the service does, on its thread

  @Override
  public void text(byte[] message) {
    if (!closing) queue(Frames.frame(Frames.TEXT, message));
  }

  @Override
  public void close(int code, String reason) {
    if (closing) return;
    closing = true;
    queue(Frames.close(code, reason));
    // The peer is given a moment to answer before the line is dropped.
    server.after(GOODBYE_MILLIS * 1_000_000L, this::hangUp);
  }

  @Override
  public void cut() {
    try {
      raw.setSoLinger(true, 0);
    } catch (IOException e) {
      // Already gone, which is what was wanted.
    }
    hangUp();
  }

  @Override
  public void deaf() {
    deaf = true;
  }

  @Override
  public void trickle(int rate) {
    bytesPerSecond = rate;
  }

  @Override
  public void readSlowly(int rate) {
    readBytesPerSecond = rate;
  }

  @Override
  public void breakTls() {
    try {
      // Beneath TLS: to the peer a record that fails its check.
      if (raw != socket)
        raw.getOutputStream()
            .write(
                new byte[] {
                  23, 3, 3, 0, 17, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
                });
      raw.shutdownOutput();
    } catch (IOException e) {
      hangUp();
    }
    server.after(GOODBYE_MILLIS * 1_000_000L, this::hangUp);
  }

  void hangUp() {
    closing = true;
    try {
      raw.close();
    } catch (IOException e) {
      // Nothing more can be done for it.
    }
    outgoing.add(END);
  }
}
