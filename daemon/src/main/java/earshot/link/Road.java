package earshot.link;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where an attempt goes: what of an address is for people, and what a diagnosis needs. A value.
 *
 * @param address host and port: the rest of an address may hold what a log must not
 * @param host as in a certificate: an IPv6 address without brackets
 * @param secure whether TLS has to prove who answers
 * @param proxy the proxy's host and port, or null
 */
record Road(String address, String host, int port, boolean secure, @Nullable String proxy) {

  static Road to(URI uri, WayOut.@Nullable Proxy proxy) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    boolean secure = scheme.equals("wss") || scheme.equals("https");
    String host = String.valueOf(uri.getHost());
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    return new Road(
        host + (uri.getPort() < 0 ? "" : ":" + uri.getPort()),
        bracketed ? host.substring(1, host.length() - 1) : host,
        uri.getPort() < 0 ? (secure ? 443 : 80) : uri.getPort(),
        secure,
        proxy == null ? null : proxy.host() + ":" + proxy.port());
  }
}
