package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A proxy in front asks whether a request may pass, and is told no more than it may know. */
class ForwardAuthTest {

    private static final String[] PERSON = {"accept", "text/html"};
    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .at(time, time)
            .with("trusted-proxies", "[127.0.0.1]")
            .with("identity", "{ headers: { X-User-Id: objectId, X-User-Email: email, X-City: city } }")
            .route("/rules/**", "{ target: ECHO, rules: [{ methods: [GET] }, { methods: [POST], roles: [Manager] }] }")
            .route("/often/**", "{ target: ECHO, limits: { rate: 1/1h } }")
            .route("/fresh/**", "{ target: ECHO, fresh: 0s }")
            .route("/cors/**", "{ target: ECHO, cors: { origins: [\"https://app.example\"], credentials: true } }");

    private final TestClient client = gateway.client();
    private String token = "";

    @BeforeEach
    void logIn() {
        token = client.aliceToken();
    }

    @ParameterizedTest
    @EnumSource
    void whatMayPassIsToldWithItsUserAndNothingElse(Dialect dialect) {
        long before = gateway.echo().requests();

        Answer answer = dialect.ask(
                client, "GET", "/orders/1?a=b", "user-token", token, "x-user-email", "evil", "x-city", "evil");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().get("x-user-email")).containsExactly("alice@example.com");
        assertThat(answer.headers().get("x-user-id"))
                .containsExactly(gateway.users().objectId("alice@example.com"));
        assertThat(answer.headers().keySet())
                .containsExactlyInAnyOrder(
                        "cache-control", "content-length", "x-request-id", "x-user-email", "x-user-id");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(answer.body()).isEmpty();
        assertThat(gateway.echo().requests()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void whoMayNotIsToldAsEverywhere(Dialect dialect) {
        String bob = client.token("bob@example.com", "builder");

        assertThat(dialect.ask(client, "GET", "/orders/1").status()).isEqualTo(401);
        assertThat(dialect.ask(client, "GET", "/orders/1").header("www-authenticate"))
                .isEqualTo("Bearer");
        assertThat(dialect.ask(client, "GET", "/managers/1", "user-token", bob).status())
                .isEqualTo(403);
        assertThat(dialect.ask(client, "GET", "/managers/1", "user-token", token)
                        .status())
                .isEqualTo(200);
        Answer open = dialect.ask(client, "GET", "/public/1", "user-token", token, "x-user-id", "evil");
        assertThat(open.status()).isEqualTo(200);
        assertThat(open.header("x-user-id")).isNull();
        assertThat(dialect.ask(client, "GET", "/optional/1").status()).isEqualTo(200);
        assertThat(dialect.ask(client, "GET", "/nowhere").json().get("code").asText())
                .isEqualTo("no-route");
        assertThat(dialect.ask(client, "GET", "/nowhere").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @EnumSource
    void theMethodIsThatOfWhatIsAskedAbout(Dialect dialect) {
        String bob = client.token("bob@example.com", "builder");

        assertThat(dialect.ask(client, "GET", "/rules/1", "user-token", bob).status())
                .isEqualTo(200);
        assertThat(dialect.ask(client, "POST", "/rules/1", "user-token", bob).status())
                .isEqualTo(403);
        assertThat(dialect.ask(client, "POST", "/rules/1", "user-token", token).status())
                .isEqualTo(200);
        assertThat(dialect.ask(client, "DELETE", "/rules/1", "user-token", token)
                        .status())
                .isEqualTo(403);
        assertThat(client.send("HEAD", "/auth/check", null, asked("POST", "/rules/1", "user-token", bob))
                        .status())
                .isEqualTo(403);
    }

    /** Of any other refusal nginx makes a 500; a head that is too long for Usher need not be so for nginx. */
    @Test
    void whatIsWrongWithTheHeadIsARefusal() {
        String asked = "X-Original-Method: GET\r\nX-Original-URI: /public/1\r\n";
        String head = "GET /auth/check HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + asked;

        assertThat(client.raw(head + "\r\n")).startsWith("HTTP/1.1 200 ");
        assertThat(client.raw(head + "Expect: a-permit\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("\"expectation-failed\"");
        assertThat(client.raw(head + "X-Many: 1\r\n".repeat(200) + "\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("\"head-too-long\"");
        assertThat(client.raw(head + "X-Long: " + "x".repeat(40_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("\"head-too-long\"");
    }

    /** As gRPC has it, a refusal is a 200. */
    @Test
    void aRefusalIsNoPermitWhateverTheClientSpeaks() throws Exception {
        HttpClient http2 = gateway.vertx()
                .createHttpClient(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false));
        RequestOptions call = new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(gateway.port())
                .setMethod(HttpMethod.POST)
                .setURI("/auth/check/orders/1")
                .putHeader("content-type", "application/grpc")
                .putHeader("content-length", "0");
        int status = TestGateway.await(http2.request(call).compose(request -> request.send()))
                .statusCode();

        assertThat(status).isEqualTo(401);
        TestGateway.await(http2.close());
    }

    @ParameterizedTest
    @EnumSource
    void aPersonIsSentToTheSignInPageInTheWayThatTheProxyCanSay(Dialect dialect) {
        Answer answer = dialect.ask(client, "GET", "/orders/1?a=b", PERSON);

        String page = "http://shop.example/auth/sign-in?return_to=%2Forders%2F1%3Fa%3Db";
        boolean isNamed = dialect == Dialect.ORIGINAL;
        assertThat(answer.status()).isEqualTo(isNamed ? 401 : 302);
        assertThat(answer.header(isNamed ? "x-auth-redirect" : "location")).isEqualTo(page);
        Answer post = dialect.ask(client, "POST", "/orders/1", PERSON);
        assertThat(post.status()).isEqualTo(401);
        assertThat(post.header("x-auth-redirect")).isNull();
    }

    @Test
    @Tag("P11")
    void aCookieCountsFromPagesOfOursAlone() {
        String cookie = cookie();

        for (Dialect dialect : Dialect.values()) {
            assertThat(dialect.ask(client, "POST", "/orders/1", "cookie", cookie, "sec-fetch-site", "cross-site")
                            .json()
                            .get("code")
                            .asText())
                    .isEqualTo("cross-site");
            assertThat(dialect.ask(client, "POST", "/orders/1", "cookie", cookie, "origin", "http://shop.example")
                            .status())
                    .isEqualTo(200);
            assertThat(dialect.ask(client, "GET", "/orders/1", "cookie", cookie).status())
                    .isEqualTo(200);
            assertThat(dialect.ask(client, "POST", "/cors/1", "cookie", cookie, "origin", "https://app.example")
                            .status())
                    .isEqualTo(200);
        }
    }

    /** Traefik leaves {@code Upgrade} out of its question, since that ends at a hop. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Upgrade: websocket\r\n",
                "Upgrade: other\r\nUpgrade: other, WebSocket\r\n",
                "Sec-WebSocket-Version: 13\r\n"
            })
    @Tag("T14")
    void aWebSocketSaysFromWhere(String sign) {
        String cookie = cookie();
        String asked = "GET /auth/check HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Forwarded-Host: shop.example\r\n"
                + "X-Forwarded-Proto: http\r\nX-Forwarded-Method: GET\r\nX-Forwarded-Uri: /orders/ws\r\n" + sign
                + "Cookie: " + cookie + "\r\n";

        assertThat(client.raw(asked + "Origin: https://evil.example\r\n\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(client.raw(asked + "\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(client.raw(asked + "Origin: http://shop.example\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void ratesCountChecksAsRequests() {
        Answer first = Dialect.FORWARDED.ask(client, "GET", "/often/1", "user-token", token);
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("ratelimit")).startsWith("\"user\";r=0;");
        Answer second = Dialect.FORWARDED.ask(client, "GET", "/often/1", "user-token", token);

        assertThat(second.status()).isEqualTo(429);
        assertThat(second.header("retry-after")).isNotNull();
        assertThat(client.get("/often/1", "user-token", token).status()).isEqualTo(429);
    }

    @Test
    void anAnswerIsAsFreshAsTheRouteWantsIt() {
        long before = gateway.users().calls(Operation.VALIDATE);

        Dialect.FORWARDED.ask(client, "GET", "/orders/1", "user-token", token);
        assertThat(gateway.users().calls(Operation.VALIDATE)).isEqualTo(before);
        Dialect.FORWARDED.ask(client, "GET", "/fresh/1", "user-token", token);
        assertThat(gateway.users().calls(Operation.VALIDATE)).isEqualTo(before + 1);
    }

    @Test
    @Tag("T13")
    void notKnowingIsNoRefusalAndNoPermit() {
        time.pass(Duration.ofSeconds(67));
        gateway.users().faults().set(Operation.VALIDATE, Fault.serverError());

        Answer stale = Dialect.ORIGINAL.ask(client, "GET", "/orders/1", "user-token", token);
        assertThat(stale.status()).isEqualTo(200);
        assertThat(stale.headers().get("x-auth-stale")).containsExactly("true");
        assertThat(stale.headers().get("x-auth-age")).containsExactly("67");
        time.pass(Duration.ofMinutes(5));
        Answer unknown = Dialect.ORIGINAL.ask(client, "GET", "/orders/1", "user-token", token);
        assertThat(unknown.status()).isEqualTo(503);
        assertThat(unknown.header("retry-after")).isNotNull();
    }

    /** Where nobody says how the client came, a cookie is none that another host could have set. */
    @Test
    void aCookieOfPlainTextCountsWhereTheClientCameInPlainText() {
        String cookie = cookie();

        assertThat(client.get("/auth/check", asked("GET", "/orders/1", "cookie", cookie))
                        .status())
                .isEqualTo(401);
        assertThat(client.get("/auth/check", asked("GET", "/orders/1", "cookie", cookie, "x-forwarded-proto", "http"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aBodyIsNotWaitedFor() {
        String head = "POST /auth/check HTTP/1.1\r\nHost: a\r\nX-Original-Method: PUT\r\nX-Original-URI: /orders/1\r\n"
                + "user-token: " + token + "\r\n";

        assertThat(client.rawHead(head + "Content-Length: 1000000\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("connection: close");
        assertThat(client.rawHead(head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(client.post("/auth/check", "x".repeat(50_000), asked("PUT", "/orders/1", "user-token", token))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theLogSaysWhatWasAskedAbout() {
        try (AccessLines log = new AccessLines()) {
            Dialect.FORWARDED.ask(client, "PUT", "/orders/about-this", "user-token", token);

            assertThat(log.with("/orders/about-this"))
                    .contains(
                            "\"method\":\"PUT\"", "\"route\":\"/orders/**\"", "\"status\":200", "\"target\":\"check\"");
        }
    }

    private static String[] asked(String method, String uri, String... more) {
        return TestClient.with(more, "x-original-method", method, "x-original-uri", uri);
    }

    private String cookie() {
        String alice = "login=alice@example.com&password=wonderland";
        return SetCookie.of(client.post("/auth/login", alice, "content-type", "application/x-www-form-urlencoded"))
                .pair();
    }
}
