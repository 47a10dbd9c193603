package earshot;

import earshot.config.Config;
import earshot.config.Config.DialectName;
import earshot.config.Config.ServiceConfig;
import earshot.config.Config.TransportName;
import earshot.control.Exit;
import earshot.control.Refusal;
import earshot.realtime.Kind;
import earshot.realtime.Model;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which of the configured services can be shown a picture. Pure. */
final class Sight {

  private static final String ONE_THAT_CAN =
      "a service with service.dialect = \"ga\" and a model such as gpt-realtime-2.1";

  private Sight() {}

  /** Why the service at this place in the order cannot be shown one, or null. */
  static @Nullable Refusal refusal(Config config, int target) {
    List<ServiceConfig> services = new ArrayList<>(List.of(config.service()));
    services.addAll(config.fallbacks());
    ServiceConfig service = services.get(Math.clamp(target, 0, services.size() - 1));
    String why = why(service);
    if (why == null) return null;
    for (ServiceConfig other : services) {
      if (why(other) != null) continue;
      String remedy = "wait until " + other.model() + " answers again, or put it first";
      return new Refusal(Exit.UNAVAILABLE, service.model() + " " + why, remedy);
    }
    return new Refusal(Exit.UNAVAILABLE, service.model() + " " + why, ONE_THAT_CAN);
  }

  private static @Nullable String why(ServiceConfig service) {
    if (!service.kind().equals(Kind.CONVERSATION)) return "is not asked anything here";
    if (service.transport() == TransportName.TURNS) {
      Model model = service.session().model();
      boolean blind = model.listed() && model.api() == Model.Api.CHAT;
      return blind ? "hears and speaks, and sees nothing" : null;
    }
    boolean beta = service.dialect() == DialectName.BETA;
    return beta ? "is spoken to in the beta dialect, which has no pictures" : null;
  }
}
