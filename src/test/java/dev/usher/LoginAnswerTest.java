package dev.usher;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins against a user server whose answers no honest one would give. */
class LoginAnswerTest {

    private static final String USER = "{\"objectId\":\"U-1\",\"user-token\":\"TOKEN-TOKEN-1\"}";

    private static final String TRUE = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntrue";
    private static final String NO_ROLES = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]";

    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final RawUserServer users = RawUserServer.start();

    @RegisterExtension
    static final TestGateway gateway =
            TestGateway.usual().at(time, time).with("auth", "{ url: \"" + users.url() + "\", timeout: 1900ms }");

    /** For what is never answered in time. */
    @RegisterExtension
    static final TestGateway hasty =
            TestGateway.usual().with("auth", "{ url: \"" + users.url() + "\", timeout: 150ms }");

    private final TestClient client = gateway.client();

    @Test
    void aHonestAnswerIsALogin() {
        users.answers("200 OK", "", USER);

        assertThat(login().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "true",
                "[]",
                "{}",
                "not JSON",
                "<html>be right back</html>",
                "{\"objectId\":\"U-1\"}",
                "{\"user-token\":\"TOKEN-TOKEN-1\"}",
                "{\"objectId\":\"\",\"user-token\":\"TOKEN-TOKEN-1\"}",
                "{\"objectId\":null,\"user-token\":\"TOKEN-TOKEN-1\"}",
                "{\"objectId\":{},\"user-token\":\"TOKEN-TOKEN-1\"}",
                "{\"objectId\":\"U-1\",\"user-token\":null}",
                "{\"objectId\":\"U-1\",\"user-token\":\"short\"}",
                "{\"objectId\":\"U-1\",\"user-token\":\"../../../etc/passwd\"}",
                "{\"objectId\":\"U-1\",\"user-token\":\"TOKEN\\r\\nX-Evil: 1\"}",
                "{\"objectId\":\"U-1\",\"user-token\":\"A\",\"user-token\":\"TOKEN-TOKEN-1\"}",
                "{\"objectId\":\"U-1\",\"user-token\":\"TOKEN-TOKEN-1\"} {}"
            })
    void a200WithoutAUserAndATokenIs502(String body) {
        users.answers("200 OK", "Content-Type: application/json\r\n", body);

        assertProblem(login(), 502, "\"user-server-nonsense\"");
    }

    @ParameterizedTest
    @CsvSource({"U-1, U-1", "., %2E", ".., %2E%2E", "a/../b, a%2F%2E%2E%2Fb", "a b?c#d, a%20b%3Fc%23d"})
    void anIdStaysOneSegmentOfAPath(String id, String segment) {
        users.answers("200 OK", "", USER.replace("U-1", id));
        String token = login().json().get("user-token").asText();
        users.does(socket -> socket.write(users.lastRequest().contains("userroles") ? NO_ROLES : TRUE));

        client.get("/auth/me", "user-token", token);

        assertThat(users.lastRequest()).startsWith("GET /app/key/data/Users/" + segment + " HTTP/1.1\r\n");
    }

    @Test
    void aTokenThatIsTooLongIs502() {
        users.answers("200 OK", "", USER.replace("TOKEN-TOKEN-1", "A".repeat(300)));

        assertProblem(login(), 502, "\"user-server-nonsense\"");
    }

    @Test
    void anAnswerOf1MibIsReadAndNoLongerOne() {
        String longest = USER + " ".repeat((1 << 20) - USER.length());
        users.answers("200 OK", "", longest);
        assertThat(login().status()).isEqualTo(200);

        users.answers("200 OK", "", longest + " ");
        assertProblem(login(), 502, "\"user-server-nonsense\"");
    }

    @Test
    void a200WithAnErrorObjectIsThatError() {
        users.answers("200 OK", "", "{\"code\":3003,\"message\":\"Invalid login or password\"}");

        assertProblem(login(), 401, "3003");
    }

    /** Columns may have any name. */
    @Test
    void aUserWithColumnsNamedCodeAndMessageIsNoError() {
        users.answers("200 OK", "", USER.replace("}", ",\"code\":3003,\"message\":\"hello\"}"));

        assertThat(login().status()).isEqualTo(200);
    }

    @Test
    void aCodeThatOnlyLooksLikeOneAfterOverflowIs502() {
        users.answers("400 Bad Request", "", "{\"code\":4294970299,\"message\":\"x\"}");

        assertProblem(login(), 502, "\"user-server-nonsense\"");
    }

    @ParameterizedTest
    @CsvSource({
        "400 Bad Request, 502",
        "401 Unauthorized, 502",
        "302 Found, 502",
        "204 No Content, 502",
        "500 Oops, 503",
        "502 Bad Gateway, 503",
        "503 Busy, 503"
    })
    void aStatusWithoutACodeSaysNothingAboutTheLogin(String statusLine, int expected) {
        users.answers(statusLine, "Location: http://127.0.0.1:1/users/login\r\n", "");

        Answer answer = login();

        assertThat(answer.status()).isEqualTo(expected);
        assertThat(answer.header("retry-after") != null).isEqualTo(expected == 503);
    }

    @Test
    @Tag("T13")
    void throttledIs429WithTheServersOwnRetryAfter() {
        users.answers("429 Too Many Requests", "Retry-After: 17\r\n", "{\"code\":3003,\"message\":\"no\"}");

        Answer answer = login();

        assertProblem(answer, 429, "\"user-server-busy\"");
        assertThat(answer.header("retry-after")).isEqualTo("17");
        time.pass(Duration.ofSeconds(17));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH_9.9\r\n", "HTTP/1.1 abc OK\r\n\r\n", "\u0000\u0001\u0002\r\n\r\n"})
    void whatIsNoHttpIs502(String bytes) {
        users.says(bytes);

        assertProblem(login(), 502, "\"user-server-nonsense\"");
    }

    @Test
    void aConnectionClosedWithoutAnAnswerIs503AndTheLoginIsNotSentAgain() {
        users.does(socket -> socket.close());
        int before = users.requests();

        assertProblem(login(), 503, "\"user-server-unreachable\"");

        assertThat(users.requests()).isEqualTo(before + 1);
    }

    @Test
    void anAnswerThatBreaksOffIs503() {
        users.does(socket -> socket.write("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + USER)
                .onComplete(v -> socket.close()));

        assertThat(login().status()).isEqualTo(503);
    }

    @Test
    void silenceIs504AndItsConnectionIsGivenUp() {
        users.does(socket -> {});
        assertConnectionGivenUp(hasty, 504);
    }

    @Test
    void anAnswerThatStopsHalfWayIs504AndItsConnectionIsGivenUp() {
        users.says("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + USER);
        assertConnectionGivenUp(hasty, 504);
    }

    @Test
    void anAnswerOneByteAtATimeForEverIs504AndItsConnectionIsGivenUp() {
        users.does(socket -> {
            socket.write("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n");
            users.vertx()
                    .setPeriodic(
                            20,
                            timer -> socket.write(" ")
                                    .onFailure(gone -> users.vertx().cancelTimer(timer)));
        });
        assertConnectionGivenUp(hasty, 504);
    }

    /** The connection ends by the idle timeout, which is the call's and a part of a second. */
    @Test
    void anAnswerWithoutEndIs502AndItsConnectionIsGivenUp() {
        users.does(socket -> {
            socket.write("HTTP/1.1 200 OK\r\nContent-Length: 500000000\r\n\r\n");
            String megabyte = " ".repeat(1 << 20);
            users.vertx().setPeriodic(5, timer -> {
                if (!socket.writeQueueFull()) {
                    socket.write(megabyte, ISO_8859_1.name())
                            .onFailure(gone -> users.vertx().cancelTimer(timer));
                }
            });
        });
        assertConnectionGivenUp(gateway, 502);
    }

    private static void assertConnectionGivenUp(TestGateway gateway, int status) {
        assertThat(gateway.client().login("alice@example.com", "wonderland").status())
                .isEqualTo(status);
        await().until(() -> users.closed() == 1);
    }

    private Answer login() {
        return client.login("alice@example.com", "wonderland");
    }

    private static void assertProblem(Answer answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.json().get("code").toString()).isEqualTo(code);
        assertThat(answer.body()).doesNotContain("TOKEN-TOKEN-1").doesNotContain("wonderland");
    }
}
