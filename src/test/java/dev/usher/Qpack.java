package dev.usher;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** As much of RFC 9204 as it takes to say anything in headers, and to read a status. */
final class Qpack {

    private Qpack() {}

    /** Literals without tables, RFC 9204 section 4.5.6; a character is an octet. */
    static byte[] block(String... fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(0);
        block.write(0);
        for (int i = 0; i < fields.length; i += 2) {
            text(block, 0x20, 7, fields[i]);
            text(block, 0, 127, fields[i + 1]);
        }
        return block.toByteArray();
    }

    private static void text(ByteArrayOutputStream block, int kind, int most, String text) {
        int rest = text.length() - most;
        block.write(kind | (rest < 0 ? text.length() : most));
        for (; rest >= 128; rest /= 128) {
            block.write(rest % 128 + 128);
        }
        if (rest >= 0) {
            block.write(rest);
        }
        block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Of a block of fields that begins with it. */
    static int status(String block) {
        int first = block.charAt(2);
        if ((first & 0xc0) == 0xc0) {
            return indexed(first & 0x3f, block.charAt(3));
        }
        int at = (first & 0xf) == 0xf ? 4 : 3;
        int length = block.charAt(at) & 0x7f;
        String value = block.substring(at + 1, at + 1 + length);
        return Integer.parseInt(block.charAt(at) < 0x80 ? value : digits(value));
    }

    /** RFC 9204 appendix A. */
    private static int indexed(int index, int more) {
        return switch (index == 63 ? index + more : index) {
            case 25 -> 200;
            case 26 -> 304;
            case 27 -> 404;
            case 28 -> 503;
            case 64 -> 204;
            case 67 -> 400;
            case 68 -> 403;
            case 71 -> 500;
            default -> throw new AssertionError("no status that the gateway sends: " + index);
        };
    }

    /** Huffman's code of digits, RFC 7541 appendix B: five bits for 0, 1 and 2, six for the others. */
    private static String digits(String coded) {
        StringBuilder bits = new StringBuilder();
        coded.chars().forEach(octet -> bits.append(Integer.toBinaryString(octet | 0x100), 1, 9));
        StringBuilder digits = new StringBuilder();
        for (int at = 0; digits.length() < 3; ) {
            int five = Integer.parseInt(bits.substring(at, at + 5), 2);
            if (five < 3) {
                digits.append(five);
                at += 5;
            } else {
                digits.append(Integer.parseInt(bits.substring(at, at + 6), 2) - 22);
                at += 6;
            }
        }
        return digits.toString();
    }
}
