package earshot.doctor;

import java.util.ArrayList;
import java.util.List;

/** Whether there is any way out of this machine, before somebody tries it. Reads files only. */
final class NetworkCheck {

  private static final String IPV4_DEFAULT = "00000000";
  private static final String IPV6_DEFAULT = "0".repeat(32);
  private static final String LOOPBACK = "lo";

  private NetworkCheck() {}

  static List<Found> look(Machine machine) {
    List<Found> found = new ArrayList<>();
    if (!machine.has("/proc/net/route") || hasRoute(machine)) {
      if (machine.has("/etc/resolv.conf") && !hasNameServer(machine)) {
        found.add(Found.of(Finding.NO_NAME_SERVER));
      }
    } else {
      found.add(Found.of(Finding.NO_ROUTE));
    }
    return found;
  }

  private static boolean hasRoute(Machine machine) {
    for (String line : machine.lines("/proc/net/route")) {
      String[] fields = line.split("\\s+");
      if (fields.length > 7 && fields[1].equals(IPV4_DEFAULT) && fields[7].equals(IPV4_DEFAULT)) {
        return true;
      }
    }
    for (String line : machine.lines("/proc/net/ipv6_route")) {
      String[] fields = line.split("\\s+");
      if (fields.length > 9
          && fields[0].equals(IPV6_DEFAULT)
          && fields[1].equals("00")
          && !fields[9].equals(LOOPBACK)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasNameServer(Machine machine) {
    return machine.lines("/etc/resolv.conf").stream()
        .anyMatch(line -> line.strip().startsWith("nameserver"));
  }
}
