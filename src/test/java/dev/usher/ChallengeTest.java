package dev.usher;

import static dev.usher.TestClient.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who must sign in first: a person is sent to the page, a program is told. */
class ChallengeTest {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String[] PERSON = {"accept", "text/html,application/xhtml+xml,*/*;q=0.8"};
    private static final String APP = "https://app.example.com";
    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .at(time, time)
            .route("/told/**", "{ target: ECHO, unauthenticated: 401 }")
            .route("/sent/**", "{ target: ECHO, unauthenticated: redirect }")
            .route("/shared/**", "{ target: ECHO, cors: { origins: [\"" + APP + "\"], credentials: true } }");

    @RegisterExtension
    static final TestGateway pageless = TestGateway.usual().with("login", "{ page: { enabled: false } }");

    private final TestClient client = gateway.client();

    @Test
    void aPersonIsSentToThePageAndFromThereBack() {
        Answer answer = client.get("/orders/1?a=b&c=%C3%BC", PERSON);

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("location"))
                .isEqualTo("/auth/sign-in?return_to=%2Forders%2F1%3Fa%3Db%26c%3D%25C3%25BC");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(client.get("/auth/sign-in?return_to=%2Forders%2F1%3Fa%3Db%26c%3D%25C3%25BC")
                        .body())
                .contains("value=\"/orders/1?a=b&amp;c=%C3%BC\"");
    }

    /** One that is too long, or that could lead astray, is not come back to. */
    @ParameterizedTest
    @ValueSource(strings = {"/orders/@me", "LONG"})
    void notEveryAddressIsComeBackTo(String path) {
        String address = path.equals("LONG") ? "/orders/" + "x".repeat(2_048) : path;

        assertThat(client.get(address, PERSON).header("location")).isEqualTo("/auth/sign-in");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/orders/1 | sec-fetch-mode: navigate, sec-fetch-dest: document | 302",
                "/orders/1 | sec-fetch-mode: navigate, sec-fetch-dest: iframe   | 401",
                "/orders/1 | sec-fetch-mode: cors, sec-fetch-dest: empty, accept: text/html | 401",
                "/orders/1 | accept: text/html | 302",
                "/orders/1 | accept: text/html, x-requested-with: XMLHttpRequest | 401",
                "/orders/1 | accept: application/json | 401",
                "/orders/1 | accept: */* | 401",
                "/orders/1 | accept: text/event-stream | 401",
                "/orders/1 | accept: text/html, user-token: us1.made-up | 401",
                "/orders/1 | accept: text/html, authorization: Bearer x | 401",
                "/orders/1 | accept: text/html, cookie: usher-session=us1.made-up | 302",
                "/told/1   | accept: text/html | 401",
                "/told/1   | sec-fetch-mode: navigate, sec-fetch-dest: document | 401",
                "/sent/1   | accept: text/html | 302",
                "/sent/1   | accept: */* | 302",
                "/sent/1   | user-token: us1.made-up | 302",
                "/sent/1   | accept: text/event-stream | 401",
            })
    void whoIsAPersonIsSeenByTheFields(String path, String fields, int status) {
        Answer answer = client.get(path, fields.split("[,:] "));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("www-authenticate")).isEqualTo(status == 401 ? "Bearer" : null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/orders/1", "/sent/1"})
    void whatCouldNotGoOnFromAPageIsRefused(String path) {
        assertThat(client.post(path, "{}", PERSON).status()).isEqualTo(401);
        assertThat(client.send("OPTIONS", path, null, PERSON).status()).isEqualTo(401);
        assertThat(client.post(path, "", "content-type", "application/grpc", "accept", "text/html")
                        .status())
                .isEqualTo(401);
        try (RawClient socket = new RawClient(gateway.port())) {
            assertThat(socket.say("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nAccept: text/html\r\n"
                                    + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                            .readHead())
                    .startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void aPreflightIsAnsweredAndARefusalCanBeReadByThePageThatAsked() {
        Answer preflight =
                client.send("OPTIONS", "/shared/1", null, "origin", APP, "access-control-request-method", "GET");
        Answer refusal = client.get("/shared/1", "origin", APP, "sec-fetch-mode", "cors");

        assertThat(preflight.status()).isEqualTo(204);
        assertThat(refusal.status()).isEqualTo(401);
        assertThat(refusal.header("access-control-allow-origin")).isEqualTo(APP);
        assertThat(refusal.header("access-control-allow-credentials")).isEqualTo("true");
    }

    @Test
    void whereThereIsNoPageEverybodyIsRefused() {
        assertThat(pageless.client().get("/orders/1", PERSON).status()).isEqualTo(401);
    }

    @Test
    void whoIsSignedInAndMayNotIsNotSentToSignIn() {
        String bob = client.token("bob@example.com", "builder");

        assertThat(client.get("/managers/1", with(PERSON, "cookie", "usher-session=" + bob))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aCookieThatCountsNoMoreIsRemoved() {
        SetCookie cookie = logIn();
        client.post("/auth/logout", "", "cookie", cookie.pair(), "origin", "http://127.0.0.1:" + client.port());

        for (String[] fields : new String[][] {{"accept", "*/*"}, PERSON}) {
            SetCookie removed = SetCookie.of(client.get("/orders/1", with(fields, "cookie", cookie.pair())));
            assertThat(removed.name()).isEqualTo("usher-session");
            assertThat(removed.attributes()).contains("Max-Age=0");
        }
        assertThat(SetCookie.isIn(client.get("/orders/1", "user-token", cookie.value())))
                .isFalse();
        assertThat(SetCookie.isIn(client.get("/orders/1"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"500", "429", "reset"})
    @Tag("T13")
    void aCookieOfWhichNobodyKnowsStays(String fault) {
        SetCookie cookie = logIn();
        time.pass(Duration.ofMinutes(10));
        gateway.users()
                .faults()
                .set(
                        Operation.VALIDATE,
                        switch (fault) {
                            case "500" -> Fault.serverError();
                            case "429" -> Fault.tooManyRequests(1);
                            default -> Fault.reset();
                        });

        Answer answer = client.get("/orders/1", with(PERSON, "cookie", cookie.pair()));

        assertThat(answer.status()).isIn(429, 503);
        assertThat(SetCookie.isIn(answer)).isFalse();
    }

    private SetCookie logIn() {
        return SetCookie.of(
                client.post("/auth/login", "login=alice@example.com&password=wonderland", "content-type", FORM));
    }
}
