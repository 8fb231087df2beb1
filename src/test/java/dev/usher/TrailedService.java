package dev.usher;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * What a {@link RawService} runs to answer each request with what it heard: a head, {@code body} and its octets, and
 * {@code behind} with what came there. Fields are in lower case.
 */
final class TrailedService {

    private static final int WINDOW = 65_535;

    private TrailedService() {}

    /** Over HTTP/1.1; the frame of the body is shown as it was. */
    static void http1(RawService.Connection connection) throws IOException {
        for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
            String text = head.toLowerCase(Locale.ROOT);
            if (text.contains("transfer-encoding: chunked")) {
                // an empty body has no chunk before its last one
                text += "body\r\n" + connection.readUntil(text.contains("x-empty") ? "0\r\n" : "\r\n0\r\n");
                text += "behind\r\n";
                String line;
                do {
                    line = connection.readUntil("\r\n");
                    text += line.toLowerCase(Locale.ROOT);
                } while (line.length() > 2);
            }
            connection.say("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
        }
    }

    /** Over HTTP/2, whose window opens when all of it is used. */
    static void http2(RawService.Connection connection) throws IOException {
        connection.readHead();
        connection.readHead();
        say(connection, Http2Client.bytes(Http2Client.SETTINGS, 0, 0, new byte[0]));
        say(connection, Http2Client.bytes(Http2Client.WINDOW_UPDATE, 0, 0, window(1 << 30)));
        DataInputStream in = new DataInputStream(connection.socket().getInputStream());
        DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        int body = 0;
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = in.readNBytes(length);
            if (type == Http2Client.HEADERS) {
                heard.writeBytes((heard.size() == 0 ? "" : "\r\nbehind\r\n").getBytes(StandardCharsets.ISO_8859_1));
                heard.writeBytes(fields(decoder, stream, payload, (flags & 0x20) == 0 ? 0 : 5));
            } else if (type == Http2Client.DATA) {
                heard.writeBytes((body == 0 ? "body\r\n" : "").getBytes(StandardCharsets.ISO_8859_1));
                heard.writeBytes(payload);
                body += length;
                if (body % WINDOW == 0 && body > 0) {
                    say(connection, Http2Client.bytes(Http2Client.WINDOW_UPDATE, 0, stream, window(WINDOW)));
                }
            }
            if ((type == Http2Client.HEADERS || type == Http2Client.DATA) && (flags & Http2Client.END_STREAM) != 0) {
                answer(connection, stream, heard.toByteArray());
                heard.reset();
                body = 0;
            }
        }
    }

    private static void answer(RawService.Connection connection, int stream, byte[] heard) throws IOException {
        byte[] head = Http2Client.block(":status", "200", "content-length", "" + heard.length);
        say(connection, Http2Client.bytes(Http2Client.HEADERS, Http2Client.END_HEADERS, stream, head));
        for (int at = 0; at < heard.length; at += 16_000) {
            byte[] part = Arrays.copyOfRange(heard, at, Math.min(heard.length, at + 16_000));
            say(connection, Http2Client.bytes(Http2Client.DATA, 0, stream, part));
        }
        say(connection, Http2Client.bytes(Http2Client.DATA, Http2Client.END_STREAM, stream, new byte[0]));
    }

    private static byte[] fields(DefaultHttp2HeadersDecoder decoder, int stream, byte[] block, int skipped) {
        StringBuilder text = new StringBuilder();
        try {
            for (Map.Entry<CharSequence, CharSequence> field :
                    decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(block).skipBytes(skipped))) {
                text.append(field.getKey())
                        .append(": ")
                        .append(field.getValue().toString().toLowerCase(Locale.ROOT))
                        .append("\r\n");
            }
        } catch (Http2Exception e) {
            throw new AssertionError("not a header block", e);
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] window(int octets) {
        return ByteBuffer.allocate(4).putInt(octets).array();
    }

    private static void say(RawService.Connection connection, byte[] bytes) throws IOException {
        connection.say(new String(bytes, StandardCharsets.ISO_8859_1));
    }
}
