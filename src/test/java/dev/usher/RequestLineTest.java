package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.RawHttp.Heard;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request line is a method, one blank, a target, one blank and a version; nothing else is taken for one. */
class RequestLineTest {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual();

    private static Stream<Arguments> lines() {
        return Stream.of(
                Arguments.of("a blank in the target", "GET /public/x y HTTP/1.1"),
                Arguments.of("a byte beyond ASCII in the target", "GET /public/\u00e9 HTTP/1.1"),
                Arguments.of("a byte beyond ASCII in the query", "GET /public/x?\u00e9 HTTP/1.1"),
                Arguments.of("a control byte in the target", "GET /public/\u0001x HTTP/1.1"),
                Arguments.of("a DEL in the query", "GET /public/x?\u007f HTTP/1.1"),
                Arguments.of("a blank in front", " GET /public/x HTTP/1.1"),
                Arguments.of("a tab in front", "\tGET /public/x HTTP/1.1"),
                Arguments.of("a bare line feed in front", "\nGET /public/x HTTP/1.1"),
                Arguments.of("a bare return in front", "\rGET /public/x HTTP/1.1"),
                Arguments.of("two returns in front", "\r\r\nGET /public/x HTTP/1.1"),
                Arguments.of("nine empty lines in front", "\r\n".repeat(9) + "GET /public/x HTTP/1.1"),
                Arguments.of("two blanks behind the method", "GET  /public/x HTTP/1.1"),
                Arguments.of("two blanks behind the target", "GET /public/x  HTTP/1.1"),
                Arguments.of("a blank behind the version", "GET /public/x HTTP/1.1 "),
                Arguments.of("a tab behind the method", "GET\t/public/x HTTP/1.1"),
                Arguments.of("a tab behind the target", "GET /public/x\tHTTP/1.1"),
                Arguments.of("a vertical tab between", "GET\u000b/public/x HTTP/1.1"),
                Arguments.of("a form feed between", "GET /public/x\fHTTP/1.1"),
                Arguments.of("a return between", "GET /public/x\rHTTP/1.1"),
                Arguments.of("a byte beyond ASCII in the method", "G\u00e9T /public/x HTTP/1.1"),
                Arguments.of("no target", "GET HTTP/1.1"),
                Arguments.of("no version", "GET /public/x"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    @Tag("T21")
    void anythingElseIsRefusedAndTheConnectionClosed(String what, String line) {
        assertRefused(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/0.9", "HTTP/1.2", "HTTP/1.9", "HTTP/2.0", "HTTP/2", "HTTP/3.0", "HTTP/11.1", "HTTP/01.1",
                "HTTP/1.11", "HTTP/1.01", "HTTP/1", "HTTP/1.", "HTTP/.1", "HTTP/1,1", "HTTP /1.1", "HTTP/1.1x",
                "HTTP/-1.1", "http/1.1", "HtTP/1.1", "HTTPS/1.1", "ICAP/1.0"
            })
    @Tag("T21")
    void anotherVersionIsRefusedAndTheConnectionClosed(String version) {
        assertRefused("GET /public/x " + version);
    }

    private static void assertRefused(String line) {
        String rest = "\r\nHost: a\r\n\r\n";
        long before = gateway.echo().requests();

        Heard heard = RawHttp.say(gateway.port(), line + rest + "GET /public/smuggled HTTP/1.1" + rest);

        assertThat(heard.status()).as(heard.text()).isEqualTo(400);
        assertThat(heard.answers()).isEqualTo(1);
        assertThat(heard.text()).contains("\"code\":\"bad-request\"");
        assertThat(heard.closed()).isTrue();
        assertThat(gateway.echo().requests()).isEqualTo(before);
    }

    /** RFC 9112 section 2.2; for each request anew. */
    @Test
    void someEmptyLinesInFrontAreIgnored() {
        String request = "\r\n".repeat(8) + "GET /public/x HTTP/1.1\r\nHost: a\r\n";

        Heard heard = RawHttp.say(gateway.port(), request + "\r\n" + request + "Connection: close\r\n\r\n");

        assertThat(heard.text()).startsWith("HTTP/1.1 200").doesNotContain("bad-request");
        assertThat(heard.answers()).isEqualTo(2);
    }

    @Test
    void theAbsoluteFormCountsWhenItAgreesWithHost() {
        Heard heard = RawHttp.say(
                gateway.port(),
                "GET http://A.example:80/public/x?q=1 HTTP/1.1\r\nHost: a.EXAMPLE:80\r\nConnection: close\r\n\r\n");

        assertThat(heard.text()).contains("\"target\":\"/public/x?q=1\"").contains("\"value\":\"a.example:80\"");
    }
}
