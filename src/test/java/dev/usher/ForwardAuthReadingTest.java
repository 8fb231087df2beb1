package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import java.net.URI;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a proxy asks about has one meaning, for it and for us, or it is no permit. */
class ForwardAuthReadingTest {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().with("trusted-proxies", "[127.0.0.1]");

    @RegisterExtension
    static final TestGateway hosts = TestGateway.usual()
            .with("trusted-proxies", "[127.0.0.1]")
            .route("/**", "{ target: ECHO, auth: none }")
            .route("admin.example.com/**", "{ target: ECHO, roles: [Manager] }");

    @RegisterExtension
    static final TestGateway strangers = TestGateway.usual();

    @RegisterExtension
    static final TestGateway facade = TestGateway.usual()
            .with("trusted-proxies", "[127.0.0.1]")
            .with("login", "{ facade: [ids] }")
            .route("/*/me", "{ target: ECHO, auth: none }");

    private final TestClient client = gateway.client();
    private String token = "";

    @BeforeEach
    void logIn() {
        token = client.aliceToken();
    }

    static Stream<String> pathsThatArePassedOnOtherwise() {
        return Stream.of(
                "/public/..%2forders",
                "/public/../orders",
                "/public/%2e%2e/orders",
                "/public/..;/orders",
                "/public;/orders",
                "//orders/1",
                "/public//x",
                "/%70ublic/1",
                "/public/%2fx",
                "/public/%252e",
                "/public/%zz",
                "/public/%00",
                "/public\\x");
    }

    @ParameterizedTest
    @MethodSource("pathsThatArePassedOnOtherwise")
    @Tag("T26")
    void whatIsReadInTwoWaysIsNoPermit(String uri) {
        for (String headers : new String[] {"x-original-", "x-forwarded-"}) {
            Answer answer =
                    client.get("/auth/check", headers + "method", "GET", headers + "uri", uri, "user-token", token);
            assertThat(answer.status()).isEqualTo(403);
        }
        String inPath = client.raw("GET /auth/check" + uri + " HTTP/1.1\r\nHost: a\r\nX-Forwarded-Proto: http\r\n"
                + "Connection: close\r\nuser-token: " + token + "\r\n\r\n");
        assertThat(inPath).startsWith("HTTP/1.1 403 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "orders/1",
                "http://shop.example/public/1",
                "shop.example:443",
                "?/public/1",
                "/public/1#x",
                "/public/1?a#b",
                "/public/1 x",
                "/public/\u00e9"
            })
    @Tag("T26")
    void whatIsNoUriIsNoPermit(String uri) {
        for (String headers : new String[] {"X-Original-", "X-Forwarded-"}) {
            assertThat(client.raw("GET /auth/check HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + headers
                            + "Method: GET\r\n" + headers + "Uri: " + uri + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 403 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/caf%c3%a9", "/caf%C3%A9", "/a*b", "/a%2ab", "/x?q=%2e%2e/", "/100%25", "/a+b", "/"})
    void aSpellingThatReadsTheSameMayPass(String below) {
        assertThat(Dialect.FORWARDED.ask(client, "GET", "/public" + below).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"post", "CONNECT", "TRACE", "", "GET POST", "G\u00c9T", "GET,POST"})
    @Tag("T26")
    void whatIsNoMethodForUsIsNoPermit(String method) {
        for (String headers : new String[] {"X-Original-", "X-Forwarded-"}) {
            assertThat(client.raw("GET /auth/check HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + headers + "Method: "
                            + method + "\r\n" + headers + "Uri: /public/1\r\n\r\n"))
                    .startsWith("HTTP/1.1 403 ");
        }
    }

    /** Clients can send the fields of a dialect that their proxy does not speak, and does not remove. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''               | x-original-uri: /public/1",
                "''               | x-original-method: GET",
                "''               | x-forwarded-uri: /public/1",
                "''               | x-forwarded-method: GET",
                "''               | x-original-uri: /public/1, x-forwarded-method: GET",
                "''               | x-forwarded-uri: /public/1, x-original-method: GET",
                "''               | x-original-url: http://a/public/1, x-original-method: GET",
                "''               | accept: */*",
                "?x=1             | accept: */*",
                "''               | x-original-method: GET, x-original-uri: /orders/1, x-original-uri: /public/1",
                "''               | x-original-method: GET, x-original-method: GET, x-original-uri: /public/1",
                "''               | x-original-method: GET, x-original-uri: /public/1,"
                        + " x-forwarded-method: GET, x-forwarded-uri: /public/2",
                "''               | x-original-method: GET, x-original-uri: /public/1,"
                        + " x-forwarded-method: POST, x-forwarded-uri: /public/1",
                "''               | x-original-method: GET, x-original-uri: /public/1, x-forwarded-method: GET",
                "/public/1        | x-original-method: GET, x-original-uri: /public/2",
                "/public/1        | x-forwarded-method: POST, x-forwarded-uri: /public/1",
            })
    @Tag("T8")
    void aHalfOrTwoHalvesAreNoQuestion(String below, String fields) {
        assertThat(client.get("/auth/check" + below, fields.split("(: |, )")).status())
                .isEqualTo(403);
    }

    @Test
    void whoeverSaysTheSameTwiceIsUnderstood() {
        String[] both = {
            "x-original-method", "GET", "x-original-uri", "/public/1",
            "x-forwarded-method", "GET", "x-forwarded-uri", "/public/1"
        };
        assertThat(client.get("/auth/check", both).status()).isEqualTo(200);
        assertThat(client.get("/auth/check/public/1", both).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("T8")
    void aStrangerIsToldNothing(Dialect dialect) {
        String own = strangers.client().aliceToken();

        Answer answer = dialect.ask(strangers.client(), "GET", "/public/1", "user-token", own);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().get("code").asText()).isEqualTo("untrusted-peer");
        assertThat(answer.header("x-user-id")).isNull();
    }

    @Test
    void onlyTheCallItselfIsOne() {
        String[] asked = asked("GET", "/public/1");
        for (String path : new String[] {"/auth/checks", "//auth/check", "/auth//check", "/auth/%63heck"}) {
            assertThat(client.get(path, asked).status()).isEqualTo(404);
        }
        assertThat(client.get("/auth/check?a=b", asked).status()).isEqualTo(200);
    }

    @Test
    @Tag("T18")
    void theHostIsThatOfWhatIsAskedAbout() {
        TestClient its = hosts.client();
        String[] asked = {"x-original-method", "GET", "x-original-uri", "/1", "x-forwarded-proto", "http"};

        assertThat(its.get("/auth/check", TestClient.with(asked, "x-original-host", "Admin.Example.com:443"))
                        .status())
                .isEqualTo(401);
        assertThat(its.get("/auth/check", TestClient.with(asked, "x-forwarded-host", "admin.example.com."))
                        .status())
                .isEqualTo(401);
        assertThat(its.get("/auth/check", TestClient.with(asked, "x-forwarded-host", "other.example.com"))
                        .status())
                .isEqualTo(200);
        assertThat(its.get(
                                "/auth/check",
                                TestClient.with(
                                        asked,
                                        "x-forwarded-host",
                                        "other.example.com",
                                        "x-original-host",
                                        "admin.example.com"))
                        .status())
                .isEqualTo(403);
        assertThat(its.get("/auth/check", TestClient.with(asked, "x-original-host", "a b"))
                        .status())
                .isEqualTo(403);
        assertThat(its.get("/auth/check", TestClient.with(asked, "x-forwarded-host", "a@b"))
                        .status())
                .isEqualTo(403);
    }

    /** Some of these paths hold tokens. */
    @Test
    void whatTheGatewayAnswersItselfIsNothingToAskAbout() {
        TestClient its = facade.client();
        String root = URI.create(facade.users().url()).getPath();
        try (AccessLines log = new AccessLines()) {
            for (String path : new String[] {
                root + "/users/isvalidusertoken/5ECRET-TOKEN", "/other/application/users/isvalidusertoken/5ECRET-TOKEN"
            }) {
                Answer answer = its.get("/auth/check", asked("GET", path));
                assertThat(answer.status()).isEqualTo(403);
                assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
            }
            assertThat(its.get("/auth/check", asked("GET", "/auth/me")).status())
                    .isEqualTo(403);
            log.with("\"path\":\"/auth/me\"");
            assertThat(log.mention("5ECRET")).isFalse();
        }
    }

    /** The gateway's own address would be another host's, and perhaps a host of weaker rules. */
    @Test
    void whereHostsDifferTheProxySaysWhich() {
        assertThat(hosts.client().get("/auth/check", asked("GET", "/1")).status())
                .isEqualTo(403);
        assertThat(hosts.client()
                        .raw("GET /auth/check/1 HTTP/1.1\r\nHost: admin.example.com\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 401 ");
    }

    private static String[] asked(String method, String uri, String... more) {
        return TestClient.with(more, "x-original-method", method, "x-original-uri", uri);
    }
}
