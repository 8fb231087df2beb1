package dev.usher.http;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * Addresses that one client has at its hands: an IPv4 address, or a /64 network of IPv6, in which every host may choose
 * among 2^64 of its own.
 */
public record AddressGroup(long bits, boolean isNetwork) {

    /** For a peer without an address, such as a local socket. */
    public static final AddressGroup UNKNOWN = new AddressGroup(0, false);

    private static final int NETWORK_OCTETS = 8;

    /** That of a client, as far as it has one. */
    public static AddressGroup of(Client client) {
        return of(client.address());
    }

    /** That of an IP literal; of anything else, the unknown one. */
    public static AddressGroup of(String address) {
        try {
            return of(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException notAnAddress) {
            return UNKNOWN;
        }
    }

    public static AddressGroup of(InetAddress address) {
        byte[] octets = address.getAddress();
        boolean isNetwork = !(address instanceof Inet4Address);
        long bits = 0;
        for (int i = 0; i < (isNetwork ? NETWORK_OCTETS : octets.length); i++) {
            bits = bits << 8 | octets[i] & 0xff;
        }
        return new AddressGroup(bits, isNetwork);
    }
}
