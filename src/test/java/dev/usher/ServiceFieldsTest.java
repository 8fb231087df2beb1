package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields and frames that only HTTP/2 can carry, from a service that speaks it frame by frame. */
class ServiceFieldsTest {

    private static final byte[] OK = Http2Client.block(":status", "200");

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final RawService raw = RawService.start();

    @RegisterExtension
    static final TestGateway gateway =
            TestGateway.usual().route("/raw/**", "{ target: " + raw.url().replace("http:", "h2c:") + ", auth: none }");

    @AfterEach
    void nothingIsLeftOver() {
        await().until(() -> Gauges.noRequestIsForwarded(gateway));
    }

    static List<Arguments> fields() {
        return List.of(
                arguments("x-bad", "a\r\nSet-Cookie: planted=1"),
                arguments("x-bad", "a\nSet-Cookie: planted=1"),
                arguments("x-bad\r\nset-cookie", "planted=1"),
                arguments("x-bad: a\r\nset-cookie", "planted=1"),
                arguments("x-bad", "planted\0"),
                arguments("x-bad", "planted\1"),
                arguments("x-bad", "planted\177"),
                arguments("x-bad", " planted"),
                arguments("x bad", "planted"),
                arguments("x-b\u00e4d", "planted"),
                arguments("x-bad(1)", "planted"));
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

    @ParameterizedTest
    @ValueSource(strings = {"100", "102", "103", "104"})
    void interimAnswersDoNotLoseTheFinalOne(String status) {
        answers(stream -> {
            byte[] interim = head(stream, Http2Client.block(":status", status, "x-early", "1"));
            return all(interim, interim, interim, head(stream, Http2Client.block(":status", "200")), ok(stream));
        });

        assertThat(say()).startsWith("HTTP/1.1 200").doesNotContain("x-early").endsWith("2\r\nok\r\n0\r\n\r\n");
    }

    static List<Arguments> nonsense() {
        byte[] large = Http2Client.block("x-large", "y".repeat(16_000));
        return List.of(
                arguments("two lengths", answer(":status", "200", "content-length", "2", "content-length", "3")),
                arguments("a length that is none", answer(":status", "200", "content-length", "2x")),
                arguments("a longer length", answer(":status", "200", "content-length", "3")),
                arguments("a shorter length", answer(":status", "200", "content-length", "1")),
                arguments("no status", answer("x-a", "1")),
                arguments("two statuses", answer(":status", "200", ":status", "204")),
                arguments("a status behind a field", answer("x-a", "1", ":status", "200")),
                arguments("a request", answer(":status", "200", ":path", "/raw/1")),
                arguments("a name in upper case", answer(":status", "200", "X-A", "1")),
                arguments("a body without a head", (IntFunction<byte[]>) ServiceFieldsTest::ok),
                arguments("a stream that nobody opened", (IntFunction<byte[]>) stream -> head(stream + 2, OK)),
                arguments("a promise that nobody wanted", (IntFunction<byte[]>) stream ->
                        Http2Client.bytes(5, Http2Client.END_HEADERS, stream, all(new byte[] {0, 0, 0, 2}, OK))),
                arguments("a head of ten megabytes", (IntFunction<byte[]>) stream -> {
                    ByteArrayOutputStream head = new ByteArrayOutputStream();
                    head.writeBytes(Http2Client.bytes(Http2Client.HEADERS, 0, stream, OK));
                    for (int i = 0; i < 625; i++) {
                        head.writeBytes(Http2Client.bytes(Http2Client.CONTINUATION, 0, stream, large));
                    }
                    return head.toByteArray();
                }),
                arguments("a frame that is too long", (IntFunction<byte[]>)
                        stream -> Http2Client.bytes(Http2Client.DATA, 0, stream, new byte[20_000])),
                arguments("an end", (IntFunction<byte[]>) stream -> new byte[0]));
    }

    private static IntFunction<byte[]> answer(String... fields) {
        return stream -> all(head(stream, Http2Client.block(fields)), ok(stream));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void nonsenseIs502OrCutAndTheNextRequestIsFine(String what, IntFunction<byte[]> answer) {
        answers(answer);

        assertThat(say())
                .satisfiesAnyOf(
                        refused -> assertThat(refused).startsWith("HTTP/1.1 502"),
                        cut -> assertThat(cut)
                                .startsWith("HTTP/1.1 200")
                                .containsIgnoringCase("content-length: 3")
                                .doesNotEndWith("ok!"));
        answers(stream -> all(head(stream, OK), ok(stream)));
        assertThat(say()).startsWith("HTTP/1.1 200").contains("ok");
    }

    /** A body of two bytes, and the trailers after it. */
    private static void answers(byte[] head, byte[] trailers) {
        answers(stream -> all(
                head(stream, head),
                Http2Client.bytes(Http2Client.DATA, 0, stream, new byte[] {'o', 'k'}),
                Http2Client.bytes(
                        Http2Client.HEADERS, Http2Client.END_HEADERS | Http2Client.END_STREAM, stream, trailers)));
    }

    /** The frames that follow the settings, for the stream of the request; after them the service closes. */
    private static void answers(IntFunction<byte[]> frames) {
        raw.runs(connection -> {
            connection.readHead();
            connection.readHead();
            connection.say(text(Http2Client.bytes(Http2Client.SETTINGS, 0, 0, new byte[0])));
            int stream = awaitRequest(new DataInputStream(connection.socket().getInputStream()));
            byte[] answer = frames.apply(stream);
            if (answer.length > 0) {
                connection.say(text(answer));
                connection.awaitClose();
            }
        });
    }

    private static byte[] head(int stream, byte[] block) {
        return Http2Client.bytes(Http2Client.HEADERS, Http2Client.END_HEADERS, stream, block);
    }

    private static byte[] ok(int stream) {
        return Http2Client.bytes(Http2Client.DATA, Http2Client.END_STREAM, stream, new byte[] {'o', 'k'});
    }

    private static byte[] all(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
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
