package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** WebSockets over HTTP/2, RFC 8441, are neither offered nor taken. Spoken by hand, since no client would try. */
class ExtendedConnectTest {

    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int END_STREAM_AND_HEADERS = 5;
    private static final int END_HEADERS = 4;
    private static final int ENABLE_CONNECT_PROTOCOL = 8;
    private static final int PROTOCOL_ERROR = 1;

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual();

    private record Frame(int type, int stream, Buffer payload) {}

    @Test
    void aClientThatTriesIsRefusedAndItsConnectionGoesOn() throws Exception {
        long before = gateway.echo().requests();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.setSoTimeout(10_000);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            Buffer hello = Buffer.buffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").appendBuffer(frame(SETTINGS, 0, 0, ""));
            Buffer connect = Buffer.buffer()
                    .appendBuffer(field(":method", "CONNECT"))
                    .appendBuffer(field(":protocol", "websocket"))
                    .appendBuffer(field(":scheme", "http"))
                    .appendBuffer(field(":path", "/public/ws"))
                    .appendBuffer(field(":authority", "a.example"))
                    .appendBuffer(field("sec-websocket-version", "13"));
            Buffer get = Buffer.buffer()
                    .appendBuffer(field(":method", "GET"))
                    .appendBuffer(field(":scheme", "http"))
                    .appendBuffer(field(":path", "/nowhere"))
                    .appendBuffer(field(":authority", "a.example"));
            socket.getOutputStream()
                    .write(hello.appendBuffer(frame(HEADERS, END_HEADERS, 1, text(connect)))
                            .appendBuffer(frame(HEADERS, END_STREAM_AND_HEADERS, 3, text(get)))
                            .getBytes());

            List<Frame> heard = new ArrayList<>();
            while (heard.stream().noneMatch(frame -> frame.type == HEADERS && frame.stream == 3)) {
                heard.add(read(in));
            }
            assertThat(heard)
                    .filteredOn(frame -> frame.type == SETTINGS)
                    .allSatisfy(frame -> assertThat(settings(frame.payload)).doesNotContain(ENABLE_CONNECT_PROTOCOL));
            assertThat(heard)
                    .filteredOn(frame -> frame.stream == 1)
                    .containsExactly(new Frame(RST_STREAM, 1, Buffer.buffer().appendInt(PROTOCOL_ERROR)));
        }
        assertThat(gateway.echo().requests()).isEqualTo(before);
    }

    private static List<Integer> settings(Buffer payload) {
        List<Integer> ids = new ArrayList<>();
        for (int at = 0; at < payload.length(); at += 6) {
            ids.add(payload.getUnsignedShort(at));
        }
        return ids;
    }

    private static Frame read(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.readUnsignedByte();
        int stream = in.readInt();
        return new Frame(type, stream, Buffer.buffer(in.readNBytes(length)));
    }

    private static Buffer frame(int type, int flags, int stream, String payload) {
        return Buffer.buffer()
                .appendMedium(payload.length())
                .appendUnsignedByte((short) type)
                .appendUnsignedByte((short) flags)
                .appendInt(stream)
                .appendString(payload, "ISO-8859-1");
    }

    /** A literal without indexing and without Huffman's code, RFC 7541 section 6.2.2. */
    private static Buffer field(String name, String value) {
        return Buffer.buffer()
                .appendByte((byte) 0)
                .appendByte((byte) name.length())
                .appendString(name)
                .appendByte((byte) value.length())
                .appendString(value);
    }

    private static String text(Buffer bytes) {
        return new String(bytes.getBytes(), StandardCharsets.ISO_8859_1);
    }
}
