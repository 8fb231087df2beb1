package dev.usher.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.HttpHeaderNames;
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

    private static final FastThreadLocal<ShortMessage> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected ShortMessage initialValue() {
            return new ShortMessage();
        }
    };

    private byte[] head = new byte[USUAL_HEAD_BYTES];
    private int length;

    private ShortMessage() {}

    /** Whether a message is one, if it has nothing special: a body in chunks is written otherwise. */
    public static boolean is(FullHttpMessage message) {
        return message.content().readableBytes() <= MOST_BODY_BYTES
                && !message.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
    }

    /** One that is empty. There is one for each thread. */
    public static ShortMessage begin() {
        ShortMessage own = OF_THREAD.get();
        own.length = 0;
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

    private void reserve(int count) {
        if (head.length - length < count) {
            head = Arrays.copyOf(head, Math.max(2 * head.length, length + count));
        }
    }

    /** The fields, and the line that ends the head. */
    public ShortMessage addFields(HttpHeaders fields) {
        for (Iterator<Map.Entry<CharSequence, CharSequence>> all = fields.iteratorCharSequence(); all.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> field = all.next();
            add(field.getKey());
            add(':', ' ');
            add(field.getValue());
            add('\r', '\n');
        }
        add('\r', '\n');
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
