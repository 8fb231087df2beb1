package dev.usher.config;

import java.net.InetAddress;

/**
 * A CIDR block, IPv4 or IPv6, RFC 4632 and RFC 4291. A plain address is a block of one.
 */
public record AddressBlock(InetAddress address, int prefixLength) {

    /** Whether an address lies in this block; an IPv4-mapped IPv6 address counts as the IPv4 one. */
    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        int whole = prefixLength / 8;
        for (int i = 0; i < whole; i++) {
            if (mine[i] != theirs[i]) {
                return false;
            }
        }
        int rest = prefixLength % 8;
        return rest == 0 || (mine[whole] & 0xff) >>> (8 - rest) == (theirs[whole] & 0xff) >>> (8 - rest);
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefixLength;
    }
}
