package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A WebSocket lasts no longer than the session that it was opened in, whatever ends that. */
class LiveStreamTest {

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final String OVER = "close:4401:the token is not valid or no longer; log in again";

    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final RawService service = RawService.start();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .at(time, time)
            .with("session", "{ max-age: 20m, idle: 330s }")
            .route("/strict/**", "{ target: ECHO, stale: false }")
            .route("/raw/**", service.url());

    private final TestClient client = gateway.client();
    private final List<TestSocket> sockets = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        sockets.forEach(TestSocket::close);
        gateway.users().faults().clear();
        gateway.users().roles("alice@example.com", List.of("Manager"));
        Await.until(() -> Gauges.tunnels(gateway) == 0 && Gauges.sum(gateway, "usher_session_streams", "") == 0);
    }

    private TestSocket open(String path, String... headers) throws Exception {
        TestSocket opened = TestSocket.open(gateway.port(), path, headers);
        sockets.add(opened);
        return opened;
    }

    private static void isOpen(TestSocket socket) throws Exception {
        socket.socket().sendText("there?", true).get(10, TimeUnit.SECONDS);
        assertThat(socket.next()).isEqualTo("text:there?");
    }

    /** Within a second. */
    private static void isClosed(TestSocket socket, String with) throws Exception {
        long start = System.nanoTime();
        assertThat(socket.next()).isEqualTo(with);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }

    /** The user server is asked at the next look after its time to live. */
    private static void passTtl() {
        time.pass(Duration.ofSeconds(67));
    }

    private void logout(String token) {
        assertThat(client.post("/auth/logout", "", "user-token", token).status())
                .isEqualTo(204);
    }

    @Test
    @Tag("T15")
    void aLogoutClosesWhatTheSessionHasOpen() throws Exception {
        String token = client.aliceToken();
        List<TestSocket> own = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            own.add(open("/orders/ws", "user-token", token));
        }
        own.add(open("/optional/ws", "user-token", token));

        logout(token);

        for (TestSocket socket : own) {
            isClosed(socket, OVER);
        }
        assertThat(Gauges.sum(gateway, "usher_session_streams_ended_total", "reason=\"logout\""))
                .isGreaterThanOrEqualTo(21);
    }

    @Test
    void otherSessionsAndPublicRoutesStay() throws Exception {
        String token = client.aliceToken();
        TestSocket own = open("/orders/ws", "user-token", token);
        TestSocket another = open("/orders/ws", "user-token", client.token("bob@example.com", "builder"));
        TestSocket open = open("/public/ws", "user-token", token);
        TestSocket anonymous = open("/optional/ws");

        logout(token);

        isClosed(own, OVER);
        isOpen(another);
        isOpen(open);
        isOpen(anonymous);
    }

    @Test
    @Tag("T15")
    void aSessionThatTheUserServerHasEndedIsNoticedThoughNobodyElseAsks() throws Exception {
        TestSocket socket = open("/orders/ws", "user-token", client.aliceToken());
        gateway.users().endAllSessions();
        isOpen(socket);

        passTtl();

        isClosed(socket, OVER);
    }

    @Test
    void aSessionThatSomebodyElseFindsInvalidIsNoticedAtOnce() throws Exception {
        String token = client.aliceToken();
        TestSocket socket = open("/orders/ws", "user-token", token);
        gateway.users().endAllSessions();

        assertThat(client.get("/auth/me", "user-token", token).status()).isEqualTo(401);

        isClosed(socket, OVER);
    }

    @Test
    @Tag("T15")
    void anOpenStreamKeepsItsSessionInUseButNoLongerThanASessionMayLast() throws Exception {
        String token = client.aliceToken();
        TestSocket socket = open("/orders/ws", "user-token", token);
        for (int i = 0; i < 5; i++) {
            double before = answers("roles", "ok");
            passTtl();
            Await.until(() -> answers("roles", "ok") > before);
        }
        isOpen(socket);
        assertThat(client.get("/orders/1", "user-token", token).status()).isEqualTo(200);

        time.pass(Duration.ofMinutes(15));

        isClosed(socket, OVER);
        assertThat(Gauges.sum(gateway, "usher_session_streams_ended_total", "reason=\"too_old\""))
                .isEqualTo(1);
    }

    @Test
    @Tag("T11")
    void whoLosesARoleLosesWhatItWasNeededFor() throws Exception {
        String token = client.aliceToken();
        TestSocket managers = open("/managers/ws", "user-token", token);
        TestSocket orders = open("/orders/ws", "user-token", token);
        gateway.users().roles("alice@example.com", List.of("Clerk"));
        isOpen(managers);

        passTtl();

        isClosed(managers, "close:4403:your account may not do this");
        isOpen(orders);
    }

    @Test
    void notKnowingIsNotInvalidUntilItTakesTooLong() throws Exception {
        TestSocket socket = open("/orders/ws", "user-token", client.aliceToken());
        failOnce(socket);
        gateway.users().faults().set(Operation.VALIDATE, Fault.serverError());

        time.pass(Duration.ofMinutes(5));

        isClosed(socket, "close:1013:the user server cannot answer now");
    }

    @Test
    void whereNoOldAnswerWillDoNotKnowingIsTheEnd() throws Exception {
        String token = client.aliceToken();
        TestSocket strict = open("/strict/ws", "user-token", token);
        TestSocket patient = open("/orders/ws", "user-token", token);
        gateway.users().faults().set(Operation.VALIDATE, Fault.serverError());

        passTtl();

        isClosed(strict, "close:1013:the user server cannot answer now");
        isOpen(patient);
    }

    @Test
    void aUserServerThatIsWellAgainIsBelievedAgain() throws Exception {
        TestSocket socket = open("/orders/ws", "user-token", client.aliceToken());
        failOnce(socket);
        double before = answers("roles", "ok");
        time.pass(Duration.ofSeconds(10));
        Await.until(() -> answers("roles", "ok") > before);
        failOnce(socket);
        gateway.users().endAllSessions();

        time.pass(Duration.ofSeconds(10));

        isClosed(socket, OVER);
    }

    private static void failOnce(TestSocket socket) throws Exception {
        gateway.users().faults().next(1, Operation.VALIDATE, Fault.serverError());
        double before = answers("is-valid", "unavailable");
        passTtl();
        Await.until(() -> answers("is-valid", "unavailable") > before);
        isOpen(socket);
    }

    @Test
    void aClientThatDoesNotReadIsCutThoughAFrameIsUnderWay() throws Exception {
        String token = client.aliceToken();
        service.runs(connection -> {
            connection.readHead();
            // a frame of more bytes than ever come
            connection.say(TunnelTest.GRANTED + "\u0082\u007f\0\0\u00ff\0\0\0\0\0");
            while (true) {
                connection.say("x".repeat(65_536));
            }
        });
        try (RawClient deaf = new RawClient(gateway.port())) {
            deaf.say("GET /raw/ws HTTP/1.1\r\nuser-token: " + token + "\r\n" + TunnelTest.HANDSHAKE);
            assertThat(deaf.readHead()).startsWith("HTTP/1.1 101");
            Await.until(() -> Gauges.sum(gateway, "usher_session_streams", "") == 1);

            logout(token);

            long start = System.nanoTime();
            Await.until(() -> Gauges.tunnels(gateway) == 0);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SOON.dividedBy(2), SOON.multipliedBy(2));
        }
    }

    @Test
    void aClientThatDoesNotAnswerIsCutInTheSameSecond() throws Exception {
        String token = client.aliceToken();
        CountDownLatch over = new CountDownLatch(1);
        service.runs(connection -> {
            connection.readHead();
            connection.say(TunnelTest.GRANTED + "\u0081\u0006fir");
            Await.until(() -> over.getCount() == 0);
            await().pollDelay(Duration.ofMillis(500)).until(() -> true);
            connection.say("st-");
            connection.awaitClose();
        });
        try (RawClient silent = new RawClient(gateway.port())) {
            silent.say("GET /raw/ws HTTP/1.1\r\nuser-token: " + token + "\r\n" + TunnelTest.HANDSHAKE);
            silent.readUntil("fir");
            Await.until(() -> Gauges.sum(gateway, "usher_session_streams", "") == 1);
            logout(token);
            over.countDown();

            assertThat(silent.readUntil("\u0088")).isEqualTo("st-\u0088");
            long start = System.nanoTime();
            // 0x1131 is 4401
            assertThat(silent.readAll()).contains("\u00111the token");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("what is left of the second, and not another one")
                    .isLessThan(Duration.ofMillis(850));
        }
    }

    @Test
    void aGatewayThatStopsSaysSoAndNothingElse() throws Exception {
        Usher another = gateway.another();
        String token = new TestClient(another.httpPort()).aliceToken();
        TestSocket socket = TestSocket.open(another.httpPort(), "/orders/ws", "user-token", token);
        sockets.add(socket);

        Future<Void> stopped = another.stop();

        assertThat(socket.next()).isEqualTo("close:1001:the gateway is going away");
        TestGateway.await(stopped);
    }

    /** Calls that the gateway has had an answer to, which is later than when they were received. */
    private static double answers(String operation, String outcome) {
        String labels = "operation=\"" + operation + "\",outcome=\"" + outcome + "\"";
        return Gauges.sum(gateway, "usher_userserver_calls_total", labels);
    }
}
