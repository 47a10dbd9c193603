package earshot;

import earshot.config.Config;
import earshot.config.Mask;
import earshot.doctor.Found;
import earshot.doctor.Visit;
import earshot.link.Route;
import earshot.link.Transport;
import earshot.realtime.ClientEvent;
import earshot.realtime.ServerEvent;
import earshot.realtime.Session;
import earshot.telemetry.Trouble;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Begins a session with each configured service and ends it at once: it costs nothing, and shows
 * what a conversation would meet. Blocks the caller; the answers come on the routes' threads.
 */
final class ServiceVisit implements Visit {

  private static final long MOST_SECONDS = 15;

  private final Services services;
  private final Mask mask;

  ServiceVisit(Services services, Mask mask) {
    this.services = services;
    this.mask = mask;
  }

  @Override
  public List<Found> services(Config config) throws InterruptedException {
    List<Target> targets;
    try {
      targets = services.targets(config, List.of());
    } catch (IOException e) {
      return List.of(found(Trouble.TLS_FAILED, "", String.valueOf(e.getMessage())));
    }
    List<Found> all = new ArrayList<>();
    for (Target target : targets) {
      Verdicts.Reasoned why = visit(target);
      if (why == null) continue;
      // One service's trouble is told with its name when there are several.
      String name = targets.size() == 1 ? "" : target.name() + ": ";
      all.add(found(why.trouble(), name, why.reason()));
    }
    return all;
  }

  private Found found(Trouble trouble, String name, String reason) {
    return Found.of(trouble, name + mask.over(reason));
  }

  /** Why there was no session; null when there was. */
  private static Verdicts.@Nullable Reasoned visit(Target target) throws InterruptedException {
    Session session;
    try {
      session = target.sessions().get();
    } catch (IllegalStateException e) {
      return Verdicts.notReady(String.valueOf(e.getMessage()));
    }
    var guest = new Guest(session);
    Route.Connection connection = target.route().open(session, guest);
    guest.connection.complete(connection);
    try {
      return guest.end.get(MOST_SECONDS, TimeUnit.SECONDS).why();
    } catch (TimeoutException _) {
      return Verdicts.of(
          new Transport.Failure(
              Transport.Kind.TIMEOUT, "no session for " + MOST_SECONDS + " s", 0, null));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      connection.close(1000, "");
    }
  }

  private record End(Verdicts.@Nullable Reasoned why) {}

  /** On the route's threads. */
  private static final class Guest implements Route.Listener {
    final CompletableFuture<End> end = new CompletableFuture<>();
    final CompletableFuture<Route.Connection> connection = new CompletableFuture<>();
    private final Session session;

    Guest(Session session) {
      this.session = session;
    }

    @Override
    public void opened() {}

    @Override
    public void heard(ServerEvent event) {
      switch (event) {
        case ServerEvent.SessionCreated _ ->
            connection.thenAccept(
                open -> open.say(new ClientEvent.UpdateSession(session.spec()), "doctor"));
        case ServerEvent.SessionUpdated _ -> end.complete(new End(null));
        case ServerEvent.ErrorReported(var error) ->
            end.complete(new End(Verdicts.ofError(error, false)));
        default -> {}
      }
    }

    @Override
    public void garbled(String reason) {}

    @Override
    public void pong() {}

    @Override
    public void failed(Transport.Failure failure) {
      end.complete(new End(Verdicts.of(failure)));
    }

    @Override
    public void closed(int code, String reason) {
      end.complete(new End(Verdicts.ofClose(code, reason, false)));
    }
  }
}
