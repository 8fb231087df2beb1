package dev.usher;

import static dev.usher.TestClient.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Browsers keep their session in a cookie, which no script, no service and no other site gets to see. */
class CookieSessionTest {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String ALICE = "login=alice@example.com&password=wonderland";
    private static final String[] TLS = {"x-forwarded-proto", "https"};
    private static final String[] OURS = {"sec-fetch-site", "same-origin"};

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .with("trusted-proxies", "[127.0.0.1]")
            .with("session", "{ max-age: 2h }")
            .with("identity", "{ headers: { X-User-Email: email, X-A: a, X-B: b, X-C: c } }");

    @RegisterExtension
    static final TestGateway natives = TestGateway.usual()
            .with("session", "{ tokens: native }")
            .with("login", "{ cookie: { name: sid, same-site: Strict } }");

    @RegisterExtension
    static final TestGateway withoutCookies = TestGateway.usual().with("login", "{ token-from: bearer }");

    private final TestClient client = gateway.client();

    /** Row by row the table in the README. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json |                  | 200 | body",
                "text/plain       | ,\"cookie\":false | 200 | body",
                "application/json | ,\"cookie\":null  | 200 | body",
                "application/json | ,\"cookie\":true  | 200 | cookie",
                FORM + "          |                  | 303 | cookie",
            })
    void whoGetsWhat(String type, @Nullable String more, int status, String token) {
        String json = "{\"login\":\"alice@example.com\",\"password\":\"wonderland\"" + (more == null ? "" : more) + "}";
        Answer answer = client.post("/auth/login", type.equals(FORM) ? ALICE : json, with(TLS, "content-type", type));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(SetCookie.delivery(answer)).isEqualTo(token);
        if (status == 200) {
            assertThat(answer.json().get("email").asText()).isEqualTo("alice@example.com");
        } else {
            assertThat(answer.body()).isEmpty();
            assertThat(answer.header("location")).isEqualTo("/");
        }
    }

    @Test
    @Tag("P11")
    void overTlsTheCookieIsForThisHostAndNoScript() {
        SetCookie cookie = SetCookie.of(form(ALICE, TLS));

        assertThat(cookie.name()).isEqualTo("__Host-session");
        assertThat(cookie.attributes()).containsExactly("Path=/", "Secure", "HttpOnly", "SameSite=Lax");
        assertThat(answer("/orders/1", cookie, TLS).received("x-user-email")).containsExactly("alice@example.com");
    }

    @Test
    void inPlainTextItHasAPlainName() {
        SetCookie cookie = SetCookie.of(form(ALICE));

        assertThat(cookie.name()).isEqualTo("usher-session");
        assertThat(cookie.attributes()).containsExactly("Path=/", "HttpOnly", "SameSite=Lax");
        assertThat(answer("/orders/1", cookie).received("x-user-email")).containsExactly("alice@example.com");
    }

    /** A host next door, or anybody in between, could have set it. */
    @Test
    void overTlsThePlainNameIsNoSession() {
        SetCookie cookie = SetCookie.of(form(ALICE));

        assertThat(answer("/orders/1", cookie, TLS).status()).isEqualTo(401);
        assertThat(answer("/optional/1", cookie, TLS).received("cookie")).isEmpty();
    }

    @Test
    void itOutlivesTheBrowserForAsLongAsTheSessionWhereThatIsAskedFor() {
        assertThat(SetCookie.of(form(ALICE + "&stayLoggedIn=on", TLS)).attributes())
                .containsExactly("Path=/", "Max-Age=7200", "Secure", "HttpOnly", "SameSite=Lax");
    }

    @Test
    void aLogoutRemovesItAsItWasSet() {
        SetCookie cookie = SetCookie.of(form(ALICE, TLS));

        Answer logout = client.post("/auth/logout", "", with(with(TLS, "cookie", cookie.pair()), OURS));

        assertThat(logout.status()).isEqualTo(204);
        SetCookie removed = SetCookie.of(logout);
        assertThat(removed.text()).isEqualTo("__Host-session=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
        assertThat(answer("/orders/1", cookie, TLS).status()).isEqualTo(401);
    }

    @Test
    void aFormThatLogsOutIsSentOn() {
        SetCookie cookie = SetCookie.of(form(ALICE));

        Answer logout = client.post(
                "/auth/logout", "return_to=/bye?a=1", with(OURS, "content-type", FORM, "cookie", cookie.pair()));

        assertThat(logout.status()).isEqualTo(303);
        assertThat(logout.header("location")).isEqualTo("/bye?a=1");
        assertThat(SetCookie.of(logout).attributes()).contains("Max-Age=0");
        assertThat(answer("/orders/1", cookie).status()).isEqualTo(401);
        assertThat(SetCookie.isIn(client.post("/auth/logout", "", "content-type", FORM)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.com", "https://evil.com/", "/\\evil.com", "/%2509/evil.com", "javascript:alert(1)"})
    @Tag("T16")
    void noFormSendsAnybodyElsewhere(String wish) {
        String returnTo = "return_to=" + URLEncoder.encode(wish, StandardCharsets.UTF_8);

        Answer login = form(ALICE + "&" + returnTo);
        String[] sent =
                with(OURS, "content-type", FORM, "cookie", SetCookie.of(login).pair());

        assertThat(login.header("location")).isEqualTo("/");
        assertThat(client.post("/auth/logout", returnTo, sent).header("location"))
                .isEqualTo("/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cookie", "body"})
    @Tag("T17")
    void aLoginEndsTheSessionThatCameAlong(String delivery) {
        SetCookie before = SetCookie.of(form(ALICE));
        long logouts = gateway.users().calls(Operation.LOGOUT);

        Answer login = client.post(
                "/auth/login",
                "{\"login\":\"bob@example.com\",\"password\":\"builder\",\"cookie\":" + delivery.equals("cookie") + "}",
                with(OURS, "cookie", before.pair()));

        assertThat(login.status()).isEqualTo(200);
        assertThat(SetCookie.of(login).value()).isNotEqualTo(before.value());
        assertThat(SetCookie.of(login).value().isEmpty()).isEqualTo(delivery.equals("body"));
        assertThat(answer("/orders/1", before).status()).isEqualTo(401);
        await().until(() -> gateway.users().calls(Operation.LOGOUT) == logouts + 1);
    }

    @Test
    void aLoginThatFailsEndsNothing() {
        SetCookie before = SetCookie.of(form(ALICE));

        Answer failed = client.post(
                "/auth/login",
                "login=alice@example.com&password=x",
                with(OURS, "content-type", FORM, "cookie", before.pair()));

        assertThat(failed.status()).isEqualTo(401);
        assertThat(SetCookie.isIn(failed)).isFalse();
        assertThat(answer("/orders/1", before).status()).isEqualTo(200);
    }

    /** Some user servers have one session for each user; ending it there would end what has just begun. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aUserServerMayGiveTheSameTokenAgain(boolean sealed) {
        TestGateway one = sealed ? gateway : natives;
        String user = "{\"objectId\":\"U1\",\"___class\":\"Users\",\"user-token\":\"ALWAYS-THE-SAME-" + sealed + "\"}";
        one.users().faults().set(Operation.LOGIN, Fault.reply(200, Map.of(), user));
        one.users().faults().set(Operation.ROLES, Fault.reply(200, Map.of(), "[]"));
        TestClient its = one.client();
        SetCookie before = SetCookie.of(its.post("/auth/login", ALICE, "content-type", FORM));
        long logouts = one.users().calls(Operation.LOGOUT);

        SetCookie after =
                SetCookie.of(its.post("/auth/login", ALICE, with(OURS, "content-type", FORM, "cookie", before.pair())));

        assertThat(its.get("/orders/1", "cookie", after.pair()).status()).isEqualTo(200);
        assertThat(its.get("/orders/1", "cookie", before.pair()).status()).isEqualTo(sealed ? 401 : 200);
        assertThat(one.users().calls(Operation.LOGOUT)).isEqualTo(logouts);
    }

    @Test
    void theFileMayChooseItsNameAndWhoSendsIt() {
        SetCookie cookie = SetCookie.of(natives.client().post("/auth/login", ALICE, "content-type", FORM));

        assertThat(cookie.name()).isEqualTo("sid");
        assertThat(cookie.attributes()).containsExactly("Path=/", "HttpOnly", "SameSite=Strict");
    }

    @Test
    void whereCookiesAreNotLookedAtNoneIsSet() {
        TestClient its = withoutCookies.client();
        long before = withoutCookies.users().calls(Operation.LOGIN);

        assertThat(its.post("/auth/login", ALICE, "content-type", FORM).status())
                .isEqualTo(400);
        assertThat(its.post("/auth/login", "{\"login\":\"a\",\"password\":\"b\",\"cookie\":true}")
                        .status())
                .isEqualTo(400);
        assertThat(withoutCookies.users().calls(Operation.LOGIN)).isEqualTo(before);
    }

    @Test
    @Tag("T20")
    void twoSessionsInOneRequestAreNone() {
        SetCookie one = SetCookie.of(form(ALICE));
        String two = one.pair() + "; " + SetCookie.of(form(ALICE)).pair();

        assertThat(client.get("/orders/1", "cookie", two).status()).isEqualTo(400);
        assertThat(client.post("/auth/logout", "", with(OURS, "cookie", two)).status())
                .isEqualTo(400);
        assertThat(client.post("/auth/login", ALICE, with(OURS, "content-type", FORM, "cookie", two))
                        .status())
                .isEqualTo(400);
        assertThat(client.get("/orders/1", "cookie", one.pair(), "user-token", client.aliceToken())
                        .status())
                .isEqualTo(400);
    }

    /** RFC 6265bis section 6.1: browsers need not keep more. */
    @Test
    void theLongestCookieIsBelow4Kib() {
        int longest = 0;
        int tooLong = 0;
        for (int length = 660; length < 760; length += 4) {
            String text = "x".repeat(length);
            String user =
                    "{\"objectId\":\"U1\",\"___class\":\"Users\",\"user-token\":\"TOKEN-OF-SOMEBODY\"," + "\"email\":\""
                            + text + "\",\"a\":\"" + text + "\",\"b\":\"" + text + "\",\"c\":\"" + text + "\"}";
            gateway.users().faults().next(1, Operation.LOGIN, Fault.reply(200, Map.of(), user));
            Answer login = form(ALICE + "&stayLoggedIn=on", TLS);
            if (login.status() == 303) {
                longest = Math.max(longest, SetCookie.of(login).text().length());
            } else {
                assertThat(login.status()).isEqualTo(422);
                tooLong++;
            }
        }
        assertThat(longest).isBetween(3_800, 4_095);
        assertThat(tooLong).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "__Host-session=us1.evil",
                "usher-session=us1.evil",
                "%20__Host-session%20=us1.evil",
                "__Host-session%09=us1.evil",
                "=__Host-session=us1.evil",
                "%20=%20usher-session=us1.evil;%20Path=/"
            })
    void aServiceCannotPlantASession(String planted) {
        Answer answer =
                client.get("/public/1?header=Set-Cookie:" + planted + "&header=Set-Cookie:theme=__Host-session=x");

        assertThat(answer.headers().get("set-cookie")).containsExactly("theme=__Host-session=x");
    }

    private Answer form(String body, String... headers) {
        return client.post("/auth/login", body, with(headers, "content-type", FORM));
    }

    private Answer answer(String path, SetCookie cookie, String... headers) {
        return client.get(path, with(headers, "cookie", cookie.pair()));
    }
}
