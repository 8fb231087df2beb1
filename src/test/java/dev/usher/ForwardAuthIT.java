package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.FrontProxy.Kind;
import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The files of docs/forward-auth, in the proxies that they are for. */
class ForwardAuthIT {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final Map<Kind, FrontProxy> proxies = new EnumMap<>(Kind.class);

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .with("trusted-proxies", "[127.0.0.1]")
            .with("session", "{ ttl: 0s, stale-if-error: 0s }")
            .with("identity", "{ headers: { X-User-Id: objectId, X-User-Email: email, X-User-Name: city } }");

    @TempDir
    static Path directory;

    @AfterAll
    static void stop() {
        proxies.values().forEach(FrontProxy::close);
        proxies.clear();
    }

    /** Starts it with the first test that needs it. */
    private static TestClient through(Kind kind) {
        kind.require();
        return proxies.computeIfAbsent(kind, ForwardAuthIT::start).client();
    }

    private static FrontProxy start(Kind kind) {
        try {
            return new FrontProxy(kind, Files.createDirectory(directory.resolve(kind.name())), gateway);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutATokenNobodyGetsThrough(Kind kind) {
        TestClient client = through(kind);
        long before = gateway.echo().requests();

        assertThat(client.get("/orders/1").status()).isEqualTo(401);
        assertThat(client.get("/orders/1").header("www-authenticate")).isEqualTo("Bearer");
        assertThat(client.get("/orders/1", "user-token", "made-up").status()).isEqualTo(401);
        assertThat(client.post("/orders/1", "a body").status()).isEqualTo(401);
        assertThat(client.get("/nowhere").status()).isEqualTo(403);
        assertThat(gateway.echo().requests()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void aPersonIsSentToTheSignInPageAndBack(Kind kind) {
        TestClient client = through(kind);

        Answer sent = client.get("/orders/1?a=b", "accept", "text/html");

        String own = "http://127.0.0.1:" + client.port();
        assertThat(sent.status()).isEqualTo(302);
        assertThat(sent.header("location")).isEqualTo(own + "/auth/sign-in?return_to=%2Forders%2F1%3Fa%3Db");
        assertThat(client.get("/auth/sign-in").status()).isEqualTo(200);
        Answer login = client.post(
                "/auth/login",
                "login=alice@example.com&password=wonderland&return_to=/orders/1?a=b",
                "content-type",
                FORM,
                "origin",
                own);
        assertThat(login.status()).isEqualTo(303);
        assertThat(login.header("location")).isEqualTo("/orders/1?a=b");
        String cookie = SetCookie.of(login).pair();
        Answer order = client.get("/orders/1?a=b", "cookie", cookie);
        assertThat(order.received("x-user-email")).containsExactly("alice@example.com");
        assertThat(order.receivedTarget()).isEqualTo("/orders/1?a=b");
        client.post("/auth/logout", "", "cookie", cookie, "origin", own);
        Answer over = client.get("/orders/1", "cookie", cookie);
        assertThat(over.status()).isEqualTo(401);
        assertThat(SetCookie.of(over).attributes()).contains("Max-Age=0");
    }

    @ParameterizedTest
    @EnumSource
    @Tag("T1")
    void theServiceGetsTheUserAndNothingThatAClientSaysOfHim(Kind kind) {
        TestClient client = through(kind);
        String token = client.aliceToken();

        Answer order = client.post(
                "/orders/1",
                "a body",
                "user-token",
                token,
                "cookie",
                "theme=dark",
                "X-User-Id",
                "evil",
                "x_user_id",
                "evil",
                "x-user_id",
                "evil",
                "X-User-Name",
                "evil",
                "x_user-name",
                "evil",
                "X-Auth-Stale",
                "evil",
                "X-Original-URL",
                "/evil",
                "X-Rewrite-URL",
                "/evil",
                "X-HTTP-Method",
                "EVIL",
                "X-HTTP-Method-Override",
                "EVIL",
                "x_http_method_override",
                "EVIL",
                "X-Method-Override",
                "EVIL");

        assertThat(order.status()).isEqualTo(200);
        assertThat(order.received("x-user-id")).containsExactly(gateway.users().objectId("alice@example.com"));
        assertThat(order.received("x-user-email")).containsExactly("alice@example.com");
        assertThat(order.body())
                .doesNotContain("evil", "EVIL", token, "theme=dark")
                .contains("\"method\":\"POST\"");
        assertThat(order.receivedNames().stream().map(name -> name.toLowerCase(Locale.ROOT)))
                .doesNotContain("x-user-name", "x-auth-stale", "user-token", "authorization", "cookie");
        Answer open = client.get("/public/1", "X-User-Id", "evil", "x_user_id", "evil", "x.user.id", "evil");
        assertThat(open.status()).isEqualTo(200);
        assertThat(open.body()).doesNotContain("evil");
    }

    @ParameterizedTest
    @EnumSource
    void rolesCount(Kind kind) {
        TestClient client = through(kind);

        assertThat(client.get("/managers/1", "user-token", client.aliceToken()).status())
                .isEqualTo(200);
        assertThat(client.get("/managers/1", "user-token", client.token("bob@example.com", "builder"))
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("T26")
    void noSpellingOfAPathGetsAround(Kind kind) {
        TestClient client = through(kind);
        long before = gateway.echo().requests();

        for (String path : new String[] {
            "/public/..%2forders",
            "/public/%2e%2e/orders",
            "/public/../orders",
            "/public;/../orders",
            "/public/..;/orders",
            "//orders/1",
            "/public//x",
            "/%6frders/1",
            "/public/%2fx",
            "http://127.0.0.1/orders/1"
        }) {
            String answer = client.raw("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
            assertThat(answer).as(path).matches("(?s)HTTP/1.1 40[0134] .*");
        }
        for (String[] said : new String[][] {
            {"x-forwarded-uri", "/public/1", "x-forwarded-method", "GET"},
            {"x-original-uri", "/public/1", "x-original-method", "GET"},
            {"x-original-host", "public.example"}
        }) {
            assertThat(client.get("/orders/1", said).status()).isIn(401, 403);
        }
        assertThat(gateway.echo().requests()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void nobodyElseCanAsk(Kind kind) {
        TestClient client = through(kind);
        String token = client.aliceToken();

        for (String path : new String[] {"/auth/check", "/auth/check/orders/1", "//auth/check", "/auth/%63heck"}) {
            Answer answer =
                    client.get(path, "user-token", token, "x-original-method", "GET", "x-original-uri", "/orders/1");
            assertThat(answer.status()).as(path).isIn(403, 404);
            assertThat(answer.header("x-user-id")).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("T13")
    void whileNobodyCanSayItIs503(Kind kind) {
        TestClient client = through(kind);
        String token = client.aliceToken();
        gateway.users().faults().set(Operation.VALIDATE, Fault.serverError());

        Answer unknown = client.get("/orders/1", "user-token", token);

        assertThat(unknown.status()).isEqualTo(503);
        assertThat(unknown.header("retry-after")).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    @Tag("T14")
    void aWebSocketByCookieComesFromAPageOfOurs(Kind kind) {
        TestClient client = through(kind);
        String cookie = SetCookie.of(
                        client.post("/auth/login", "login=alice@example.com&password=wonderland", "content-type", FORM))
                .pair();
        String handshake = "GET /orders/ws HTTP/1.1\r\nHost: 127.0.0.1:" + client.port() + "\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Cookie: " + cookie + "\r\nOrigin: ";

        assertThat(client.rawHead(handshake + "https://evil.example\r\n\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(client.rawHead(handshake + "http://127.0.0.1:" + client.port() + "\r\n\r\n"))
                .startsWith("HTTP/1.1 101 ");
    }
}
