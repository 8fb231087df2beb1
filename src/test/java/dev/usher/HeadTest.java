package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How many fields a head may have, and what about it is in order although it looks odd. */
class HeadTest {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual();

    @Test
    void aHundredFieldsPassAndOneMoreIsRefused() {
        assertThat(withFields(99)).startsWith("HTTP/1.1 200");
        assertThat(withFields(100)).startsWith("HTTP/1.1 431").contains("more than 100");
    }

    @Test
    void fieldsAreCountedAnewForEachRequest() {
        try (RawClient connection = new RawClient(gateway.port())) {
            for (int i = 0; i < 3; i++) {
                connection.say("GET /public/1 HTTP/1.1\r\nHost: a\r\n" + fields(60) + "\r\n");
                assertThat(connection.readUntil("}}")).startsWith("HTTP/1.1 200");
            }
        }
    }

    /** In pieces, behind an empty line, pipelined, with a body: none of it is a folded header. */
    @Test
    void whatIsNotFoldedIsServed() {
        String get = "\r\nGET /public/1 HTTP/1.1\r\nHost: a\r\nX:   spaced \t\r\nY:\r\n\r\n";
        String post = "POST /public/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n\r\n a\r\n";
        String body = "4\r\n\r\n a\r\n0\r\nX-Trailer: b\r\n\r\n";
        String chunked = "POST /public/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body;
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say(get + post + chunked + get);
            for (int i = 0; i < 4; i++) {
                assertThat(connection.readHead()).contains("HTTP/1.1 200");
                connection.readUntil("}}");
            }
        }
        try (RawClient connection = new RawClient(gateway.port())) {
            for (int i = 0; i < get.length(); i++) {
                connection.say(get.substring(i, i + 1));
            }
            assertThat(connection.readHead()).startsWith("HTTP/1.1 200");
        }
    }

    private static String withFields(int beyondHost) {
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("GET /public/1 HTTP/1.1\r\nHost: a\r\n" + fields(beyondHost) + "\r\n");
            return connection.readUntil("}");
        }
    }

    private static String fields(int count) {
        return IntStream.range(0, count).mapToObj(i -> "X-" + i + ": 1\r\n").collect(Collectors.joining());
    }
}
