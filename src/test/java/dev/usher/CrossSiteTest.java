package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Operation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A page of another site cannot act with the cookie of whoever looks at it. */
class CrossSiteTest {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String ALICE = "login=alice@example.com&password=wonderland";
    private static final String JSON = "{\"login\":\"alice@example.com\",\"password\":\"wonderland\"";

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .with("trusted-proxies", "[127.0.0.1]")
            .with("login", "{ safe-origins: [\"https://app.example.com\"] }")
            .route("/shared/**", "{ target: ECHO, cors: { origins: [\"https://*.shop.example\"], credentials: true } }")
            .route("/read/**", "{ target: ECHO, cors: { origins: [\"https://a.shop.example\"] } }");

    private final TestClient client = gateway.client();
    private String cookie = "";

    @BeforeEach
    void logIn() {
        cookie = SetCookie.of(client.post("/auth/login", ALICE, "content-type", FORM))
                .pair();
    }

    /** {@code OWN} is the origin that the client came to. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "same-origin | OWN                           | 200",
                "same-origin |                               | 200",
                "same-origin | null                          | 200",
                "none        |                               | 200",
                "            | OWN                           | 200",
                "            | https://app.example.com       | 200",
                "same-site   | https://app.example.com       | 200",
                "cross-site  | https://app.example.com       | 200",
                "cross-site  | https://evil.com              | 403",
                "cross-site  | OWN                           | 403",
                "cross-site  |                               | 403",
                "cross-site  | null                          | 403",
                "same-site   | https://next.door.example     | 403",
                "same-site   | OWN                           | 403",
                "same-site   |                               | 403",
                "SAME-ORIGIN |                               | 403",
                "''          |                               | 403",
                "other       |                               | 403",
                "            |                               | 403",
                "            | null                          | 403",
                "            | ''                            | 403",
                "            | https://evil.com              | 403",
                "            | http://app.example.com        | 403",
                "            | https://app.example.com.evil  | 403",
                "            | https://app.example.com:8443  | 403",
                "            | https://app.example.com/      | 403",
                "            | OWN.evil.com                  | 403",
                "            | https://127.0.0.1             | 403",
            })
    @Tag("P11")
    void aRequestThatMayChangeSomethingComesFromAPageOfOurs(
            @Nullable String site, @Nullable String origin, int status) {
        long before = gateway.echo().requests();

        for (String method : new String[] {"POST", "PUT", "PATCH", "DELETE", "PURGE"}) {
            Answer answer = client.send(method, "/orders/1", "{}", said(site, origin, "cookie", cookie));
            assertThat(answer.status()).as(method).isEqualTo(status);
            if (status == 403) {
                assertThat(answer.json().get("code").asText()).isEqualTo("cross-site");
            }
        }
        assertThat(gateway.echo().requests() > before).isEqualTo(status == 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
    void whatChangesNothingMayComeFromAnywhere(String method) {
        assertThat(client.send(method, "/orders/1", null, said("cross-site", "https://evil.com", "cookie", cookie))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whoeverHoldsTheTokenMayCallFromAnywhere() {
        String token = client.aliceToken();

        for (String[] header : new String[][] {{"user-token", token}, {"authorization", "Bearer " + token}}) {
            assertThat(client.post("/orders/1", "{}", said("cross-site", "https://evil.com", header))
                            .status())
                    .isEqualTo(200);
        }
        String sameToken = "usher-session=" + token;
        assertThat(client.post("/orders/1", "{}", said("cross-site", null, "cookie", sameToken, "user-token", token))
                        .status())
                .isEqualTo(200);
    }

    /** Pages may set some fields with a request, and Basic is the browser's own. */
    @Test
    void anotherHeaderIsNoToken() {
        assertThat(client.post(
                                "/orders/1",
                                "{}",
                                said("cross-site", null, "cookie", cookie, "authorization", "Basic YTpi"))
                        .status())
                .isEqualTo(403);
        assertThat(client.post("/orders/1", "{}", said("cross-site", null, "cookie", cookie, "user-token", ""))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void routesWithAndWithoutAUserAreTreatedByWhetherTheyLookAtTheCookie() {
        assertThat(client.post("/optional/1", "{}", said("cross-site", null, "cookie", cookie))
                        .status())
                .isEqualTo(403);
        assertThat(client.post("/optional/1", "{}", said("cross-site", null)).status())
                .isEqualTo(200);
        assertThat(client.post("/public/1", "{}", said("cross-site", null, "cookie", cookie))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void nobodyIsAskedAboutACookieOfAnotherSitesRequest() {
        long before = gateway.users().calls(Operation.VALIDATE);

        client.post("/orders/1", "{}", said("cross-site", null, "cookie", "usher-session=us1.whatever"));

        assertThat(gateway.users().calls(Operation.VALIDATE)).isEqualTo(before);
    }

    /** They were told in the file that their requests may carry cookies. */
    @ParameterizedTest
    @CsvSource({
        "/shared/1, https://a.shop.example, 200",
        "/shared/1, https://evil.com, 403",
        "/read/1, https://a.shop.example, 403",
        "/orders/1, https://a.shop.example, 403"
    })
    void pagesThatMaySendCookiesToARouteAreOursThere(String path, String origin, int status) {
        assertThat(client.post(path, "{}", said("same-site", origin, "cookie", cookie))
                        .status())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "https, shop.example.com, https://shop.example.com, 200",
        "https, shop.example.com:443, https://shop.example.com, 200",
        "https, Shop.example.com:8443, https://shop.example.com:8443, 200",
        "http, shop.example.com:80, http://shop.example.com, 200",
        "https, shop.example.com, http://shop.example.com, 403",
        "https, shop.example.com, https://shop.example.com:8443, 403",
    })
    void theOwnOriginIsTheOneThatTheClientCameTo(String scheme, String host, String origin, int status) {
        String secure = scheme.equals("https") ? cookie.replace("usher-session", "__Host-session") : cookie;

        Answer answer = client.post(
                "/orders/1",
                "{}",
                said(null, origin, "cookie", secure, "x-forwarded-proto", scheme, "x-forwarded-host", host));

        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void whatIsSaidTwiceIsNotBelieved() {
        assertThat(raw("Origin: http://a\r\n", "POST")).startsWith("HTTP/1.1 200 ");
        assertThat(raw("Origin: http://a\r\nOrigin: http://a\r\n", "POST")).startsWith("HTTP/1.1 403 ");
        assertThat(raw("Sec-Fetch-Site: none\r\nSec-Fetch-Site: none\r\n", "POST"))
                .startsWith("HTTP/1.1 403 ");
    }

    private String raw(String fields, String method) {
        try (RawClient raw = new RawClient(gateway.port())) {
            return raw.say(method + " /orders/1 HTTP/1.1\r\nHost: a\r\nCookie: " + cookie + "\r\nContent-Length: 0\r\n"
                            + fields + "\r\n")
                    .readHead();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Origin: http://a                                      | 101",
                "Origin: https://app.example.com                       | 101",
                "Origin: https://evil.com                              | 403",
                "Origin: null                                          | 403",
                "X-A: b                                                | 403",
                "Sec-Fetch-Site: same-origin                           | 403",
                "Sec-Fetch-Site: same-origin@Origin: https://evil.com  | 403",
            })
    @Tag("T14")
    void aWebSocketSaysFromWhere(String fields, int status) {
        try (RawClient socket = new RawClient(gateway.port())) {
            String head = socket.say("GET /orders/ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n"
                            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: " + cookie + "\r\n"
                            + fields.replace("@", "\r\n") + "\r\n\r\n")
                    .readHead();

            assertThat(head).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    /** Some clients offer HTTP/2 with each request, and get no WebSocket by that. */
    @Test
    void anUpgradeToSomethingElseIsAnOrdinaryRequest() {
        assertThat(raw("Connection: Upgrade\r\nUpgrade: h2c\r\n", "GET")).startsWith("HTTP/1.1 200 ");
        assertThat(raw("Connection: Upgrade\r\nUpgrade: irc\r\n", "GET")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aLogoutComesFromAPageOfOurs() {
        String[] evil = said("cross-site", "https://evil.com", "cookie", cookie, "content-type", FORM);

        assertThat(client.post("/auth/logout", "", evil).status()).isEqualTo(403);
        assertThat(client.get("/orders/1", "cookie", cookie).status()).isEqualTo(200);
        assertThat(client.post("/auth/logout", "", said("same-origin", null, "cookie", cookie))
                        .status())
                .isEqualTo(204);
    }

    /** Programs say nothing about where they are, and have no cookie to be misused. */
    @ParameterizedTest
    @CsvSource({
        "form, cross-site, https://evil.com, 403",
        "form, , https://evil.com, 403",
        "form, , null, 403",
        "form, same-site, , 403",
        "form, same-origin, , 303",
        "form, , https://app.example.com, 303",
        "form, , , 303",
        "cookie, cross-site, , 403",
        "cookie, same-origin, , 200",
        "cookie, , , 200",
        "body, cross-site, https://evil.com, 200",
    })
    @Tag("P11")
    void nobodyIsLoggedInByAPageOfAnotherSite(
            String delivery, @Nullable String site, @Nullable String origin, int status) {
        long before = gateway.users().calls(Operation.LOGIN);
        String json = JSON + (delivery.equals("cookie") ? ",\"cookie\":true}" : "}");
        boolean isForm = delivery.equals("form");

        Answer answer = client.post(
                "/auth/login",
                isForm ? ALICE : json,
                said(site, origin, "content-type", isForm ? FORM : "application/json"));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(gateway.users().calls(Operation.LOGIN) - before).isEqualTo(status == 403 ? 0 : 1);
    }

    /** It would end the session that came along. */
    @Test
    void aLoginOfAProgramWithACookieComesFromAPageOfOursToo() {
        assertThat(client.post("/auth/login", JSON + "}", said("cross-site", null, "cookie", cookie))
                        .status())
                .isEqualTo(403);
        assertThat(client.get("/orders/1", "cookie", cookie).status()).isEqualTo(200);
    }

    private String[] said(@Nullable String site, @Nullable String origin, String... more) {
        List<String> headers = new ArrayList<>(List.of(more));
        if (site != null) {
            headers.addAll(List.of("sec-fetch-site", site));
        }
        if (origin != null) {
            headers.addAll(List.of("origin", origin.replace("OWN", "http://127.0.0.1:" + client.port())));
        }
        return headers.toArray(String[]::new);
    }
}
