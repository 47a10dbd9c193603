package earshot.control;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/**
 * Who is at the other end, by the kernel's word, and what he may do: root, the socket's owner and
 * its group may act, the configured readers may look, others nothing. Without readers the socket's
 * mode says so. Reads a file of groups: who joins one need not wait for a restart.
 */
final class Peers {

  enum Right {
    NOTHING,
    READING,
    ACTING
  }

  private static final Path GROUPS = Path.of("/etc/group");

  private final String owner;
  private final String group;
  private final List<String> readers;
  private final Path groups;

  Peers(String owner, String group, List<String> readers, Path groups) {
    this.owner = owner;
    this.group = group;
    this.readers = List.copyOf(readers);
    this.groups = groups;
  }

  static Peers of(Path socket, List<String> readers) throws IOException {
    PosixFileAttributes made =
        Files.readAttributes(socket, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return new Peers(made.owner().getName(), made.group().getName(), readers, GROUPS);
  }

  static Refusal stranger() {
    return new Refusal(
        Exit.NOT_PERMITTED,
        "this user may not talk to the daemon",
        "join the group that owns the socket (usermod -aG earshot USER, then log in again), or"
            + " stand in control.readers");
  }

  static Refusal onlyReading() {
    return new Refusal(
        Exit.NOT_PERMITTED,
        "this user may look, and not do anything",
        "join the group that owns the socket: usermod -aG earshot USER, then log in again");
  }

  /**
   * Without readers the socket's mode has judged already, and better: it counts all groups, and in
   * a user namespace the kernel tells who most others are no more. Nothing when it does not say.
   */
  Right right(SocketChannel channel) {
    if (readers.isEmpty()) return Right.ACTING;
    try {
      UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
      return right(peer.user().getName(), peer.group().getName());
    } catch (IOException | UnsupportedOperationException _) {
      return Right.NOTHING;
    }
  }

  Right right(String user, String mainGroup) {
    if (user.equals("root") || user.equals(owner) || in(group, user, mainGroup)) {
      return Right.ACTING;
    }
    for (String reader : readers) {
      boolean is =
          reader.equals("user:" + user)
              || reader.startsWith("group:")
                  && in(reader.substring("group:".length()), user, mainGroup);
      if (is) return Right.READING;
    }
    return Right.NOTHING;
  }

  /** The kernel tells a peer's main group only; the others stand in the file. */
  private boolean in(String wanted, String user, String mainGroup) {
    if (wanted.equals(mainGroup)) return true;
    try {
      for (String line : Files.readAllLines(groups)) {
        String[] fields = line.split(":", -1);
        if (fields.length > 3 && fields[0].equals(wanted)) {
          return !user.isEmpty() && List.of(fields[3].split(",")).contains(user);
        }
      }
    } catch (IOException _) {
      // Then nobody is in it.
    }
    return false;
  }
}
