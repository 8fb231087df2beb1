package dev.usher.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A CIDR block, IPv4 or IPv6, RFC 4632 and RFC 4291. A plain address is a block of one.
 */
public record AddressBlock(InetAddress address, int prefixLength) {

    private static final String RULE = "must be an address or a network, such as 10.0.0.1, 10.0.0.0/8 or fd00::/8";

    /** Four decimal numbers: the JDK also takes 10.1 for 10.0.0.1, and others take 010 for 8. */
    private static final Pattern IPV4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

    public AddressBlock {
        if (prefixLength < 0 || prefixLength > address.getAddress().length * 8) {
            throw new IllegalArgumentException("not a prefix length of " + address + ": " + prefixLength);
        }
    }

    /** Reads literals only: a name would be looked up, and the answer trusted. */
    static AddressBlock parse(String text) throws Rejected {
        int slash = text.indexOf('/');
        InetAddress address = literal(slash < 0 ? text : text.substring(0, slash));
        int bits = address.getAddress().length * 8;
        int prefixLength = slash < 0 ? bits : prefixLength(text.substring(slash + 1), bits);
        InetAddress network = masked(address, prefixLength);
        if (!network.equals(address)) {
            throw new Rejected(
                    "must be a network, with no bits set behind its prefix",
                    Suggestion.of(network.getHostAddress() + "/" + prefixLength));
        }
        return new AddressBlock(address, prefixLength);
    }

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

    private static InetAddress literal(String text) throws Rejected {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            throw new Rejected(RULE);
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new Rejected(RULE);
        }
    }

    private static int prefixLength(String text, int bits) throws Rejected {
        if (text.matches("\\d{1,3}") && Integer.parseInt(text) <= bits) {
            return Integer.parseInt(text);
        }
        throw new Rejected("must have a prefix of /0 to /" + bits);
    }

    private static InetAddress masked(InetAddress address, int prefixLength) {
        byte[] bytes = address.getAddress();
        for (int bit = prefixLength; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >>> (bit % 8));
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of the same length", e);
        }
    }
}
