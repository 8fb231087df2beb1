package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields that only HTTP/2 can carry, from a service that speaks it frame by frame. */
class ServiceFieldsTest {

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    static final RawService raw = RawService.start();

    @RegisterExtension
    static final TestGateway gateway =
            TestGateway.usual().route("/raw/**", "{ target: " + raw.url().replace("http:", "h2c:") + ", auth: none }");

    @AfterEach
    void nothingIsLeftOver() {
        await().until(() -> Gauges.noRequestIsForwarded(gateway));
    }

    @AfterAll
    static void stop() throws Exception {
        raw.close();
    }

    static List<Arguments> fields() {
        return List.of(
                arguments("x-bad", "a\r\nSet-Cookie: planted=1"),
                arguments("x-bad", "a\nSet-Cookie: planted=1"),
                arguments("x-bad\r\nset-cookie", "planted=1"),
                arguments("x-bad: a\r\nset-cookie", "planted=1"),
                arguments("x-bad", "planted\0"));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aHeaderThatIsNoLineOfHttp1Is502(String name, String value) {
        answers(Http2Client.block(":status", "200", name, value), Http2Client.block("x-sum", "1"));

        assertThat(say()).startsWith("HTTP/1.1 502").doesNotContain("planted");
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aTrailerThatIsNoLineOfHttp1CutsTheAnswer(String name, String value) {
        answers(Http2Client.block(":status", "200"), Http2Client.block(name, value));

        assertThat(say()).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n2\r\nok\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"600", "999", "099", "1000", "20x", ""})
    void aStatusThatIsNoneIs502(String status) {
        answers(Http2Client.block(":status", status), Http2Client.block("x-sum", "1"));

        assertThat(say()).startsWith("HTTP/1.1 502");
    }

    /** A body of two bytes, and the trailers after it. */
    private static void answers(byte[] head, byte[] trailers) {
        raw.runs(connection -> {
            connection.readHead();
            connection.readHead();
            connection.say(text(Http2Client.bytes(Http2Client.SETTINGS, 0, 0, new byte[0])));
            int stream = awaitRequest(new DataInputStream(connection.socket().getInputStream()));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            answer.writeBytes(Http2Client.bytes(Http2Client.HEADERS, Http2Client.END_HEADERS, stream, head));
            answer.writeBytes(Http2Client.bytes(Http2Client.DATA, 0, stream, new byte[] {'o', 'k'}));
            answer.writeBytes(Http2Client.bytes(
                    Http2Client.HEADERS, Http2Client.END_HEADERS | Http2Client.END_STREAM, stream, trailers));
            connection.say(text(answer.toByteArray()));
            connection.awaitClose();
        });
    }

    private static int awaitRequest(DataInputStream in) throws IOException {
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            in.readUnsignedByte();
            int stream = in.readInt();
            in.skipNBytes(length);
            if (type == Http2Client.HEADERS) {
                return stream;
            }
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String say() {
        try (RawClient client = new RawClient(gateway.port())) {
            client.say("GET /raw/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTE: trailers\r\n\r\n");
            return client.readAll();
        }
    }
}
