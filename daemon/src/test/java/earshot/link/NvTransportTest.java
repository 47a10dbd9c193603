package earshot.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.link.HostileServer.Frame;
import earshot.link.HostileServer.Peer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An open connection and its end, against a server that misbehaves. */
@Timeout(60)
class NvTransportTest {

  @TempDir static Path directory;
  private static Certificates ours;

  @RegisterExtension final Loopback net = new Loopback();

  @BeforeAll
  static void makeCertificates() throws Exception {
    ours = Certificates.make(directory, "ours", "dns:localhost,ip:127.0.0.1");
  }

  @Test
  void messagesGoBothWaysInOrder() throws Exception {
    var server =
        net.plain(
            peer -> {
              peer.upgrade();
              for (int i = 0; i < 1000; i++) peer.text("down " + i);
              for (int i = 0; i < 1000; i++) net.arrived.add(peer.readFrame());
              peer.sendClose(1000, "enough");
              peer.drain();
            });
    var heard = net.listener();
    var connection = net.connect(server, heard);
    heard.next(Heard.Opened.class);
    for (int i = 0; i < 1000; i++) connection.send(Loopback.bytes("up " + i));
    for (int i = 0; i < 1000; i++) assertEquals("down " + i, Loopback.nextText(heard));
    for (int i = 0; i < 1000; i++) {
      Frame frame = net.nextFrame();
      assertEquals("up " + i, frame.text());
      assertEquals(HostileServer.TEXT, frame.opcode());
      assertTrue(frame.fin());
    }
    assertEquals(new Heard.Closed(1000, "enough"), heard.next(Heard.Closed.class));
    assertEquals(0, connection.queuedBytes());
  }

  @Test
  void aResetInTheMiddleClosesWithoutACode() throws Exception {
    var server =
        net.plain(
            peer -> {
              peer.upgrade();
              peer.text("first");
              peer.readFrame();
              peer.write(Peer.header(HostileServer.TEXT, true, 1000));
              peer.reset();
            });
    var heard = net.listener();
    var connection = net.connect(server, heard);
    heard.next(Heard.Opened.class);
    assertEquals("first", Loopback.nextText(heard));
    connection.send(Loopback.bytes("go on"));
    assertEquals(1006, heard.next(Heard.Closed.class).code());
    connection.send(Loopback.bytes("into the void"));
    connection.ping();
    connection.close(1000, "twice");
    assertEquals(0, connection.queuedBytes());
  }

  @Test
  void anEndWithoutAGoodbyeClosesWithoutACode() throws Exception {
    var server =
        net.plain(
            peer -> {
              peer.upgrade();
              peer.text("last");
            });
    var heard = net.listener();
    net.connect(server, heard);
    heard.next(Heard.Opened.class);
    assertEquals("last", Loopback.nextText(heard));
    assertEquals(1006, heard.next(Heard.Closed.class).code());
  }

  @Test
  void fragmentsBecomeOneMessageEvenWithAPingBetween() throws Exception {
    var server =
        net.plain(
            peer -> {
              peer.upgrade();
              peer.send(HostileServer.TEXT, false, Loopback.bytes("in "));
              peer.send(HostileServer.CONTINUATION, false, Loopback.bytes("three "));
              peer.send(HostileServer.PING, true, Loopback.bytes("are you there"));
              peer.send(HostileServer.CONTINUATION, true, Loopback.bytes("parts"));
              peer.send(HostileServer.TEXT, true, new byte[0]);
              net.arrived.add(peer.readFrame());
              peer.sendClose(1000, "");
              peer.drain();
            });
    var heard = net.listener();
    net.connect(server, heard);
    heard.next(Heard.Opened.class);
    assertEquals("in three parts", Loopback.nextText(heard));
    assertEquals("", Loopback.nextText(heard));
    Frame pong = net.nextFrame();
    assertEquals(HostileServer.PONG, pong.opcode());
    assertEquals("are you there", pong.text());
    assertEquals(1000, heard.next(Heard.Closed.class).code());
  }

  @Test
  void aByteAtATimeIsAMessageToo() throws Exception {
    var server =
        net.plain(
            peer -> {
              peer.socket.setTcpNoDelay(true);
              peer.readRequest();
              String answer =
                  Peer.upgradeAnswer(Peer.accept(peer.requestHeader("Sec-WebSocket-Key")));
              for (byte b : Loopback.bytes(answer)) peer.write(new byte[] {b});
              byte[] payload = Loopback.bytes("x".repeat(200));
              for (byte b : Peer.frame(HostileServer.TEXT, true, payload)) {
                peer.write(new byte[] {b});
              }
              peer.sendClose(4001, "done");
              peer.drain();
            });
    var heard = net.listener();
    net.connect(server, heard);
    heard.next(Heard.Opened.class);
    assertEquals("x".repeat(200), Loopback.nextText(heard));
    assertEquals(new Heard.Closed(4001, "done"), heard.next(Heard.Closed.class));
  }

  @Test
  void aPingIsAnswered() throws Exception {
    var server =
        net.plain(
            peer -> {
              peer.upgrade();
              Frame ping = peer.readFrame();
              net.arrived.add(ping);
              peer.send(HostileServer.PONG, true, ping.payload());
              peer.sendClose(1000, "");
              peer.drain();
            });
    var heard = net.listener();
    var connection = net.connect(server, heard);
    heard.next(Heard.Opened.class);
    connection.ping();
    assertEquals(HostileServer.PING, net.nextFrame().opcode());
    heard.next(Heard.Pong.class);
    heard.next(Heard.Closed.class);
  }

  @Test
  void aMessageOfFourMegabytesGoesBothWays() throws Exception {
    byte[] large = new byte[4 << 20];
    for (int i = 0; i < large.length; i++) large[i] = (byte) ('a' + i % 23);
    var server =
        net.server(
            ours.servers(),
            peer -> {
              peer.upgrade();
              Frame frame = peer.readFrame();
              peer.send(HostileServer.TEXT, true, frame.payload());
              peer.sendClose(1000, "");
              peer.drain();
            });
    var heard = net.listener();
    var connection =
        net.transport(ours.pem(), Loopback.AMPLE_MILLIS)
            .connect(net.endpoint("wss", "127.0.0.1", server), heard);
    heard.next(Heard.Opened.class);
    connection.send(large);
    assertArrayEquals(large, heard.next(Heard.Message.class).text());
    heard.next(Heard.Closed.class);
  }

  @Test
  void aMessageTooLargeToHoldEndsTheConnectionBeforeItComes() throws Exception {
    long tooMuch = GuardedInput.MAX_MESSAGE_BYTES + 1L;
    for (long length : new long[] {tooMuch, Integer.MAX_VALUE, 1L << 40, Long.MIN_VALUE}) {
      var server =
          net.plain(
              peer -> {
                peer.upgrade();
                peer.write(Peer.header(HostileServer.TEXT, true, length));
                peer.hang();
              });
      var heard = net.listener();
      net.connect(server, heard);
      heard.next(Heard.Opened.class);
      var closed = heard.next(Heard.Closed.class);
      assertEquals(1006, closed.code());
      assertTrue(closed.reason().contains("MiB"), closed.reason());
    }
  }

  @Test
  void aMessageTooLargeToHoldMayNotComeInPartsEither() throws Exception {
    byte[] megabyte = new byte[1 << 20];
    var server =
        net.plain(
            peer -> {
              peer.upgrade();
              peer.send(HostileServer.TEXT, false, megabyte);
              while (true) peer.send(HostileServer.CONTINUATION, false, megabyte);
            });
    var heard = net.listener();
    net.connect(server, heard);
    heard.next(Heard.Opened.class);
    assertTrue(heard.next(Heard.Closed.class).reason().contains("MiB"));
  }

  @Test
  void aMaskedFrameFromAServerEndsTheConnection() throws Exception {
    var server =
        net.plain(
            peer -> {
              peer.upgrade();
              peer.write(new byte[] {(byte) 0x81, (byte) 0x81, 1, 2, 3, 4, 5});
              peer.hang();
            });
    var heard = net.listener();
    net.connect(server, heard);
    heard.next(Heard.Opened.class);
    assertEquals(1006, heard.next(Heard.Closed.class).code());
  }

  @Test
  void aPeerThatDoesNotReadFillsTheQueueAndLaterGetsItAll() throws Exception {
    var mayRead = new CountDownLatch(1);
    int count = 64;
    var server =
        net.plain(
            peer -> {
              peer.upgrade();
              mayRead.await(30, TimeUnit.SECONDS);
              for (int i = 0; i < count; i++) net.arrived.add(peer.readFrame());
              peer.sendClose(1000, "");
              peer.drain();
            });
    var heard = net.listener();
    var connection = net.connect(server, heard);
    heard.next(Heard.Opened.class);
    byte[] megabyte = new byte[1 << 20];
    for (int i = 0; i < count; i++) connection.send(megabyte);
    assertTrue(connection.queuedBytes() > 16 << 20, connection.queuedBytes() + " bytes queued");
    mayRead.countDown();
    net.await("the queue to drain", () -> connection.queuedBytes() == 0);
    assertEquals(1000, heard.next(Heard.Closed.class).code());
    assertEquals(count, net.arrived.size());
  }

  @Test
  void aPeerThatNeitherReadsNorAnswersCannotKeepUs() throws Exception {
    for (String scheme : List.of("ws", "wss")) {
      var server =
          net.server(
              scheme.equals("ws") ? ServerSocketFactory.getDefault() : ours.servers(),
              peer -> {
                peer.upgrade();
                peer.hang();
              });
      var heard = net.listener();
      var connection =
          net.transport(ours.pem(), Loopback.AMPLE_MILLIS)
              .connect(net.endpoint(scheme, "127.0.0.1", server), heard);
      heard.next(Heard.Opened.class);
      byte[] megabyte = new byte[1 << 20];
      for (int i = 0; i < 32; i++) connection.send(megabyte);
      assertTrue(connection.queuedBytes() > 0);
      connection.close(1000, "leaving");
      assertEquals(1006, heard.next(Heard.Closed.class).code());
      assertEquals(0, connection.queuedBytes());
    }
  }

  @Test
  void ourGoodbyeReachesTheServerAndItsAnswerComesBack() throws Exception {
    for (String scheme : List.of("ws", "wss")) {
      var server =
          net.server(
              scheme.equals("ws") ? ServerSocketFactory.getDefault() : ours.servers(),
              peer -> {
                peer.upgrade();
                Frame frame = peer.readFrame();
                net.arrived.add(frame);
                peer.text("too late to be heard");
                peer.send(HostileServer.CLOSE, true, frame.payload());
                peer.drain();
              });
      var heard = net.listener();
      var connection =
          net.transport(ours.pem(), Loopback.AMPLE_MILLIS)
              .connect(net.endpoint(scheme, "127.0.0.1", server), heard);
      heard.next(Heard.Opened.class);
      connection.close(3001, "é".repeat(100));
      Frame frame = net.nextFrame();
      assertEquals(HostileServer.CLOSE, frame.opcode());
      assertEquals(3001, frame.closeCode());
      assertEquals(2 + 122, frame.payload().length);
      assertEquals(new Heard.Closed(3001, "é".repeat(61)), heard.next(Heard.Closed.class));
    }
  }

  @Test
  void ourGoodbyeUnansweredEndsAllTheSame() throws Exception {
    var server =
        net.plain(
            peer -> {
              peer.upgrade();
              net.arrived.add(peer.readFrame());
              peer.hang();
            });
    var heard = net.listener();
    var connection = net.connect(server, heard);
    heard.next(Heard.Opened.class);
    connection.close(1000, "bye");
    assertEquals(HostileServer.CLOSE, net.nextFrame().opcode());
    assertEquals(1006, heard.next(Heard.Closed.class).code());
  }

  @Test
  void aCloseFrameWithoutACodeIs1005() throws Exception {
    var server =
        net.plain(
            peer -> {
              peer.upgrade();
              peer.send(HostileServer.CLOSE, true, new byte[0]);
              peer.drain();
            });
    var heard = net.listener();
    net.connect(server, heard);
    heard.next(Heard.Opened.class);
    assertEquals(new Heard.Closed(1005, ""), heard.next(Heard.Closed.class));
  }

  @Test
  void aListenerThatThrowsIsReportedAndTheConnectionEnds() throws Exception {
    var reported = new LinkedBlockingQueue<Throwable>();
    var server =
        net.plain(
            peer -> {
              peer.upgrade();
              peer.text("poison");
              Frame frame = peer.readFrame();
              net.arrived.add(frame);
              peer.send(HostileServer.CLOSE, true, frame.payload());
              peer.drain();
            });
    var heard =
        new Heard() {
          @Override
          public void message(byte[] text) {
            Thread.currentThread().setUncaughtExceptionHandler((thread, bug) -> reported.add(bug));
            throw new IllegalStateException("a bug in the listener");
          }
        };
    net.remember(heard);
    net.connect(server, heard);
    heard.next(Heard.Opened.class);
    assertEquals(1011, net.nextFrame().closeCode());
    assertEquals(1011, heard.next(Heard.Closed.class).code());
    assertEquals("a bug in the listener", reported.take().getMessage());
  }

  @Test
  void twoHundredConnectionsLeaveNothingBehind() throws Exception {
    var server =
        net.plain(
            peer -> {
              peer.upgrade();
              int kind = Integer.parseInt(peer.readFrame().text());
              switch (kind % 4) {
                case 0 -> peer.sendClose(1000, "");
                case 1 -> peer.reset();
                case 2 -> peer.write(new byte[] {(byte) 0xFF, 0});
                default -> peer.send(HostileServer.CLOSE, true, peer.readFrame().payload());
              }
              peer.drain();
            });
    var transport = net.transport(null, Loopback.AMPLE_MILLIS);
    for (int i = 0; i < 200; i++) {
      var heard = net.listener();
      var connection = transport.connect(net.endpoint("ws", "127.0.0.1", server), heard);
      heard.next(Heard.Opened.class);
      connection.send(Loopback.bytes("" + i));
      if (i % 4 == 3) connection.close(1000, "");
      heard.next(Heard.Closed.class);
    }
  }
}
