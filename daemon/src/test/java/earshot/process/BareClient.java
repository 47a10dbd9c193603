package earshot.process;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The least that a client has to do for a session, and nothing else: TCP, TLS, upgrade, {@code
 * session.update}. A process of its own, one thread: for each line that it reads it connects anew,
 * and writes a line when the session is configured. What the daemon's reconnect is measured by.
 */
final class BareClient {

  private final String host;
  private final int port;
  private final SSLContext tls;
  private final byte[] update;
  private @Nullable Socket open;

  private BareClient(String host, int port, SSLContext tls, byte[] update) {
    this.host = host;
    this.port = port;
    this.tls = tls;
    this.update = update;
  }

  /** Host, port, the certificate to trust, and a file with the message that configures. */
  public static void main(String[] words) throws Exception {
    var client =
        new BareClient(
            words[0],
            Integer.parseInt(words[1]),
            trusting(Path.of(words[2])),
            Files.readAllBytes(Path.of(words[3])));
    for (int line; (line = System.in.read()) >= 0; ) {
      if (line == '\n') System.out.write(client.connect());
      System.out.flush();
    }
  }

  private static SSLContext trusting(Path ca) throws IOException, GeneralSecurityException {
    KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
    anchors.load(null, null);
    try (InputStream in = Files.newInputStream(ca)) {
      anchors.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(anchors);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  private byte[] connect() throws IOException {
    if (open != null) open.close();
    var tcp = new Socket();
    tcp.setTcpNoDelay(true);
    tcp.connect(new InetSocketAddress(host, port));
    var socket = (SSLSocket) tls.getSocketFactory().createSocket(tcp, host, port, true);
    open = socket;
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    OutputStream out = socket.getOutputStream();
    var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out.write(
        ("GET /v1/realtime?model=gpt-realtime-2.1-mini HTTP/1.1\r\nHost: "
                + host
                + "\r\nAuthorization: Bearer none\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    for (int newlines = 0; newlines < 2; ) {
      int b = in.read();
      if (b < 0) throw new EOFException("no upgrade");
      if (b == '\n') newlines++;
      else if (b != '\r') newlines = 0;
    }
    await(in, "session.created");
    out.write(masked(update));
    await(in, "session.updated");
    return "ready\n".getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] masked(byte[] text) {
    var frame = new byte[8 + text.length];
    frame[0] = (byte) 0x81;
    frame[1] = (byte) (0x80 | 126);
    frame[2] = (byte) (text.length >> 8);
    frame[3] = (byte) text.length;
    // A mask of zeros changes nothing.
    System.arraycopy(text, 0, frame, 8, text.length);
    return frame;
  }

  private static void await(DataInputStream in, String type) throws IOException {
    String text;
    do {
      in.readByte();
      int length = in.readByte();
      if (length == 126) length = in.readUnsignedShort();
      text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      if (text.contains("\"error\"")) throw new IOException(text);
    } while (!text.contains(type));
  }
}
