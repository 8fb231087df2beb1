package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A service that is gone, silent or talks nonsense: an answer or a cut, and the next request is fine. */
class ServiceFailureTest {

    private static final String TIMES = ", auth: none, timeout: { connect: 300ms, response: 300ms, idle: 300ms } }";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final RawService raw = RawService.start();

    static final DeadPorts.FullBacklog full = new DeadPorts.FullBacklog();
    static final DeadPorts.Refusing refusing = new DeadPorts.Refusing();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/raw/**", "{ target: " + raw.url() + ", auth: none }")
            .route("/hasty/**", "{ target: " + raw.url() + TIMES)
            .route("/full/**", "{ target: " + full.url() + TIMES)
            .route("/refusing/**", "{ target: " + refusing.url() + ", auth: none }")
            .route("/slow/**", "{ target: ECHO" + TIMES);

    private final TestClient client = gateway.client();

    @AfterEach
    void nothingIsLeftOver() {
        await().until(() -> Gauges.noRequestIsForwarded(gateway));
    }

    @AfterAll
    static void stop() throws Exception {
        full.close();
        refusing.close();
    }

    @Test
    void aServiceThatRefusesConnectionsIs502() {
        Answer answer = client.get("/refusing/1");

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.json().get("code").asText()).isEqualTo("service-gone");
        assertThat(answer.json().get("instance").asText()).isEqualTo(answer.header("x-request-id"));
        assertThat(answer.body()).doesNotContain("Exception").doesNotContain("127.0.0.1");
        assertThat(client.post("/refusing/1", "body").status()).isEqualTo(502);
    }

    @Test
    void aServiceThatDoesNotAcceptIs504() {
        assertThat(client.get("/full/1").status()).isEqualTo(504);
    }

    @Test
    void aServiceThatDoesNotAnswerIs504() {
        Answer answer = client.get("/slow/1?hang");

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.json().get("code").asText()).isEqualTo("service-slow");
        assertThat(client.post("/slow/1?hang", "body").status()).isEqualTo(504);
        assertThat(client.get("/public/1").status()).as("the same service").isEqualTo(200);
        await().until(() -> gateway.echo().inFlight() == 0);
    }

    @Test
    void aServiceThatClosesBeforeItsAnswerIs502() {
        assertThat(client.get("/public/1?close=before").status()).isEqualTo(502);
        assertThat(client.post("/public/1?close=before", "body").status()).isEqualTo(502);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/public/bytes/100000?close=body", "/public/bytes/100000?close=body&chunked"})
    void anAnswerThatBreaksOffIsNotShownAsComplete(String path) {
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(connection.readHead()).startsWith("HTTP/1.1 200");
            assertThat(connection.readAll()).hasSizeLessThan(60_000).doesNotContain("\r\n0\r\n\r\n");
        }
        await().until(() -> log.accesses().stream().anyMatch(line -> line.contains("\"status\":502")));
    }

    @Test
    void anAnswerThatFallsSilentIsCut() {
        raw.runs(connection -> {
            connection.readHead();
            connection.say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            connection.awaitClose();
        });

        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("GET /hasty/1 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(connection.readAll()).startsWith("HTTP/1.1 200").endsWith("\r\n\r\nhalf");
        }
    }

    static List<String> nonsense() {
        return List.of(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi!",
                "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nhi!",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nhi!",
                "HTTP/1.1 200 OK\r\nX-Nul: a\0b\r\nContent-Length: 2\r\n\r\nhi",
                "HTTP/1.1 200 OK\r\nX-Large: " + "x".repeat(100_000) + "\r\nContent-Length: 2\r\n\r\nhi",
                "HTTP/1.1 200 OK\r\nX-Huge: " + "x".repeat(10_000_000) + "\r\nContent-Length: 2\r\n\r\nhi",
                "HTTP/1.1 200 OK\r\n" + "X-Many: 1\r\n".repeat(10_000) + "Content-Length: 2\r\n\r\nhi",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 099 Early\r\nContent-Length: 0\r\n\r\n" + OK,
                "HTTP/1.1 20 Early\r\nContent-Length: 0\r\n\r\n" + OK,
                "HTTP/1.1 9 Early\r\nContent-Length: 0\r\n\r\n" + OK,
                "HTTP/1.1 +99 Early\r\nContent-Length: 0\r\n\r\n" + OK,
                "HTTP/1.1 -10 Early\r\nContent-Length: 0\r\n\r\n" + OK,
                "HTTP/1.1 099 Early\r\nContent-Length: 2\r\n\r\nhi",
                "HTTP/1.1 20x OK\r\nContent-Length: 2\r\n\r\nhi",
                "HTTP/1.1 +200 OK\r\nContent-Length: 2\r\n\r\nhi",
                "HTTP/1.1 0200 OK\r\nContent-Length: 2\r\n\r\nhi",
                "HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nhi",
                "HTTP/1.1 000 OK\r\nContent-Length: 2\r\n\r\nhi",
                "HTTP/1.1 -200 OK\r\nContent-Length: 2\r\n\r\nhi",
                "HTTP/1.1 \u0662\u0660\u0660 OK\r\nContent-Length: 2\r\n\r\nhi",
                "HTTP/1.1 1000 OK\r\nContent-Length: 2\r\n\r\nhi",
                "HTTP/1.1 600 Odd\r\nContent-Length: 2\r\n\r\nhi",
                "HTTP/1.1 999 Odd\r\nContent-Length: 2\r\n\r\nhi",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 2\r\n\r\nhi",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nhi",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: \r\n\r\n2\r\nhi\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: \r\nContent-Length: 2\r\n\r\nhi",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n",
                "HTTP/1.1 204 No Content\r\nTransfer-Encoding: gzip\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
                "HTTP/3.7 200 OK\r\nContent-Length: 2\r\n\r\nhi",
                "SSH-2.0-OpenSSH_9.6\r\n\r\n",
                "\0\1\2\3\4\r\n\r\n",
                "");
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void nonsenseIs502AndTheNextRequestIsFine(String bytes) {
        raw.answers(bytes);

        Answer answer = client.get("/raw/1");

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.body()).doesNotContain("Exception");
        assertThat(answer.json().get("instance").asText()).isEqualTo(answer.header("x-request-id"));
        raw.answers(OK);
        assertThat(client.get("/raw/2").body()).isEqualTo("ok");
    }

    /** Not the service that closes here: who has talked nonsense once is not asked anything else on that connection. */
    @ParameterizedTest
    @MethodSource("nonsense")
    void theConnectionOfNonsenseIsThrownAway(String bytes) {
        if (bytes.isEmpty()) {
            return;
        }
        CountDownLatch thrownAway = new CountDownLatch(1);
        raw.runs(connection -> {
            connection.readHead();
            try {
                connection.say(bytes);
                connection.awaitClose();
            } finally {
                thrownAway.countDown();
            }
        });

        assertThat(client.post("/raw/1", "body").status()).isEqualTo(502);

        await().until(() -> thrownAway.getCount() == 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"zz\r\nhi\r\n0\r\n\r\n", "2\r\nhiXX0\r\n\r\n", "-2\r\nhi\r\n0\r\n\r\n", "0x2\r\nhi\r\n0\r\n\r\n"
            })
    void aBadChunkCutsTheAnswerAndItsConnectionIsThrownAway(String body) {
        CountDownLatch thrownAway = new CountDownLatch(1);
        raw.runs(connection -> {
            connection.readHead();
            connection.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n" + body);
            connection.awaitClose();
            thrownAway.countDown();
        });

        assertCut();
        await().until(() -> thrownAway.getCount() == 0);
        raw.answers(OK);
        assertThat(client.get("/raw/2").body()).isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2\r\nhi\r\n", "2\r\nhi\r\n0\r\n", "9\r\nhi"})
    void chunksWithoutAnEndCutTheAnswer(String body) {
        raw.answers("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n" + body);

        assertCut();
        raw.answers(OK);
        assertThat(client.get("/raw/2").body()).isEqualTo("ok");
    }

    private static void assertCut() {
        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("GET /raw/1 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(connection.readAll())
                    .satisfiesAnyOf(
                            cut -> assertThat(cut).startsWith("HTTP/1.1 200").doesNotContain("\r\n0\r\n\r\n"),
                            refused -> assertThat(refused).startsWith("HTTP/1.1 502"));
        }
    }

    @Test
    void aGetOnAConnectionThatTheServiceClosedIsRepeatedOnce() {
        raw.runs(connection -> {
            String first = connection.readHead();
            if (first.contains("/raw/good")) {
                connection.say(OK);
                connection.readHead();
            }
        });
        assertThat(client.get("/raw/good").body()).isEqualTo("ok");

        assertThat(client.get("/raw/good").body()).isEqualTo("ok");

        assertThat(raw.connections()).isEqualTo(2);
        raw.runs(connection -> connection.readHead());
        assertThat(client.get("/raw/bad").status()).isEqualTo(502);
        assertThat(raw.connections()).isLessThanOrEqualTo(2);
    }

    @Test
    void aPostIsNeverRepeated() {
        raw.runs(connection -> connection.readHead());

        assertThat(client.post("/raw/1", "").status()).isEqualTo(502);
        assertThat(client.post("/raw/1", "body").status()).isEqualTo(502);
        assertThat(client.send("PATCH", "/raw/1", "body").status()).isEqualTo(502);

        assertThat(raw.connections()).isLessThanOrEqualTo(3);
    }

    @Test
    void anAnswerThatHasBegunIsNotAskedForAgain() {
        raw.runs(connection -> {
            connection.readHead();
            connection.say("HTTP/1.1 200 OK\r\nSet-Cookie: once=1\r\nContent-Length: 10\r\n\r\n");
        });

        try (RawClient connection = new RawClient(gateway.port())) {
            connection.say("GET /raw/1 HTTP/1.1\r\nHost: a\r\n\r\n");
            String seen = connection.readAll();
            assertThat(seen.split("once=1", -1)).hasSizeLessThanOrEqualTo(2);
        }
        assertThat(raw.connections()).isEqualTo(1);
    }
}
