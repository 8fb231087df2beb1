package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.http.ShortMessage;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is short and there at once goes out another way than all else, and says the same. */
class ShortAnswerTest {

    private static final String REQUEST = "GET /short/1 HTTP/1.1\r\nHost: a\r\n";
    private static final String FIELDS = String.join(
            "\r\n",
            "Content-Type: text/plain",
            "X-Own: 1",
            "X-Own: 2",
            "Connection: X-Hop",
            "X-Hop: 3",
            "X-User-Id: planted",
            "");

    @RegisterExtension
    static final RawService service = RawService.start();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/short/**", "{ target: " + service.url() + ", auth: none }")
            .route(
                    "/cors/**",
                    "{ target: " + service.url() + ", auth: none, cors: { origins: ['https://a.example'] } }");

    /** There a connection that its client has ended is closed in the same turn; on io_uring, before anybody hears. */
    @RegisterExtension
    static final TestGateway onEpoll = TestGateway.usual().onEpoll();

    @ParameterizedTest
    @ValueSource(ints = {1, 100, ShortMessage.MOST_BODY_BYTES, ShortMessage.MOST_BODY_BYTES + 1})
    void saysWhatTheServiceSaysAndNothingThatEndsHere(int length) {
        String body = "x".repeat(length);
        service.answers("HTTP/1.1 200 OK\r\n" + FIELDS + "Content-Length: " + length + "\r\n\r\n" + body);

        try (RawClient client = new RawClient(gateway.port())) {
            client.say(REQUEST + "\r\n");
            String head = client.readHead();

            assertThat(client.readUntil(body)).isEqualTo(body);
            assertThat(fieldsOf(head))
                    .filteredOn(field -> !field.startsWith("x-request-id: "))
                    .containsExactlyInAnyOrder(
                            "http/1.1 200 ok",
                            "content-type: text/plain",
                            "x-own: 1",
                            "x-own: 2",
                            "content-length: " + length);
            assertThat(fieldsOf(head))
                    .filteredOn(field -> field.startsWith("x-request-id: "))
                    .hasSize(1);
        }
    }

    @Test
    void comesWholeWhenItsPiecesComeOneByOne() {
        service.runs(connection -> {
            connection.readHead();
            for (String piece :
                    List.of("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n", "X-Own: 1\r\n\r\n", "ab", "cd", "ef")) {
                connection.say(piece);
            }
            connection.awaitClose();
        });

        assertThat(answer(REQUEST))
                .contains("content-length: 6")
                .contains("x-own: 1")
                .endsWith("\r\n\r\nabcdef");
    }

    /** The head must not wait for a body that the service has not got yet. */
    @Test
    void showsItsHeadWhenItsBodyIsLate() {
        service.runs(connection -> {
            connection.readHead();
            connection.say("HTTP/1.1 200 OK\r\nX-Own: 1\r\nContent-Length: 6\r\n\r\n");
            connection.readHead();
        });

        try (RawClient client = new RawClient(gateway.port())) {
            client.say(REQUEST + "\r\n");

            assertThat(client.readHead().toLowerCase(Locale.ROOT)).contains("x-own: 1", "content-length: 6");
        }
    }

    @Test
    void isTheLastOneWhereItsClientSaysSo() {
        service.answers("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab");

        try (RawClient client = new RawClient(gateway.port())) {
            client.say(REQUEST + "Connection: close\r\n\r\n");

            assertThat(client.readAll().toLowerCase(Locale.ROOT))
                    .contains("\r\nconnection: close\r\n")
                    .endsWith("\r\n\r\nab");
        }
    }

    @Test
    void comesOfTheGatewayItselfThoughItsClientHasEndedItsSide() {
        try (RawClient client = new RawClient(onEpoll.port())) {
            client.say("GET /auth/valid HTTP/1.1\r\nHost: a\r\n\r\n").sayNoMore();

            assertThat(client.readAll()).startsWith("HTTP/1.1 200 OK").endsWith("false");
        }
    }

    @Test
    void hasWhatTheGatewaySaysInEveryAnswer() {
        service.answers("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nAccess-Control-Allow-Origin: *\r\n\r\nab");

        assertThat(answer("GET /cors/1 HTTP/1.1\r\nHost: a\r\nOrigin: https://a.example\r\n"))
                .contains("access-control-allow-origin: https://a.example")
                .doesNotContain("access-control-allow-origin: *")
                .endsWith("ab");
    }

    @Test
    void eachOfSeveralAtOnceHasItsOwnFields() {
        AtomicInteger requests = new AtomicInteger();
        service.runs(connection -> {
            while (!connection.readHead().isEmpty()) {
                int i = requests.getAndIncrement();
                connection.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-" + i + ": 1\r\n\r\na" + i);
            }
        });

        try (RawClient client = new RawClient(gateway.port())) {
            client.say((REQUEST + "\r\n").repeat(3));
            for (int i = 0; i < 3; i++) {
                String head = client.readHead();
                assertThat(fieldsOf(head)).contains("x-" + i + ": 1").doesNotContain("x-" + (i - 1) + ": 1");
                assertThat(client.readUntil("a" + i)).isEqualTo("a" + i);
            }
        }
    }

    private static String answer(String request) {
        try (RawClient client = new RawClient(gateway.port())) {
            client.say(request + "Connection: close\r\n\r\n");
            return client.readAll().toLowerCase(Locale.ROOT);
        }
    }

    private static List<String> fieldsOf(String head) {
        return Stream.of(head.toLowerCase(Locale.ROOT).split("\r\n")).toList();
    }
}
