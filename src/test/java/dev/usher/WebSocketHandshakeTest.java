package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection becomes a tunnel when client and service both meant a WebSocket, and in no other case. */
class WebSocketHandshakeTest {

    /** RFC 6455 section 1.3. */
    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    static final String ACCEPT = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";
    static final String SWITCH = "HTTP/1.1 101 Switching Protocols\r\n";
    static final String WEBSOCKET = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
    private static final String VERSION = "Sec-WebSocket-Version: 13\r\n";
    private static final String GET = "GET /raw/ws HTTP/1.1\r\nHost: a\r\n";

    @RegisterExtension
    static final RawService service = RawService.start();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/raw/**", "{ target: " + service.url() + ", auth: none }")
            .route("/h2c/**", "{ target: " + service.url().replace("http:", "h2c:") + ", auth: none }");

    @AfterEach
    void nothingIsLeftOver() {
        service.runs(connection -> {});
        Await.until(() -> Gauges.tunnels(gateway) == 0 && Gauges.noRequestIsForwarded(gateway));
    }

    @ParameterizedTest
    @CsvSource({
        "no key, 400, GET, 13",
        "Sec-WebSocket-Key: short, 400, GET, 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=, 400, GET, 13",
        "'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==, x', 400, GET, 13",
        "two keys, 400, GET, 13",
        "a body, 400, GET, 13",
        "chunks, 400, GET, 13",
        "fine, 400, POST, 13",
        "fine, 400, GET, ''",
        "fine, 426, GET, 8",
        "fine, 426, GET, '13, 8'"
    })
    void aMalformedHandshakeEndsHere(String what, int status, String method, String version) {
        service.runs(connection -> {});
        String key = switch (what) {
            case "no key" -> "";
            case "two keys" -> KEY + KEY;
            case "a body" -> KEY + "Content-Length: 1\r\n";
            case "chunks" -> KEY + "Transfer-Encoding: chunked\r\n";
            case "fine" -> KEY;
            default -> what + "\r\n";
        };
        String versions = version.isEmpty() ? "" : "Sec-WebSocket-Version: " + version + "\r\n";
        try (RawClient client = new RawClient(gateway.port())) {
            String head = client.say(method + " /raw/ws HTTP/1.1\r\nHost: a\r\n" + WEBSOCKET + key + versions + "\r\n")
                    .readHead();

            assertThat(head).startsWith("HTTP/1.1 " + status);
            if (status == 426) {
                assertThat(head)
                        .containsIgnoringCase("sec-websocket-version: 13")
                        .containsIgnoringCase("upgrade: w");
            }
        }
        assertThat(service.connections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Upgrade: websocket\r\nConnection: Upgrade\r\n",
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n",
                "Upgrade: h2c\r\nConnection: Upgrade\r\n" + ACCEPT,
                "Upgrade: websocket, h2c\r\nConnection: Upgrade\r\n" + ACCEPT,
                "Connection: Upgrade\r\n" + ACCEPT,
                "Upgrade: websocket\r\n" + ACCEPT,
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: b\r\n" + ACCEPT,
                "Upgrade: websocket\r\nConnection: Upgrade\r\n" + ACCEPT + ACCEPT
            })
    void aServiceThatGrantsSomethingElseHasFailed(String granted) {
        service.runs(connection -> {
            connection.readHead();
            connection.say(SWITCH + granted + "\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
            connection.awaitClose();
        });
        try (RawClient client = new RawClient(gateway.port())) {
            String answer =
                    client.say(handshake("Sec-WebSocket-Protocol: a\r\n")).readUntil("}");

            assertThat(answer).startsWith("HTTP/1.1 502").doesNotContain("evil");
        }
    }

    @Test
    void aRefusalIsNoTunnelAndEndsBothConnections() {
        service.runs(connection -> {
            connection.readHead();
            connection.say("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfineHTTP/1.1 200 OK\r\n\r\nevil");
            connection.awaitClose();
        });
        try (RawClient client = new RawClient(gateway.port())) {
            assertThat(client.say(handshake("")).readAll())
                    .startsWith("HTTP/1.1 200")
                    .containsIgnoringCase("\r\nconnection: close\r\n")
                    .endsWith("\r\n\r\nfine");
        }
    }

    @Test
    void theFirstFrameMayComeWithTheAnswerOfTheService() {
        service.runs(connection -> {
            connection.readHead();
            connection.say(SWITCH + WEBSOCKET + ACCEPT + "X-User-Id: evil\r\nX-Other: fine\r\n\r\n\u0081\u0002hi");
            connection.awaitClose();
        });
        try (RawClient client = new RawClient(gateway.port())) {
            String head = client.say(handshake("")).readHead();

            assertThat(head)
                    .startsWith("HTTP/1.1 101")
                    .containsIgnoringCase("upgrade: websocket\r\n")
                    .containsIgnoringCase("connection: upgrade\r\n")
                    .contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "fine")
                    .doesNotContain("evil");
            assertThat(client.readUntil("hi")).isEqualTo("\u0081\u0002hi");
        }
    }

    /** RFC 8441 is not spoken to services; nobody should look for a service that is down. */
    @Test
    void whereAServiceSpeaksHttp2AloneThereAreNone() {
        service.runs(connection -> {});
        try (RawClient client = new RawClient(gateway.port())) {
            String answer = client.say(handshake("").replace("/raw/", "/h2c/")).readUntil("}");

            assertThat(answer).startsWith("HTTP/1.1 501").contains("no-websockets", "HTTP/2 only");
        }
        assertThat(service.connections()).isZero();
    }

    /** A handshake that is not taken for one would be an ordinary request, with the fields of a handshake. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "h2c, websocket",
                "websocket,H2C",
                "h2c\r\nUpgrade: websocket",
                "websocket\r\nUpgrade: h2c",
                "h2c, h2c, websocket"
            })
    void aWishForHttp2DoesNotHideAHandshake(String upgrade) {
        service.runs(connection -> {});
        String both = handshake("").replace("Upgrade: websocket", "Upgrade: " + upgrade);
        for (String malformed : List.of(both.replace(VERSION, ""), both.replace(KEY, ""))) {
            try (RawClient client = new RawClient(gateway.port())) {
                assertThat(client.say(malformed).readHead()).startsWith("HTTP/1.1 400");
            }
        }
        assertThat(service.connections()).isZero();
    }

    @Test
    void anotherProtocolIsNotSwitchedTo() {
        for (String upgrade : List.of("irc", "TLS/1.0", "websocketx", "IRC/6.9, RTA/x11")) {
            TestClient.Answer answer = answer("Upgrade: " + upgrade + "\r\nConnection: Upgrade\r\n");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).doesNotContainIgnoringCase("\"upgrade\"");
        }
    }

    @Test
    void anUpgradeThatTheConnectionDoesNotNominateMeansNothing() {
        assertThat(answer("Upgrade: websocket\r\n" + KEY + VERSION).status()).isEqualTo(200);
        assertThat(answer("Upgrade: websocket\r\nConnection: keep-alive\r\n" + KEY + VERSION)
                        .status())
                .isEqualTo(200);
    }

    private static TestClient.Answer answer(String headers) {
        try (RawClient client = new RawClient(gateway.port())) {
            String said = client.say("GET /public/ws HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n")
                    .readUntil("}}");
            int body = said.indexOf("\r\n\r\n") + 4;
            return new TestClient.Answer(
                    Integer.parseInt(said.substring(9, 12)), java.util.Map.of(), said.substring(body));
        }
    }

    static String handshake(String more) {
        return GET + WEBSOCKET + KEY + VERSION + more + "\r\n";
    }
}
