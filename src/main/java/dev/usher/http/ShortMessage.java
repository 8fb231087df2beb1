package dev.usher.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;

/**
 * A message of HTTP/1.1 with a body of a few KiB, written in one piece: an encoder writes two, and each costs more on
 * its way to the socket than copying such a body. The head is put together in an array, since a buffer looks at its
 * bounds and its owner for each part. Belongs to the thread that began it, until it is written.
 */
public final class ShortMessage {

    public static final int MOST_BODY_BYTES = 4 * 1_024;

    private static final int USUAL_HEAD_BYTES = 1_024;
    private static final int MOST_KEPT_BYTES = 8 * 1_024;

    private static final long RETURNS = 0x0d0d_0d0d_0d0d_0d0dL;
    private static final long FEEDS = 0x0a0a_0a0a_0a0a_0a0aL;

    private static final FastThreadLocal<ShortMessage> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected ShortMessage initialValue() {
            return new ShortMessage();
        }
    };

    private byte[] head = new byte[USUAL_HEAD_BYTES];
    private int length;
    private int lines;

    private ShortMessage() {}

    /** Whether a body is short enough. One in chunks is written otherwise. */
    public static boolean fits(ByteBuf body) {
        return body.readableBytes() <= MOST_BODY_BYTES;
    }

    /** One that is empty. There is one for each thread. */
    public static ShortMessage begin() {
        ShortMessage own = OF_THREAD.get();
        own.length = 0;
        own.lines = 0;
        return own;
    }

    /** What is beyond Latin-1 becomes a question mark. */
    public ShortMessage add(CharSequence text) {
        if (text instanceof AsciiString ascii) {
            add(ascii.array(), ascii.arrayOffset(), ascii.length());
        } else {
            byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
            add(bytes, 0, bytes.length);
        }
        return this;
    }

    private void add(byte[] bytes, int from, int count) {
        reserve(count);
        System.arraycopy(bytes, from, head, length, count);
        length += count;
    }

    private void add(char first, char second) {
        reserve(2);
        head[length] = (byte) first;
        head[length + 1] = (byte) second;
        length += 2;
    }

    /** Ends the first line, or a field, or all of them. */
    public ShortMessage endLine() {
        add('\r', '\n');
        lines++;
        return this;
    }

    private void reserve(int count) {
        if (head.length - length < count) {
            head = Arrays.copyOf(head, Math.max(2 * head.length, length + count));
        }
    }

    public ShortMessage addFields(HttpHeaders fields) {
        for (Iterator<Map.Entry<CharSequence, CharSequence>> all = fields.iteratorCharSequence(); all.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> field = all.next();
            addField(field.getKey(), field.getValue());
        }
        return this;
    }

    public ShortMessage addFields(FieldList fields) {
        for (int i = 0; i < fields.size(); i++) {
            addField(fields.name(i), fields.value(i));
        }
        return this;
    }

    private void addField(CharSequence name, CharSequence value) {
        add(name);
        add(':', ' ');
        add(value);
        endLine();
    }

    /**
     * For fields that nobody has looked at: what ends a line, or a text, stands between the parts of a head and in none
     * of them, RFC 9110 section 5.5.
     *
     * @throws IllegalArgumentException when it does
     */
    public ShortMessage requireLines() {
        int ends = 0;
        int i = 0;
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            long octets = Octets.at(head, i);
            ends += Long.bitCount(Octets.zeros(octets) | Octets.zeros(octets ^ RETURNS) | Octets.zeros(octets ^ FEEDS));
        }
        for (; i < length; i++) {
            ends += head[i] == '\r' || head[i] == '\n' || head[i] == 0 ? 1 : 0;
        }
        if (ends != 2 * lines) {
            throw new IllegalArgumentException("a part of a head has the end of a line in it");
        }
        return this;
    }

    /** Head and body; the body is not released. */
    public ByteBuf with(ByteBuf body, ByteBufAllocator allocator) {
        ByteBuf whole = allocator.directBuffer(length + body.readableBytes());
        whole.writeBytes(head, 0, length);
        if (body.isReadable()) {
            whole.writeBytes(body, body.readerIndex(), body.readableBytes());
        }
        if (head.length > MOST_KEPT_BYTES) {
            head = new byte[USUAL_HEAD_BYTES];
        }
        return whole;
    }
}
