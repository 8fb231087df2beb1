package dev.usher;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever goes wrong, no line of any log, however talkative, holds a password, a token or a cookie. */
class SilenceTest {

    private static final String PASSWORD = "SeCrEt-PaSsWoRd";
    private static final String USER_TOKEN = "SECRET-TOKEN-OF-THE-USER-SERVER";
    private static final String COOKIE = "SECRET-COOKIE";
    private static final String USER = "{\"objectId\":\"U-1\",\"user-token\":\"" + USER_TOKEN + "\"}";

    private static final String LOGIN = "{\"login\":\"alice@example.com\",\"password\":\"" + PASSWORD + "\"}";

    private static final AtomicInteger logins = new AtomicInteger();

    @RegisterExtension
    static final RawUserServer users = RawUserServer.start();

    @RegisterExtension
    static final EveryLine lines = new EveryLine();

    @RegisterExtension
    static final TestGateway sealed = gateway("{ ttl: 0s }");

    @RegisterExtension
    static final TestGateway natives = gateway("{ tokens: native, ttl: 0s, negative-ttl: 0s }");

    private static TestGateway gateway(String session) {
        return TestGateway.usual()
                .with("auth", "{ url: \"" + users.url() + "\", timeout: 150ms }")
                .with("session", session);
    }

    /** What a user server can do to a question. */
    @SuppressWarnings("ImmutableEnumChecker") // what is done is all it has
    enum Behaviour {
        A_USER(() -> users.answers("200 OK", "", USER)),
        TRUE(() -> users.answers("200 OK", "", "true")),
        FALSE(() -> users.answers("200 OK", "", "false")),
        NO_ID(() -> users.answers("200 OK", "", "{\"user-token\":\"" + USER_TOKEN + "\"}")),
        NO_JSON(() -> users.answers("200 OK", "", "{\"password\":\"" + PASSWORD + "\"," + USER)),
        HTML(() -> users.answers("200 OK", "X-Echo: " + USER_TOKEN + "\r\n", "<html>" + USER)),
        WRONG_PASSWORD(() -> users.answers("400 Bad", "", error(3003))),
        DEAD_TOKEN(() -> users.answers("400 Bad", "", error(3064))),
        UNKNOWN_CODE(() -> users.answers("400 Bad", "", error(7777))),
        EXHAUSTED(() -> users.answers("400 Bad", "", error(999))),
        BROKEN(() -> users.answers("500 " + USER_TOKEN, "", USER)),
        MOVED(() -> users.answers("302 Found", "Location: /" + USER_TOKEN + "?" + PASSWORD + "\r\n", "")),
        THROTTLING(() -> users.answers("429 Busy", "Retry-After: " + USER_TOKEN + "\r\n", USER)),
        NO_HTTP(() -> users.says(USER_TOKEN + " " + PASSWORD + "\r\n\r\n")),
        BAD_FIELD(() -> users.says("HTTP/1.1 200 OK\r\n" + USER_TOKEN + "\r\n\r\n")),
        BAD_LENGTH(() -> users.says("HTTP/1.1 200 OK\r\nContent-Length: " + USER_TOKEN + "\r\n\r\n")),
        BAD_CHUNK(() -> users.says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + USER_TOKEN + "\r\n")),
        TOO_MUCH(() -> users.says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}" + USER_TOKEN + "\r\n")),
        HALF(() -> users.says("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + USER)),
        SILENT(() -> users.does(socket -> {})),
        CLOSING(() -> users.does(socket -> socket.close()));

        private final Runnable begin;

        Behaviour(Runnable begin) {
            this.begin = begin;
        }
    }

    static Stream<Arguments> behaviours() {
        return Stream.of(sealed, natives)
                .flatMap(gateway -> Stream.of(Behaviour.values())
                        .map(behaviour ->
                                Arguments.of(behaviour, Named.of(gateway == sealed ? "sealed" : "native", gateway))));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("behaviours")
    @Tag("T23")
    void noLineHoldsASecretWhateverTheUserServerDoes(Behaviour behaviour, TestGateway gateway) {
        TestClient client = gateway.client();
        users.answers("200 OK", "", USER.replace("SERVER", "SERVER-" + logins.incrementAndGet()));
        String token = patientToken(client);
        behaviour.begin.run();

        // at the same time, since some of them are answered only when their time is over
        CompletableFuture.allOf(
                        client.sendAsync("POST", "/auth/login", LOGIN, "content-type", "application/json"),
                        client.sendAsync("GET", "/orders/1", null, "user-token", token),
                        client.sendAsync(
                                "GET",
                                "/orders/1?token=" + token,
                                null,
                                "authorization",
                                "Bearer " + token,
                                "cookie",
                                "x=" + COOKIE),
                        client.sendAsync(
                                "GET", "/orders/1", null, "cookie", "__Host-session=" + token + "; x=" + COOKIE),
                        client.sendAsync(
                                "GET", "/orders/1", null, "cookie", "__Host-session=" + COOKIE + "; x=" + COOKIE),
                        client.sendAsync("GET", "/auth/valid", null, "user-token", token),
                        client.sendAsync("GET", "/auth/me", null, "user-token", token))
                .join();
        client.post("/auth/logout", "", "user-token", token, "cookie", "x=" + COOKIE);

        if (behaviour == Behaviour.SILENT) {
            Await.until(() -> lines.have("user-server-slow"));
        }
        assertSilent("/auth/logout");
    }

    @Test
    @Tag("T23")
    void noLineHoldsASecretWhateverAClientSends() {
        TestClient client = sealed.client();
        client.post("/auth/login", "{\"login\":\"alice\",\"password\":\"" + PASSWORD);
        client.post("/auth/login", "{\"login\":\"alice\",\"password\":\"" + PASSWORD + "\",\"password\":1}");
        client.post(
                "/auth/login",
                "login=a&password=" + PASSWORD + "%",
                "content-type",
                "application/x-www-form-urlencoded");
        client.get("/orders/1", "user-token", USER_TOKEN, "authorization", "Bearer " + COOKIE);
        client.raw("GET /auth/valid HTTP/1.1\r\nHost: a\r\nHost: b\r\nuser-token: " + USER_TOKEN + "\r\n\r\n");
        client.raw("GET /auth/valid HTTP/1.1\r\nHost: a\r\nuser-token : " + USER_TOKEN + "\r\n\r\n");
        client.raw("GET /auth/valid HTTP/1.1\r\nHost: a\r\nuser-token: " + USER_TOKEN + "\u0001\r\n\r\n");
        client.raw("POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: " + PASSWORD + "\r\n\r\n");
        client.get("/auth/me", "user-token", USER_TOKEN);

        assertSilent("/auth/me");
    }

    private static void assertSilent(String expected) {
        lines.areSilentOf(List.of(PASSWORD, USER_TOKEN, COOKIE, "us1."), expected);
    }

    /** The first login of a cold machine can take longer than the time that keeps this test short. */
    private static String patientToken(TestClient client) {
        return Awaitility.await()
                .until(() -> client.login("alice@example.com", PASSWORD), answer -> answer.status() == 200)
                .json()
                .get("user-token")
                .asText();
    }

    private static String error(int code) {
        return "{\"code\":" + code + ",\"message\":\"" + USER_TOKEN + " " + PASSWORD + "\",\"errorData\":{}}";
    }
}
