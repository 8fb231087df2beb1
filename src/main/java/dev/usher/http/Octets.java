package dev.usher.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at eight octets at once, in a {@code long} of them. */
final class Octets {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHEST_BITS = 0x8080_8080_8080_8080L;
    private static final long LOWER_BITS = ~HIGHEST_BITS;
    private static final long BLANKS = 0x20 * ONES;
    private static final long DELETES = 0x7f * ONES;

    private Octets() {}

    /** Those from a place on, of which there are eight. */
    static long at(byte[] octets, int place) {
        return (long) LONGS.get(octets, place);
    }

    /** The highest bit of each that is 0. */
    static long zeros(long octets) {
        return ~((octets & LOWER_BITS) + LOWER_BITS | octets | LOWER_BITS);
    }

    /** Whether a control character is among them, a tab or a delete. There are eight or more. */
    static boolean haveControls(byte[] octets) {
        long controls = 0;
        for (int i = 0; i <= octets.length - Long.BYTES; i += Long.BYTES) {
            controls |= controls(at(octets, i));
        }
        return (controls | controls(at(octets, octets.length - Long.BYTES))) != 0;
    }

    /** Not 0 where there is one; which one it is cannot be seen, since what is taken away is borrowed. */
    private static long controls(long octets) {
        return ((octets - BLANKS) & ~octets | zeros(octets ^ DELETES)) & HIGHEST_BITS;
    }
}
