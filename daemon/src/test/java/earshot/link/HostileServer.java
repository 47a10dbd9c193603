package earshot.link;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;

/**
 * A server on the loopback that does exactly what a script says, one thread for each connection. It
 * helps the script to speak WebSocket, and to speak it wrongly.
 */
final class HostileServer implements AutoCloseable {

  interface Script {
    void play(Peer peer) throws Exception;
  }

  record Frame(int opcode, boolean fin, byte[] payload) {
    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    int closeCode() {
      return (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
    }
  }

  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private final ServerSocket server;
  private final Script script;
  private final List<Socket> accepted = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);

  HostileServer(ServerSocketFactory factory, Script script) throws IOException {
    server = factory.createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    this.script = script;
    Thread.ofPlatform().daemon().name("hostile-accept").start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        synchronized (accepted) {
          accepted.add(socket);
        }
        Thread.ofVirtual().start(() -> play(socket));
      } catch (IOException e) {
        // Closed, or the one who knocked has gone.
      }
    }
  }

  private void play(Socket socket) {
    try (socket) {
      script.play(new Peer(socket, end));
    } catch (Exception e) {
      // The other side may leave whenever it likes.
    }
  }

  @Override
  public void close() throws IOException {
    end.countDown();
    server.close();
    synchronized (accepted) {
      for (Socket socket : accepted) socket.close();
    }
  }

  /** The server's end of one connection. */
  static final class Peer {
    final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final CountDownLatch end;
    String request = "";

    Peer(Socket socket, CountDownLatch end) throws IOException {
      this.socket = socket;
      this.end = end;
      in = new DataInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    }

    void readRequest() throws IOException {
      var head = new ByteArrayOutputStream();
      while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) throw new EOFException();
        head.write(next);
      }
      request = head.toString(StandardCharsets.ISO_8859_1);
    }

    String requestHeader(String name) {
      for (String line : request.split("\r\n")) {
        if (line.startsWith(name + ": ")) return line.substring(name.length() + 2);
      }
      return "";
    }

    void upgrade() throws IOException {
      readRequest();
      write(upgradeAnswer(accept(requestHeader("Sec-WebSocket-Key"))));
    }

    static String upgradeAnswer(String accept) {
      return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Accept: "
          + accept
          + "\r\n\r\n";
    }

    static String accept(String key) {
      try {
        byte[] digest =
            MessageDigest.getInstance("SHA-1")
                .digest(
                    (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                        .getBytes(StandardCharsets.US_ASCII));
        return Base64.getEncoder().encodeToString(digest);
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError(e);
      }
    }

    void write(String text) throws IOException {
      write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void write(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    void text(String text) throws IOException {
      send(TEXT, true, text.getBytes(StandardCharsets.UTF_8));
    }

    void sendClose(int code, String reason) throws IOException {
      var payload = new ByteArrayOutputStream();
      payload.write(code >> 8);
      payload.write(code);
      payload.writeBytes(reason.getBytes(StandardCharsets.UTF_8));
      send(CLOSE, true, payload.toByteArray());
    }

    void send(int opcode, boolean fin, byte[] payload) throws IOException {
      write(frame(opcode, fin, payload));
    }

    static byte[] frame(int opcode, boolean fin, byte[] payload) {
      var frame = new ByteArrayOutputStream(payload.length + 10);
      frame.writeBytes(header(opcode, fin, payload.length));
      frame.writeBytes(payload);
      return frame.toByteArray();
    }

    static byte[] header(int opcode, boolean fin, long length) {
      var header = new ByteArrayOutputStream();
      header.write((fin ? 0x80 : 0) | opcode);
      if (length >= 0 && length < 126) {
        header.write((int) length);
      } else if (length >= 0 && length < 65536) {
        header.write(126);
        header.write((int) length >> 8);
        header.write((int) length);
      } else {
        header.write(127);
        for (int shift = 56; shift >= 0; shift -= 8) header.write((int) (length >> shift));
      }
      return header.toByteArray();
    }

    Frame readFrame() throws IOException {
      int first = in.readUnsignedByte();
      int second = in.readUnsignedByte();
      int length = second & 0x7F;
      if (length == 126) length = in.readUnsignedShort();
      else if (length == 127) length = Math.toIntExact(in.readLong());
      if ((second & 0x80) == 0) throw new IOException("a client's frame must be masked");
      byte[] mask = in.readNBytes(4);
      byte[] payload = in.readNBytes(length);
      for (int i = 0; i < payload.length; i++) payload[i] ^= mask[i % 4];
      return new Frame(first & 0x0F, (first & 0x80) != 0, payload);
    }

    /** Reads until the other side leaves. */
    void drain() throws IOException {
      in.transferTo(OutputStream.nullOutputStream());
    }

    /** Does nothing, and stays. */
    void hang() throws InterruptedException {
      end.await(30, TimeUnit.SECONDS);
    }

    void reset() throws SocketException, IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }
}
