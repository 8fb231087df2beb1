package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a request comes from is what the connection says, unless a trusted proxy says more. */
class ForwardingHeadersTest {

    @RegisterExtension
    static final TestGateway untrusting =
            TestGateway.usual().route("admin.example.com/**", "{ target: ECHO, auth: none }");

    @RegisterExtension
    static final TestGateway trusting = TestGateway.usual()
            .with("trusted-proxies", "[127.0.0.0/8, 10.0.0.0/8, \"fd00::/8\"]")
            .route("admin.example.com/**", "{ target: ECHO, auth: none }");

    @RegisterExtension
    static final TestGateway trustingOne = TestGateway.usual().with("trusted-proxies", "[127.0.0.2/32]");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For",
                "X-Forwarded-Host",
                "X-Forwarded-Proto",
                "X-Forwarded-Port",
                "X-Forwarded-Uri",
                "X-Forwarded-Method",
                "X-Forwarded-Prefix",
                "X-Forwarded-Server",
                "X-Forwarded-Anything",
                "X_Forwarded_For",
                "x.forwarded.host",
                "XForwardedProto",
                "Forwarded",
                "X-Real-IP",
                "x_real_ip",
                "X-Client-IP",
                "True-Client-IP",
                "X-Original-URL",
                "X-Original-URI",
                "X-Original-Method",
                "X-Original-Host",
                "X-Rewrite-URL",
                "X-Request-Id"
            })
    @Tag("T8")
    void whatAStrangerSaysAboutItselfIsDropped(String name) {
        Answer answer = untrusting.client().get("/public/1", name, "evil.example.com");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("evil");
        assertThat(answer.received("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(answer.received("X-Forwarded-Proto")).containsExactly("http");
        assertThat(answer.received("X-Forwarded-Host")).containsExactly("127.0.0.1:" + untrusting.port());
        assertThat(answer.received("Forwarded"))
                .containsExactly("for=127.0.0.1;host=\"127.0.0.1:" + untrusting.port() + "\";proto=http");
        assertThat(answer.received("Host")).containsExactly("127.0.0.1:" + untrusting.port());
    }

    @Test
    @Tag("T8")
    void aStrangerChangesNeitherTheRouteNorTheClientAddress() {
        try (AccessLines log = new AccessLines()) {
            Answer answer = untrusting
                    .client()
                    .get(
                            "/orders/1",
                            "X-Forwarded-Host",
                            "admin.example.com",
                            "X-Forwarded-For",
                            "10.9.9.9",
                            "X-Original-URL",
                            "/public/1",
                            "X-Rewrite-URL",
                            "/public/1",
                            "X-Forwarded-Uri",
                            "/public/1",
                            "X-Request-Id",
                            "chosen");

            assertThat(answer.status()).isEqualTo(401);
            assertThat(log.with(id(answer)))
                    .contains("\"client\":\"127.0.0.1\"", "\"path\":\"/orders/1\"", "\"route\":\"/orders/**\"");
            assertThat(id(answer)).isNotEqualTo("chosen");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            203.0.113.9                          | 203.0.113.9
            evil, 203.0.113.9                    | 203.0.113.9
            1.1.1.1, 203.0.113.9, 10.1.2.3       | 203.0.113.9
            10.0.0.1, 10.0.0.2                   | 10.0.0.1
            2001:db8::1                          | 2001:db8:0:0:0:0:0:1
            1.1.1.1, 2001:db8::1, fd00::7        | 2001:db8:0:0:0:0:0:1
            [2001:db8::1]:4711                   | 2001:db8:0:0:0:0:0:1
            [2001:db8::1]                        | 2001:db8:0:0:0:0:0:1
            203.0.113.9:4711                     | 203.0.113.9
            ::ffff:203.0.113.9                   | 203.0.113.9
            ::ffff:10.0.0.1                      | 10.0.0.1
            203.0.113.9, evil                    | 127.0.0.1
            203.0.113.9, evil, 10.0.0.2          | 10.0.0.2
            203.0.113.9,                         | 127.0.0.1
            unknown                              | 127.0.0.1
            localhost                            | 127.0.0.1
            999.1.1.1                            | 127.0.0.1
            """)
    @Tag("T8")
    void theClientIsTheNearestAddressThatIsNoTrustedProxy(String chain, String client) {
        try (AccessLines log = new AccessLines()) {
            Answer answer = trusting.client().get("/public/1", "X-Forwarded-For", chain);

            assertThat(log.with(id(answer))).contains("\"client\":\"" + client + "\"");
            assertThat(answer.received("X-Forwarded-For")).containsExactly(chain + ", 127.0.0.1");
        }
    }

    @Test
    @Tag("T8")
    void aTrustedProxySaysWhichHostAndSchemeTheClientUsed() {
        Answer answer = trusting.client()
                .get(
                        "/orders/1",
                        "X-Forwarded-Host",
                        "Admin.Example.COM.:8443",
                        "X-Forwarded-Proto",
                        "https",
                        "Forwarded",
                        "for=203.0.113.9",
                        "X-Request-Id",
                        "trace-1.a_b");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.received("Host")).containsExactly("admin.example.com.:8443");
        assertThat(answer.received("X-Forwarded-Host")).containsExactly("admin.example.com.:8443");
        assertThat(answer.received("X-Forwarded-Proto")).containsExactly("https");
        assertThat(answer.received("Forwarded"))
                .containsExactly("for=203.0.113.9, for=127.0.0.1;host=\"admin.example.com.:8443\";proto=https");
        assertThat(answer.received("X-Request-Id")).containsExactly("trace-1.a_b");
        assertThat(id(answer)).isEqualTo("trace-1.a_b");
    }

    /** A proxy that adds a line of its own leaves those of its client where they are. */
    @Test
    @Tag("T8")
    void ofSeveralLinesTheLastIsTheNearestProxys() {
        try (AccessLines log = new AccessLines()) {
            Answer answer =
                    trusting.client().get("/public/1", "X-Forwarded-For", "6.6.6.6", "X-Forwarded-For", "203.0.113.9");

            assertThat(log.with(id(answer))).contains("\"client\":\"203.0.113.9\"");
        }
    }

    /** With its end escaped, it is open for most readers, and would swallow what this gateway says. */
    @Test
    void aStringWhoseEndIsEscapedIsLeftOut() {
        Answer answer = trusting.client().get("/public/1", "Forwarded", "for=\"\\\"");

        assertThat(answer.received("Forwarded"))
                .containsExactly("for=127.0.0.1;host=\"127.0.0.1:" + trusting.port() + "\";proto=http");
    }

    @Test
    void ofSeveralProxiesTheNearestIsBelieved() {
        Answer answer = trusting.client()
                .get(
                        "/orders/1",
                        "X-Forwarded-Host",
                        "evil.example.com",
                        "X-Forwarded-Host",
                        "other.example.com, admin.example.com",
                        "X-Forwarded-Proto",
                        "https",
                        "X-Forwarded-Proto",
                        "http");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.received("Host")).containsExactly("admin.example.com");
        assertThat(answer.received("X-Forwarded-Proto")).containsExactly("http");
    }

    /** Traefik names the scheme of a WebSocket, whose page has the other one. */
    @Test
    void theSchemeOfAWebSocketIsThatOfItsPage() {
        assertThat(trusting.client()
                        .get("/public/1", "X-Forwarded-Proto", "wss")
                        .received("X-Forwarded-Proto"))
                .containsExactly("https");
        assertThat(trusting.client().get("/public/1", "X-Forwarded-Proto", "ws").received("X-Forwarded-Proto"))
                .containsExactly("http");
    }

    @Test
    void nonsenseFromATrustedProxyIsRefusedOrLeftOut() {
        assertThat(trusting.client().get("/public/1", "X-Forwarded-Host", "a/b").status())
                .isEqualTo(400);
        assertThat(trusting.client().get("/public/1", "X-Forwarded-Host", "a,").status())
                .isEqualTo(400);
        assertThat(trusting.client()
                        .get("/public/1", "X-Forwarded-Host", "a\"b")
                        .status())
                .isEqualTo(400);

        Answer answer = trusting.client()
                .get(
                        "/public/1",
                        "X-Forwarded-Proto",
                        "javascript",
                        "X-Forwarded-Port",
                        "1",
                        "X-Real-IP",
                        "evil",
                        "Forwarded",
                        "for=\"evil",
                        "X-Request-Id",
                        "a b");
        assertThat(answer.received("X-Forwarded-Proto")).containsExactly("http");
        assertThat(answer.received("X-Forwarded-Port")).isEmpty();
        assertThat(answer.body()).doesNotContain("evil");
        assertThat(answer.received("X-Request-Id")).hasSize(1).doesNotContain("a b");
    }

    @ParameterizedTest
    @CsvSource({"64, true", "65, false"})
    void theIdOfARequestHas64Characters(int length, boolean kept) {
        String chosen = "t".repeat(length);

        assertThat(id(trusting.client().get("/public/1", "X-Request-Id", chosen))
                        .equals(chosen))
                .isEqualTo(kept);
    }

    @Test
    void viaGrowsAndHostStays() {
        RawHttp.Heard heard = RawHttp.say(
                untrusting.port(),
                "GET /public/1 HTTP/1.0\r\nHost: A.Example.:81\r\nVia: 1.1 first\r\nVia: 1.0 second\r\n\r\n");

        assertThat(heard.text())
                .contains("{\"name\":\"via\",\"value\":\"1.1 first, 1.0 second, 1.0 usher\"}")
                .contains("{\"name\":\"host\",\"value\":\"a.example.:81\"}");
    }

    /** Many clients may come over one connection, and each connection has its own other end. */
    @Test
    void whoIsTrustedIsThatOfTheConnectionAndWhoComesThatOfTheRequest() {
        int port = trustingOne.port();
        try (RawClient proxy = new RawClient(port, "127.0.0.2");
                RawClient stranger = new RawClient(port, "127.0.0.3")) {
            for (int client = 1; client <= 3; client++) {
                String request =
                        "GET /public/1 HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113." + client + "\r\n\r\n";
                proxy.say(request).readUntil(chain("203.0.113." + client + ", 127.0.0.2"));
                stranger.say(request).readUntil(chain("127.0.0.3"));
            }
        }
    }

    private static String chain(String addresses) {
        return "{\"name\":\"x-forwarded-for\",\"value\":\"" + addresses + "\"}";
    }

    @Test
    @Tag("T18")
    void aRouteIsFoundHoweverItsHostIsSpelled() {
        for (String host : new String[] {
            "admin.example.com",
            "Admin.EXAMPLE.com",
            "admin.example.com.",
            "admin.example.com:443",
            "ADMIN.example.com.:8443"
        }) {
            RawHttp.Heard heard = RawHttp.say(
                    untrusting.port(), "GET /orders/1 HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
            assertThat(heard.status()).as(host).isEqualTo(200);
        }
        for (String host : new String[] {"admin.example.com.evil.com", "xadmin.example.com", "example.com"}) {
            RawHttp.Heard heard = RawHttp.say(
                    untrusting.port(), "GET /orders/1 HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
            assertThat(heard.status()).as(host).isEqualTo(401);
        }
    }

    private static String id(Answer answer) {
        return String.valueOf(answer.header("x-request-id"));
    }
}
