package dev.usher;

import static dev.usher.WebSocketHandshakeTest.ACCEPT;
import static dev.usher.WebSocketHandshakeTest.SWITCH;
import static dev.usher.WebSocketHandshakeTest.WEBSOCKET;
import static dev.usher.WebSocketHandshakeTest.handshake;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client says between its request for a WebSocket and the answer is neither a request nor a frame. */
class WebSocketSilenceTest {

    /** A masked text frame, "hi" after its mask. */
    private static final String FRAME = "\u0081\u0082\0\0\0\0hi";

    private static final AtomicLong nanos = new AtomicLong();

    @RegisterExtension
    static final RawService service = RawService.start();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .at(nanos::get, InstantSource.system())
            .route("/raw/**", "{ target: " + service.url() + ", auth: none }");

    private long before;

    @BeforeEach
    void count() {
        before = gateway.echo().requests();
    }

    @AfterEach
    void nothingIsLeftOver() {
        gateway.users().faults().clear();
        service.runs(connection -> {});
        nothingIsUnderWay();
    }

    private static void nothingIsUnderWay() {
        Await.until(() -> Gauges.tunnels(gateway) == 0 && Gauges.noRequestIsForwarded(gateway));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                FRAME,
                "GET /public/smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
                "POST /public/smuggled HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nevil",
                "no HTTP at all\r\n\r\n"
            })
    void whatComesBeforeTheAnswerGoesNowhere(String early) {
        AtomicInteger asked = new AtomicInteger();
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        service.runs(connection -> {
            if (connection.readHead().isEmpty()) {
                return;
            }
            asked.incrementAndGet();
            try {
                connection.say(SWITCH + WEBSOCKET + ACCEPT + "\r\n");
            } finally {
                heard.add(connection.readAll());
            }
        });
        try (RawClient client = new RawClient(gateway.port())) {
            String answer = client.say(handshake("") + early).readAll();

            assertThat(answer).doesNotContain("smuggled").containsPattern("\\A(HTTP/1.1 101|HTTP/1.1 400|<reset>)");
        }
        nothingIsUnderWay();
        Await.until(() -> heard.size() == asked.get());
        assertThat(heard).allMatch(String::isEmpty);
        assertThat(gateway.echo().requests()).isEqualTo(before);
    }

    /** It may have been meant as a request, or as frames: nobody is to find out, and no client is to wait for it. */
    @Tag("T14")
    @ParameterizedTest
    @CsvSource({
        "401, /orders/ws, ''",
        "404, /nowhere, ''",
        "401, /auth/me, ''",
        "426, /raw/ws, 'Sec-WebSocket-Version: 8\r\n'",
        "400, /raw/ws, 'Sec-WebSocket-Key: x\r\n'",
        "502, /raw/ws, ''"
    })
    void whatFollowsAHandshakeThatIsRefusedGoesNowhere(int status, String path, String more) {
        service.runs(connection -> {});
        String handshake = handshake(more).replace("/raw/ws", path);
        try (RawClient client = new RawClient(gateway.port())) {
            String answer = client.say(handshake + "GET /public/second HTTP/1.1\r\nHost: a\r\n\r\n")
                    .readAll();

            assertThat(answer)
                    .containsPattern("\\AHTTP/1.1 (" + status + "|400)")
                    .containsIgnoringCase("\r\nconnection: close\r\n")
                    .doesNotContain("second", "<reset>");
            assertThat(answer.split("HTTP/1.1 ", -1)).hasSize(2);
            assertThat(answer.toLowerCase(Locale.ROOT).split("\r\nconnection: close\r\n", -1))
                    .as("said once")
                    .hasSize(2);
        }
        assertThat(gateway.echo().requests()).isEqualTo(before);
    }

    @Test
    void whoSpeaksWhileTheServiceThinksIsRefusedAtOnceAndTheServiceToldSo() {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        service.runs(connection -> {
            connection.readHead();
            asked.countDown();
            connection.awaitClose();
            left.countDown();
        });
        try (RawClient client = new RawClient(gateway.port())) {
            client.say(handshake(""));
            Await.until(() -> asked.getCount() == 0);

            assertThat(client.say(FRAME).readAll()).startsWith("HTTP/1.1 400");
        }
        Await.until(() -> left.getCount() == 0);
    }

    @Test
    void aHandshakeThatDoesNotAwaitTheAnswerToAnotherRequestIsRefused() {
        service.runs(connection -> {
            connection.readHead();
            connection.say(SWITCH + WEBSOCKET + ACCEPT + "\r\n");
            connection.awaitClose();
        });
        try (RawClient client = new RawClient(gateway.port())) {
            String first = "GET /public/first?delay=100 HTTP/1.1\r\nHost: a\r\n\r\n";
            String answers = client.say(first + handshake("") + "GET /public/third HTTP/1.1\r\nHost: a\r\n\r\n")
                    .readAll();

            assertThat(answers)
                    .startsWith("HTTP/1.1 200")
                    .contains("HTTP/1.1 400")
                    .doesNotContain("HTTP/1.1 101", "third");
        }
        assertThat(gateway.echo().requests()).isEqualTo(before + 1);
    }

    @Test
    void anAnswerThatIsDueBeforeThatToAHandshakeComesFirst() {
        service.runs(connection -> {
            connection.readHead();
            connection.say(SWITCH + WEBSOCKET + ACCEPT + "\r\n");
            connection.awaitClose();
        });
        try (RawClient client = new RawClient(gateway.port())) {
            client.say("GET /public/first?delay=100 HTTP/1.1\r\nHost: a\r\n\r\n" + handshake(""));

            assertThat(client.readUntil("}}"))
                    .startsWith("HTTP/1.1 200")
                    .doesNotContainIgnoringCase("connection: close");
            assertThat(client.readHead()).startsWith("HTTP/1.1 101");
        }
    }

    @Test
    void whatComesWhileItIsAskedWhoItIsGoesNowhereEither() {
        String token = gateway.client().aliceToken();
        Fault.Held held = Fault.hold();
        gateway.users().faults().set(Operation.VALIDATE, held);
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        try (RawClient client = new RawClient(gateway.port())) {
            client.say(handshake("user-token: " + token + "\r\n").replace("/raw/", "/orders/")
                    + "GET /public/smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
            Await.until(() -> held.arrived() == 1);
            held.release();

            assertThat(client.readAll()).startsWith("HTTP/1.1 400").doesNotContain("smuggled");
        }
        assertThat(gateway.echo().requests()).isEqualTo(before);
    }
}
