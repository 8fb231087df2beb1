package dev.usher.listener;

/** A number of one to eight octets as they come in, whose first two bits say how many: RFC 9000 section 16. */
final class QuicNumber {

    private long value;

    /** Octets that have not come. */
    private int missing;

    /** Takes one more octet, which begins another number where the last one is whole; says whether it is whole now. */
    boolean take(byte octet) {
        if (missing == 0) {
            missing = (1 << (octet >> 6 & 3)) - 1;
            value = octet & 0x3f;
        } else {
            missing--;
            value = value << 8 | octet & 0xff;
        }
        return missing == 0;
    }

    long value() {
        return value;
    }

    boolean isWhole() {
        return missing == 0;
    }
}
