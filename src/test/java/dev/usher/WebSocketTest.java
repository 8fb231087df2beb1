package dev.usher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A WebSocket through the gateway is the service's own, but for who may open it and what the service is told. */
@SuppressWarnings("NullAway.Init")
class WebSocketTest {

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual();

    private static String alice;

    @BeforeAll
    static void login() {
        alice = gateway.client().aliceToken();
    }

    @AfterEach
    void nothingIsLeftOver() {
        Await.until(() -> Gauges.tunnels(gateway) == 0);
        Await.until(() -> gateway.echo().inFlight() == 0);
    }

    @Test
    void messagesGoThroughAsTheyAre() throws Exception {
        try (TestSocket opened = TestSocket.open(gateway.port(), "/public/ws")) {
            WebSocket socket = opened.socket();
            socket.sendText("hé", true).get(10, TimeUnit.SECONDS);
            assertThat(opened.next()).isEqualTo("text:hé");

            socket.sendText("in ", false).get(10, TimeUnit.SECONDS);
            socket.sendPing(ByteBuffer.wrap("between".getBytes(UTF_8))).get(10, TimeUnit.SECONDS);
            socket.sendText("two", true).get(10, TimeUnit.SECONDS);
            assertThat(List.of(opened.next(), opened.next())).contains("pong:between", "text:in two");

            byte[] large = new byte[10 * 1024 * 1024];
            new Random(7).nextBytes(large);
            socket.sendBinary(ByteBuffer.wrap(large), true).get(20, TimeUnit.SECONDS);
            assertThat(opened.next()).isEqualTo("binary:" + large.length + ":" + Arrays.hashCode(large));
        }
    }

    @Test
    void theClientsCloseCodeReachesTheServiceAndComesBack() throws Exception {
        try (TestSocket opened = TestSocket.open(gateway.port(), "/public/ws?id=closing")) {
            opened.socket().sendClose(4001, "enough").get(10, TimeUnit.SECONDS);

            assertThat(opened.next()).isEqualTo("close:4001:enough");
        }
    }

    @Test
    void theServicesCloseCodeReachesTheClient() throws Exception {
        try (TestSocket opened = TestSocket.open(gateway.port(), "/public/ws?closeCode=4002")) {
            opened.socket().sendText("go", true).get(10, TimeUnit.SECONDS);

            assertThat(opened.next()).isEqualTo("close:4002:as you wish");
        }
    }

    @Test
    void theSubprotocolIsTheServicesChoice() throws Exception {
        try (TestSocket opened = TestSocket.offering("echo", gateway.port(), "/public/ws")) {
            assertThat(opened.socket().getSubprotocol()).isEqualTo("echo");
        }
        try (TestSocket opened = TestSocket.offering("unknown", gateway.port(), "/public/ws")) {
            assertThat(opened.socket().getSubprotocol()).isEmpty();
        }
    }

    @Test
    void theServiceKnowsTheUserAndNeverTheToken() throws Exception {
        String cookie = "a=1; __Host-session=" + alice;
        for (String[] credentials :
                new String[][] {{"Authorization", "Bearer " + alice}, {"user-token", alice}, {"Cookie", cookie}}) {
            try (TestSocket opened = TestSocket.open(
                    gateway.port(),
                    "/orders/ws?hello",
                    "Origin",
                    "http://127.0.0.1:" + gateway.port(),
                    credentials[0],
                    credentials[1],
                    "X-User-Id",
                    "evil",
                    "x_user_roles",
                    "evil",
                    "X-Forwarded-For",
                    "6.6.6.6")) {
                String hello = opened.next();

                assertThat(hello).doesNotContain(alice).doesNotContain("evil").doesNotContain("6.6.6.6");
                assertThat(received(hello, "X-User-Id"))
                        .containsExactly(gateway.users().objectId("alice@example.com"));
                assertThat(received(hello, "Upgrade")).containsExactly("websocket");
                assertThat(received(hello, "Connection")).containsExactly("Upgrade");
                assertThat(received(hello, "Via")).containsExactly("1.1 usher");
                assertThat(received(hello, "Cookie"))
                        .isEqualTo(credentials[0].equals("Cookie") ? List.of("a=1") : List.of());
            }
        }
    }

    @Test
    void whoMayNotIsRefusedBeforeTheServiceIsContacted() {
        long before = gateway.echo().requests();

        String bob = gateway.client().token("bob@example.com", "builder");
        assertThat(refusal("/orders/ws")).isEqualTo(401);
        assertThat(refusal("/orders/ws", "user-token", "nonsense")).isEqualTo(401);
        assertThat(refusal("/managers/ws", "user-token", bob)).isEqualTo(403);
        assertThat(refusal("/nowhere/ws", "user-token", alice)).isEqualTo(404);
        assertThat(gateway.echo().requests()).isEqualTo(before);
    }

    @Test
    void theServicesRefusalIsTheAnswer() {
        assertThat(refusal("/public/ws?status=403")).isEqualTo(403);
        assertThat(refusal("/public/ws?status=204")).isEqualTo(204);
    }

    @Test
    void itsEndIsALineInTheAccessLogAndItsConnectionIsGone() throws Exception {
        double before = Gauges.serviceConnections(gateway);
        try (TestSocket opened = TestSocket.open(gateway.port(), "/orders/logged/ws", "user-token", alice)) {
            Await.until(() -> Gauges.tunnels(gateway) == 1);
            opened.socket().sendText("x".repeat(100), true).get(10, TimeUnit.SECONDS);
            opened.next();
            assertThat(log.accesses()).noneMatch(line -> line.contains("/orders/logged/ws"));
            opened.socket().sendClose(1000, "").get(10, TimeUnit.SECONDS);
            opened.next();
        }

        Await.until(() -> log.accesses().stream().anyMatch(line -> line.contains("/orders/logged/ws")));
        // a frame of 102 bytes and one that closes
        assertThat(log.accesses().stream().filter(line -> line.contains("/orders/logged/ws")))
                .singleElement()
                .asString()
                .contains(
                        "\"status\":101",
                        "\"bytes\":106",
                        "\"user\":\"" + gateway.users().objectId("alice@example.com"));
        Await.until(() -> Gauges.serviceConnections(gateway) <= before);
    }

    private static int refusal(String path, String... headers) {
        int[] status = new int[1];
        assertThatThrownBy(() -> TestSocket.open(gateway.port(), path, headers))
                .hasCauseInstanceOf(WebSocketHandshakeException.class)
                .satisfies(failure -> status[0] = failure.getCause() instanceof WebSocketHandshakeException refused
                        ? refused.getResponse().statusCode()
                        : 0);
        return status[0];
    }

    private static List<String> received(String hello, String name) {
        JsonArray headers = new JsonObject(hello.substring("text:".length())).getJsonArray("headers");
        return headers.stream()
                .map(JsonObject.class::cast)
                .filter(field ->
                        field.getString("name").toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
                .map(field -> field.getString("value"))
                .toList();
    }
}
