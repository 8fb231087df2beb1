package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.usher.TestClient.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One line and one count for each request, and nothing secret in either. */
class AccessLogTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual();

    /** Believes nothing for any time. */
    @RegisterExtension
    static final TestGateway asking = TestGateway.usual().with("session", "{ ttl: 0s }");

    @RegisterExtension
    static final TestGateway facade = TestGateway.usual().with("login", "{ facade: ids }");

    private final TestClient client = gateway.client();

    @Test
    void aLineSaysWhoAskedForWhatAndWhatBecameOfIt() {
        String token = client.aliceToken();

        Answer answer = client.get("/orders/1?secret=query", "user-token", token, "cookie", "secret=cookie");

        JsonNode line = only(answer);
        List<String> fields = new ArrayList<>();
        line.fieldNames().forEachRemaining(fields::add);
        assertThat(fields)
                .containsExactly(
                        "time", "id", "client", "method", "path", "route", "status", "ms", "bytes", "user", "target",
                        "cache");
        assertThat(Instant.parse(line.get("time").asText())).isBeforeOrEqualTo(Instant.now());
        assertThat(line.get("client").asText()).isEqualTo("127.0.0.1");
        assertThat(line.get("method").asText()).isEqualTo("GET");
        assertThat(line.get("path").asText()).isEqualTo("/orders/1");
        assertThat(line.get("route").asText()).isEqualTo("/orders/**");
        assertThat(line.get("status").asInt()).isEqualTo(200);
        assertThat(line.get("ms").asDouble()).isPositive();
        assertThat(line.get("bytes").asInt()).isEqualTo(answer.body().length());
        assertThat(line.get("user").asText()).isEqualTo(gateway.users().objectId("alice@example.com"));
        assertThat(line.get("target").asText()).isEqualTo(gateway.echo().url());
        assertThat(line.get("cache").asText()).isEqualTo("hit");
        assertThat(String.join("", log.accesses()))
                .doesNotContain(token)
                .doesNotContain("secret")
                .doesNotContain("wonderland");
    }

    @Test
    void aLineSaysWhetherTheUserServerHadToBeAsked() {
        String token = asking.client().aliceToken();

        assertThat(only(asking.client().get("/orders/1", "user-token", token))
                        .get("cache")
                        .asText())
                .isEqualTo("miss");
    }

    /** Its SDKs have it in one path, and are sometimes told a wrong address. */
    @ParameterizedTest
    @ValueSource(strings = {"/users/isvalidusertoken/", "/a/b/users/IsValidUserToken/", "/public/isvalidusertoken/"})
    @Tag("T23")
    void noPathShowsATokenWhereverItIsSent(String path) {
        String shown = path + "***";

        assertThat(only(client.get(path + "s3cret/x")).get("path").asText()).isEqualTo(shown);
        assertThat(only(facade.client().get(path + "s3cret")).get("path").asText())
                .endsWith("***")
                .doesNotContain("s3cret");
    }

    @Test
    void whatNeverReachesAServiceHasALineToo() {
        assertThat(only(client.get("/orders/1")).get("status").asInt()).isEqualTo(401);
        assertThat(only(client.get("/nowhere")).get("route").asText()).isEqualTo("-");
        assertThat(only(client.login("alice@example.com", "wrong")).get("path").asText())
                .isEqualTo("/auth/login");
        assertThat(only(client.get("/public/a%2fb")).get("status").asInt()).isEqualTo(400);
    }

    @Test
    void aServicesFailureAndItsAnswerShareTheId() {
        JsonNode line = only(client.get("/public/1?close=before"));

        assertThat(line.get("status").asInt()).isEqualTo(502);
        assertThat(line.get("target").asText()).isEqualTo(gateway.echo().url());
    }

    @Test
    void whatIsNotHttpHasALineAndForgesNone() {
        for (String nonsense : List.of(
                "\0\1\2 garbage\r\n\r\n",
                "GET /public/1 HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n",
                "GET /public/1 HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n",
                "GET /\"}\n{\"forged\":\" HTTP/1.1\r\nHost: a\r\n\r\n",
                "POST /public/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n")) {
            String answer;
            try (RawClient connection = new RawClient(gateway.port())) {
                connection.say(nonsense);
                answer = connection.readAll();
            }
            assertThat(answer).matches("(?s)HTTP/1.[01] 4.*").doesNotContain("Exception");
            JsonNode line = only(answer.replaceFirst("(?is).*\r\nx-request-id: (\\w+)\r\n.*", "$1"));
            assertThat(line.get("status").asInt()).isBetween(400, 499);
            assertThat(log.accesses()).noneMatch(logged -> logged.contains("\n") || logged.contains("forged"));
        }
    }

    @Test
    void requestsAreCountedByRouteAndClass() {
        double before = count("/optional/**", "4xx");
        for (int i = 0; i < 3; i++) {
            client.get("/optional/1?status=418");
        }
        client.get("/optional/1");

        await().untilAsserted(() -> assertThat(count("/optional/**", "4xx")).isEqualTo(before + 3));
        assertThat(count("/optional/**", "2xx")).isPositive();
    }

    private static double count(String route, String statusClass) {
        return Gauges.sum(gateway, "usher_requests_seconds_count", "route=\"" + route + "\",status=\"" + statusClass);
    }

    /** The one line with the id of that answer. */
    private static JsonNode only(Answer answer) {
        return only(String.valueOf(answer.header("x-request-id")));
    }

    private static JsonNode only(String requestId) {
        String id = "\"id\":\"" + requestId + "\"";
        await().until(() -> log.accesses().stream().anyMatch(line -> line.contains(id)));
        List<String> lines =
                log.accesses().stream().filter(line -> line.contains(id)).toList();
        assertThat(lines).hasSize(1);
        return parse(lines.getFirst());
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
