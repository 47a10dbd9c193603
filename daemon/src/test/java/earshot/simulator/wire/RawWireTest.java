package earshot.simulator.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.simulator.Answer;
import earshot.simulator.Misbehaviour;
import earshot.simulator.Misbehaviour.Point;
import earshot.simulator.Misbehaviour.When;
import earshot.simulator.Script;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What no well-behaved client library would send, byte by byte. */
@Timeout(60)
class RawWireTest {

  private static final Script QUICK =
      Script.answering(Answer.sound(1)).with(Script.usual().delivery().withPace(20).withThought(5));

  /** A connection that has been upgraded, and writes frames as it is told. */
  private static final class Raw implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;

    Raw(SimulatorServer server) throws IOException {
      socket = new Socket("127.0.0.1", server.port());
      socket.setSoTimeout(20_000);
      in = new DataInputStream(socket.getInputStream());
      write(
          """
          GET /v1/realtime?model=gpt-realtime HTTP/1.1\r
          Host: here\r
          Upgrade: websocket\r
          Connection: Upgrade\r
          Sec-WebSocket-Version: 13\r
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
          Sec-WebSocket-Extensions: permessage-deflate\r
          Authorization: Bearer sk-test\r
          \r
          """
              .getBytes(StandardCharsets.US_ASCII));
      HttpHead answer = HttpHead.read(asRequest());
      assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", answer.header("Sec-WebSocket-Accept"));
      assertEquals("", answer.header("Sec-WebSocket-Extensions"));
    }

    /** An answer's first line turned round, so that the reader of requests can read it. */
    private java.io.InputStream asRequest() throws IOException {
      var line = new ByteArrayOutputStream();
      for (int b = in.read(); b != '\n'; b = in.read()) line.write(b);
      assertTrue(line.toString(StandardCharsets.US_ASCII).startsWith("HTTP/1.1 101 "));
      return new java.io.SequenceInputStream(
          new java.io.ByteArrayInputStream("GET / HTTP/1.1\r\n".getBytes()), in);
    }

    void write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    /** A masked frame; the mask is all zeros, which is as good as any. */
    void frame(int first, byte[] payload) throws IOException {
      var frame = new ByteArrayOutputStream();
      frame.write(first);
      if (payload.length < 126) {
        frame.write(0x80 | payload.length);
      } else {
        frame.write(0xfe);
        frame.write(payload.length >> 8);
        frame.write(payload.length);
      }
      frame.write(new byte[4]);
      frame.write(payload);
      write(frame.toByteArray());
    }

    /** The next frame's first byte and payload; whatever comes before a close is passed over. */
    byte[] next(int first) throws IOException {
      while (true) {
        int head = in.readUnsignedByte();
        long length = in.readUnsignedByte();
        if (length == 126) length = in.readUnsignedShort();
        else if (length == 127) length = in.readLong();
        byte[] payload = in.readNBytes((int) length);
        if (head == first) return payload;
      }
    }

    int closeCode() throws IOException {
      byte[] payload = next(0x88);
      return (payload[0] & 0xff) << 8 | payload[1] & 0xff;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static SimulatorServer listen(Script script) throws IOException {
    return SimulatorServer.listen("127.0.0.1", 0, false, script);
  }

  @Test
  void everyBrokenRuleOfTheWireHasItsCode() throws Exception {
    try (var server = listen(QUICK)) {
      closesWith(server, 1002, raw -> raw.write(new byte[] {(byte) 0x81, 0}));
      closesWith(server, 1002, raw -> raw.frame(0xc1, new byte[1]));
      closesWith(server, 1002, raw -> raw.frame(0x83, new byte[1]));
      closesWith(server, 1002, raw -> raw.frame(0x80, new byte[1]));
      closesWith(server, 1002, raw -> raw.frame(0x09, new byte[1]));
      closesWith(server, 1002, raw -> raw.frame(0x89, new byte[126]));
      closesWith(server, 1002, raw -> raw.frame(0x88, new byte[1]));
      closesWith(server, 1002, raw -> raw.frame(0x88, new byte[] {3, (byte) 0xee}));
      closesWith(server, 1007, raw -> raw.frame(0x81, new byte[] {(byte) 0xc3, 0x28}));
      closesWith(
          server,
          1002,
          raw -> {
            raw.frame(0x01, new byte[1]);
            raw.frame(0x81, new byte[1]);
          });
      closesWith(
          server,
          1009,
          raw -> raw.write(new byte[] {(byte) 0x81, (byte) 0xff, 0, 0, 0, 0, 2, 0, 0, 0}));
    }
  }

  private interface Act {
    void on(Raw raw) throws IOException;
  }

  private static void closesWith(SimulatorServer server, int code, Act act) throws IOException {
    try (var raw = new Raw(server)) {
      act.on(raw);
      assertEquals(code, raw.closeCode());
      assertThrows(IOException.class, () -> raw.next(0x81));
    }
  }

  @Test
  void aPingIsAnsweredWithWhatItBrought() throws Exception {
    try (var server = listen(QUICK);
        var raw = new Raw(server)) {
      raw.frame(0x89, new byte[] {1, 2, 3});
      assertArrayEquals(new byte[] {1, 2, 3}, raw.next(0x8a));
    }
  }

  @Test
  void aHalfOpenLineStaysOpenAndAnswersNothing() throws Exception {
    var script = QUICK.with(When.at(Point.CREATED), new Misbehaviour.HalfOpen());
    try (var server = listen(script);
        var raw = new Raw(server)) {
      raw.next(0x81);
      // It goes deaf right after its first word: whoever asks later comes after that.
      server.ask(service -> service.connections());
      raw.frame(0x89, new byte[1]);
      raw.frame(0x81, "{}".getBytes(StandardCharsets.US_ASCII));
      raw.socket.setSoTimeout(300);
      assertThrows(SocketTimeoutException.class, () -> raw.next(0x8a));
    }
  }

  @Test
  void noiseInsteadOfHttpHarmsNobody() throws Exception {
    try (var server = listen(QUICK)) {
      for (String noise :
          new String[] {"\r\n\r\n", "HELO\r\n\r\n", "GET /\r\n\r\n", "x".repeat(40_000)}) {
        try (var socket = new Socket("127.0.0.1", server.port())) {
          socket.setSoTimeout(20_000);
          socket.getOutputStream().write(noise.getBytes(StandardCharsets.US_ASCII));
          assertTrue(gone(socket), noise);
        }
      }
      try (var raw = new Raw(server)) {
        raw.next(0x81);
      }
    }
  }

  private static boolean gone(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void fiftyClientsTalkAtOnceAndAllAreAnswered() throws Exception {
    try (var server = listen(QUICK)) {
      int clients = 50;
      var answered = new AtomicInteger();
      var done = new CountDownLatch(clients);
      var threads = new ArrayList<Thread>();
      for (int i = 0; i < clients; i++) {
        threads.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      try (var talker = new Talker("")) {
                        talker.connect(server.url() + "?model=gpt-realtime");
                        for (int turn = 0; turn < 3; turn++) {
                          talker.say("{'type':'response.create'}");
                          talker.next("response.done");
                          answered.incrementAndGet();
                        }
                      } catch (Exception e) {
                        throw new IllegalStateException(e);
                      } finally {
                        done.countDown();
                      }
                    }));
      }
      assertTrue(done.await(50, TimeUnit.SECONDS));
      assertEquals(clients * 3, answered.get());
      int connections = server.ask(service -> service.connections());
      assertEquals(clients, connections);
    }
  }

  @Test
  void closingTheServerEndsItsConnectionsAndItsThread() throws Exception {
    var server = listen(QUICK);
    try (var raw = new Raw(server)) {
      raw.next(0x81);
      server.close();
      server.await();
      assertThrows(IOException.class, () -> raw.next(0x88));
      // Its port may belong to somebody else by now: that nobody listens there cannot be asked.
    }
  }
}
