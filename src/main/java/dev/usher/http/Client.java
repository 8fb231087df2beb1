package dev.usher.http;

/**
 * Who sent a request and to which address, as far as it can be believed.
 *
 * @param address an IP literal, without a port
 * @param scheme {@code http} or {@code https}, as the client used it
 * @param host what the client put into {@code Host}, lower case, with its port
 * @param peer the address at the other end of the connection, which may be a proxy
 * @param behindProxy whether the peer is a trusted proxy, so that its forwarding headers count
 */
public record Client(String address, String scheme, String host, String peer, boolean behindProxy) {

    /** The host without a port and without the dot of an absolute name, as routes compare it. */
    public String hostName() {
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
}
