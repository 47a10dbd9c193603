package earshot.link;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks names up where nobody has to wait for a name server that hangs: on one thread for each
 * name, which all who ask for that name meanwhile share. What is found stays in the JDK's cache, so
 * that who connects next finds it there. Any thread; blocks as long as it is told to.
 */
final class Names {

  /** So many different names may hang; a device knows fewer. */
  private static final int MOST_UNDER_WAY = 16;

  /** Who is asked; blocks for as long as it pleases. */
  interface Resolver {
    InetAddress[] addresses(String name) throws UnknownHostException;
  }

  private final Resolver resolver;
  private final Map<String, CompletableFuture<InetAddress[]>> underWay = new HashMap<>();

  Names(Resolver resolver) {
    this.resolver = resolver;
  }

  static Names ofTheSystem() {
    return new Names(InetAddress::getAllByName);
  }

  /** Returns when the name has an address. */
  void await(String name, long millis)
      throws UnknownHostException, TimeoutException, InterruptedException {
    if (numeric(name)) return;
    try {
      asked(name).get(millis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      var unknown = new UnknownHostException(name);
      unknown.initCause(e.getCause());
      throw unknown;
    }
  }

  private static boolean numeric(String name) {
    return name.indexOf(':') >= 0 || name.matches("[0-9.]*");
  }

  private synchronized CompletableFuture<InetAddress[]> asked(String name)
      throws UnknownHostException {
    CompletableFuture<InetAddress[]> before = underWay.get(name);
    if (before != null) return before;
    if (underWay.size() >= MOST_UNDER_WAY) throw new UnknownHostException(name);
    var answer = new CompletableFuture<InetAddress[]>();
    underWay.put(name, answer);
    // A platform thread: a look-up would pin a virtual one's carrier.
    Thread.ofPlatform().daemon().name("look-up").start(() -> lookUp(name, answer));
    return answer;
  }

  private void lookUp(String name, CompletableFuture<InetAddress[]> answer) {
    try {
      InetAddress[] addresses = resolver.addresses(name);
      over(name);
      answer.complete(addresses);
    } catch (UnknownHostException | RuntimeException e) {
      over(name);
      answer.completeExceptionally(e);
    }
  }

  private synchronized void over(String name) {
    underWay.remove(name);
  }
}
