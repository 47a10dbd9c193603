package earshot.link;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An HTTP proxy on the loopback that makes tunnels, or does not. A virtual thread for each way. */
public final class ConnectProxy implements AutoCloseable {

  /** What it does with those who ask for a tunnel. */
  public sealed interface Manner {

    record Pass() implements Manner {}

    /** Wants to hear {@code NAME:PASSWORD}. */
    record Demand(String credential) implements Manner {}

    /** Says this and hangs up. */
    record Say(String answer) implements Manner {}

    record Silent() implements Manner {}

    static Manner refuse(int status) {
      return new Say("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n");
    }
  }

  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile Manner manner;

  public ConnectProxy(Manner manner) throws IOException {
    this.manner = manner;
    listening = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().name("proxy").start(this::accept);
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort());
  }

  public void manner(Manner next) {
    manner = next;
  }

  /** All tunnels end. */
  public void cut() throws IOException {
    for (Socket each : open) each.close();
  }

  /** All that it was asked, head by head. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** How it is configured for this device. */
  WayOut wayOut(@Nullable String credential) {
    return new WayOut(
        earshot.hal.Clock.system(),
        new WayOut.Proxy("127.0.0.1", listening.getLocalPort(), () -> credential),
        new WayOut.Probe.Nobody());
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      String head = head(client.getInputStream());
      requests.add(head);
      switch (manner) {
        case Manner.Pass _ -> tunnel(client, head);
        case Manner.Demand(String credential) -> {
          String shown =
              Base64.getEncoder().encodeToString(credential.getBytes(StandardCharsets.UTF_8));
          if (head.contains("\r\nProxy-Authorization: Basic " + shown + "\r\n")) {
            tunnel(client, head);
          } else {
            say(
                client,
                "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=\"it\"\r\n"
                    + "Content-Length: 0\r\n\r\n");
          }
        }
        case Manner.Say(String answer) -> say(client, answer);
        case Manner.Silent _ -> client.getInputStream().read();
      }
    } catch (IOException e) {
      // One of them has gone.
    } finally {
      open.remove(client);
    }
  }

  private static void say(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void tunnel(Socket client, String head) throws IOException {
    String[] words = head.split("[ :]");
    if (!words[0].equals("CONNECT")) {
      say(client, "HTTP/1.1 405 Only tunnels\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    try (Socket service = new Socket(words[1], Integer.parseInt(words[2]))) {
      open.add(service);
      service.setTcpNoDelay(true);
      say(client, "HTTP/1.1 200 Connection established\r\n\r\n");
      Thread.ofVirtual().start(() -> pass(service, client));
      client.getInputStream().transferTo(service.getOutputStream());
    }
  }

  private void pass(Socket from, Socket to) {
    try (to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One of them has gone.
    } finally {
      open.remove(from);
    }
  }

  private static String head(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) throw new EOFException();
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    listening.close();
    cut();
  }
}
