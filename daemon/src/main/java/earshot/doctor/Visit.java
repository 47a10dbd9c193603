package earshot.doctor;

import earshot.config.Config;
import java.util.List;

/** Goes to the configured services and comes back with what they said. Blocks. */
public interface Visit {

  List<Found> services(Config config) throws InterruptedException;
}
