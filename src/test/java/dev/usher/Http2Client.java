package dev.usher;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** HTTP/2 by hand, frame by frame, RFC 9113: for what no client would send. */
final class Http2Client implements AutoCloseable {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    private static final int WITH_PRIORITY = 0x20;

    static final int CALM = 0xb;

    private final Socket socket;
    private final DataInputStream in;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();

    /** A frame that was read. */
    record Frame(int type, int flags, int stream, ByteBuffer payload) {}

    Http2Client(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(10_000);
            socket.setTcpNoDelay(true);
            in = new DataInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Preface and settings; what the server says is left to be read. */
    void greet() {
        greet(new byte[0]);
    }

    /** @param settings RFC 9113 section 6.5.1 */
    void greet(byte[] settings) {
        send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(SETTINGS, 0, 0, settings);
    }

    void frame(int type, int flags, int stream, byte[] payload) {
        send(bytes(type, flags, stream, payload));
    }

    static byte[] bytes(int type, int flags, int stream, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(payload.length >> 16);
        frame.write(payload.length >> 8);
        frame.write(payload.length);
        frame.write(type);
        frame.write(flags);
        frame.write(stream >> 24);
        frame.write(stream >> 16);
        frame.write(stream >> 8);
        frame.write(stream);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends so many, or until the server takes no more; it must end the connection. */
    void floodToTheEnd(byte[] frames, int times) {
        try {
            for (int i = 0; i < times; i++) {
                socket.getOutputStream().write(frames);
                while (in.available() > 0) {
                    in.skipBytes(in.available());
                }
            }
        } catch (IOException ended) {
            return;
        }
        awaitClose();
    }

    /** A header block without compression tables, RFC 7541 section 6.2.2: names and values in turn. */
    static byte[] block(String... fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            block.write(0);
            text(block, fields[i]);
            text(block, fields[i + 1]);
        }
        return block.toByteArray();
    }

    private static void text(ByteArrayOutputStream block, String text) {
        if (text.length() < 127) {
            block.write(text.length());
        } else {
            block.write(127);
            int rest = text.length() - 127;
            while (rest >= 128) {
                block.write(rest % 128 + 128);
                rest /= 128;
            }
            block.write(rest);
        }
        block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static byte[] requestBlock(String path) {
        return block(":method", "GET", ":scheme", "http", ":path", path, ":authority", "a.example");
    }

    /** The status of a GET. */
    int get(int stream, String path) {
        frame(HEADERS, END_STREAM | END_HEADERS, stream, requestBlock(path));
        return status(stream);
    }

    /** Of the answer that comes on the stream; -1 when the stream or connection was ended instead. */
    int status(int stream) {
        for (Frame frame = read(); frame != null; frame = read()) {
            if (frame.type() == HEADERS) {
                int status = status(frame);
                if (frame.stream() == stream) {
                    return status;
                }
            }
            if (frame.stream() == stream && frame.type() == RST_STREAM || frame.type() == GOAWAY) {
                return -1;
            }
        }
        return -1;
    }

    /** The body of the answer that comes on the stream; {@code reset} when the stream was ended instead. */
    String body(int stream) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Frame frame = read(); frame != null; frame = read()) {
            if (frame.stream() == stream && frame.type() == RST_STREAM) {
                return "reset";
            }
            if (frame.stream() == stream && frame.type() == DATA) {
                body.writeBytes(frame.payload().array());
            }
            if (frame.stream() == stream && frame.type() <= HEADERS && (frame.flags() & END_STREAM) != 0) {
                break;
            }
        }
        return body.toString(StandardCharsets.ISO_8859_1);
    }

    /** Of the next answers, on whichever streams they come. */
    List<Integer> statuses(int count) {
        List<Integer> statuses = new ArrayList<>();
        for (Frame frame = read(); frame != null; frame = read()) {
            if (frame.type() == HEADERS) {
                statuses.add(status(frame));
            }
            if (statuses.size() == count) {
                break;
            }
        }
        return statuses;
    }

    /** Every block has to be decoded, since later ones refer to it. */
    private int status(Frame frame) {
        try {
            int priority = (frame.flags() & WITH_PRIORITY) == 0 ? 0 : 5;
            Http2Headers headers = decoder.decodeHeaders(
                    frame.stream(), Unpooled.wrappedBuffer(frame.payload()).skipBytes(priority));
            return Integer.parseInt(headers.status().toString());
        } catch (Http2Exception e) {
            throw new AssertionError("not a header block", e);
        }
    }

    /** The next frame; nothing at the end of the connection. */
    @Nullable
    Frame read() {
        try {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = new byte[length];
            in.readFully(payload);
            return new Frame(type, flags, stream, ByteBuffer.wrap(payload));
        } catch (SocketTimeoutException silent) {
            throw new AssertionError("silence", silent);
        } catch (IOException ended) {
            return null;
        }
    }

    /** Reads on to the next PING. */
    void awaitPing() {
        Frame frame = read();
        while (frame != null && frame.type() != PING) {
            frame = read();
        }
    }

    /** The error that the server's GOAWAY names; -1 when it just closes. */
    int goAwayError() {
        for (Frame frame = read(); frame != null; frame = read()) {
            if (frame.type() == GOAWAY) {
                return frame.payload().getInt(4);
            }
        }
        return -1;
    }

    /** Reads on to the end, which must come: silence instead fails the test. */
    void awaitClose() {
        Frame frame = read();
        while (frame != null) {
            frame = read();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
