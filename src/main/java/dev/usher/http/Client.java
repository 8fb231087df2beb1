package dev.usher.http;

import java.util.regex.Pattern;

/**
 * Who sent a request and to which address, as far as it can be believed. Immutable, so that one serves all requests of
 * a connection that keeps to one host.
 */
public final class Client {

    private static final Pattern HOST =
            Pattern.compile("([a-z0-9_-]++(\\.[a-z0-9_-]++)*+\\.?|\\[[0-9a-f:.]*+:[0-9a-f:.]*+])(:[0-9]{1,5})?");

    /** A name as long as DNS has it, with its dot and a port, and some more: RFC 1035 section 2.3.4. */
    private static final int LONGEST_HOST = 262;

    /** Before anybody has looked. */
    static final Client UNKNOWN = new Client("unknown", "http", "", new Peer("unknown", false));

    private final String address;
    private final String scheme;
    private final String host;
    private final Peer peer;
    private final String hostName;
    private final boolean hasHost;
    private final String forwarded;

    Client(String address, String scheme, String host, Peer peer) {
        this.address = address;
        this.scheme = scheme;
        this.host = host;
        this.peer = peer;
        this.hostName = withoutPortAndDot(host);
        this.hasHost = host.length() <= LONGEST_HOST && HOST.matcher(host).matches();
        this.forwarded = element(peer.address(), host, scheme);
    }

    /**
     * The same client, who has come to another address than this exchange knows.
     *
     * @param otherHost in lower case, perhaps with a port
     */
    public Client at(String otherScheme, String otherHost) {
        return new Client(address, otherScheme, otherHost, peer);
    }

    /** An IP literal, without a port. */
    public String address() {
        return address;
    }

    /** {@code http} or {@code https}, as the client used it. */
    public String scheme() {
        return scheme;
    }

    /** Whether the client came over TLS, to us or to a proxy that is trusted. */
    public boolean isOverTls() {
        return scheme.equals("https");
    }

    /** What the client put into {@code Host}, lower case, with its port. */
    public String host() {
        return host;
    }

    /** Of pages that the client got from here, as browsers write it: without the scheme's own port, RFC 6454 6.2. */
    public String origin() {
        String usualPort = isOverTls() ? ":443" : ":80";
        return scheme + "://"
                + (host.endsWith(usualPort) ? host.substring(0, host.length() - usualPort.length()) : host);
    }

    /** The host without a port and without the dot of an absolute name, as routes compare it. */
    public String hostName() {
        return hostName;
    }

    /** Whether the host is a name, an IPv4 address or a bracketed IPv6 address, with or without a port. */
    public boolean hasHost() {
        return hasHost;
    }

    /** The address at the other end of the connection, which may be a proxy. */
    public String peer() {
        return peer.address();
    }

    /** Whether the peer is a trusted proxy, so that its forwarding headers count. */
    public boolean behindProxy() {
        return peer.trusted();
    }

    /** What this hop adds to {@code Forwarded}, RFC 7239 section 4. */
    String forwarded() {
        return forwarded;
    }

    private static String withoutPortAndDot(String host) {
        int end = host.length();
        int colon = host.lastIndexOf(':');
        if (colon > host.lastIndexOf(']')) {
            end = colon;
        }
        if (end > 0 && host.charAt(end - 1) == '.') {
            end--;
        }
        return host.substring(0, end);
    }

    private static String element(String peer, String host, String scheme) {
        String node = peer.indexOf(':') < 0 ? peer : "\"[" + peer + "]\"";
        return "for=" + node + ";host=\"" + host + "\";proto=" + scheme;
    }
}
