package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.sandbox.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client sends: an answer, a line in the log, nothing thrown, and the next request is fine. */
class BadInputTest {

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual();

    private final TestClient client = gateway.client();

    static List<String> ambiguous() {
        return List.of(
                "POST /public HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "POST /public/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
                "POST /public/1 HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello",
                "POST /public/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\nhello",
                "POST /public/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\nhello",
                "POST /public/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
                "POST /public/1 HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /public/1 HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\nhello",
                "POST /public/1 HTTP/1.1\r\nHost: a\r\nContent-Length: \r\n\r\nhello",
                "GET /public/1 HTTP/1.1\nHost: a\n\n",
                "GET /public/1 HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n",
                "GET /public/1 HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n",
                "\r\nGET /public/1 HTTP/1.1\r\nHost: a\r\nX: b\r\n\tX-User-Id: evil\r\n\r\n",
                "GET /public/1 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /public/1 HTTP/1.1\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("ambiguous")
    void ambiguousMessagesAreRefusedAndTheConnectionEnds(String message) {
        long before = gateway.echo().requests();
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say(message);
            assertThat(connection.readAll()).matches("(?s)HTTP/1.[01] 400.*").doesNotContain("Exception");
        }
        assertThat(gateway.echo().requests()).isEqualTo(before);
        assertThat(client.get("/public/2").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 50\r\n\r\n{\"login\":",
                "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"log\r\n",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n"
            })
    void aLoginThatBreaksOffIsNoDefect(String rest) {
        int before = logins().size();
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + rest);
        }
        await().until(() -> logins().size() == before + 1);
        assertThat(logins().getLast()).matches(".*\"status\":4(99|00).*");
        assertThat(gateway.users().calls(Operation.LOGIN)).isZero();
    }

    /** Only these: what other tests asked for may be logged late, after their answers. */
    private static List<String> logins() {
        return log.accesses().stream()
                .filter(line -> line.contains("/auth/login"))
                .toList();
    }

    @Test
    void aRefusedUploadIsNotReadForEver() {
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("POST /orders/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n");
            connection.say(new byte[1_000_000]);
            assertThat(connection.readAll()).startsWith("HTTP/1.1 401").doesNotContain("<reset>");
        }
    }

    @Test
    void aRefusedUploadOf64KibIsShortAndNoLongerOne() {
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("POST /orders/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 65536\r\n\r\n");
            assertThat(connection.readUntil("}")).startsWith("HTTP/1.1 401").doesNotContainIgnoringCase("close");
            connection.say(new byte[65_536]);
            connection.say("POST /orders/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n");
            assertThat(connection.readUntil("}")).startsWith("HTTP/1.1 401").containsIgnoringCase("connection: close");
        }
    }

    @Test
    void aShortRefusedUploadKeepsItsConnection() {
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("POST /orders/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(connection.readUntil("}")).startsWith("HTTP/1.1 401");
            connection.say("GET /public/1 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(connection.readHead()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void anUpgradeToClearTextHttp2GetsNoFurtherThanAnythingElse() {
        long before = gateway.echo().requests();
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("GET /orders/1 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\n");
            connection.say("Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nX-User-Id: evil\r\n\r\n");
            connection.say("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");
            assertThat(connection.readUntil("\"}")).startsWith("HTTP/1.1 401").contains("token-missing");
        }
        assertThat(gateway.echo().requests()).isEqualTo(before);
    }
}
