package dev.usher;

import static dev.usher.TestClient.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people see who are signed in, or no longer, or may not have a page. */
class AccountPagesTest {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String[] PERSON = {
        "accept", "text/html,*/*;q=0.8", "sec-fetch-mode", "navigate", "sec-fetch-dest", "document"
    };

    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .at(time, time)
            .route("/closed/**", "{ target: ECHO, roles: [Manager], unauthenticated: 401 }");

    /** Over TLS its cookie can be another host's. */
    @RegisterExtension
    static final TestGateway named =
            TestGateway.usual().with("trusted-proxies", "[127.0.0.1]").with("login", "{ cookie: { name: sid } }");

    private final TestClient client = gateway.client();

    @Test
    void whoIsSignedInIsNotAskedAgain() {
        Answer page = page("/auth/sign-in?return_to=/orders/1%3Fa", bob());

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body())
                .contains("Signed in as <b><bdi>Bob (bob@example.com)</bdi></b>")
                .contains(
                        "href=\"/orders/1?a\"", "href=\"/auth/sign-in?account=other&amp;return_to=%2Forders%2F1%3Fa\"")
                .doesNotContain("<form");
    }

    @Test
    void theWayOnFromThereIsOurs() {
        assertThat(page("/auth/sign-in?return_to=//evil.com", bob()).body())
                .contains("href=\"/\">Continue")
                .doesNotContain("evil");
    }

    @Test
    void whoWantsToBeSomebodyElseGetsTheForm() {
        assertThat(page("/auth/sign-in?account=other&return_to=/orders/1", bob())
                        .body())
                .contains("<form", "value=\"/orders/1\"")
                .doesNotContain("Bob");
    }

    @Test
    void aGuestIsAskedWhoHeIs() {
        SetCookie guest = SetCookie.of(client.post("/auth/guest", "", "content-type", FORM));

        assertThat(page("/auth/sign-in", guest).body()).contains("<form");
        assertThat(page("/auth/sign-out", guest).body()).contains("Signed in as <b><bdi>a guest</bdi></b>");
    }

    @Test
    void signingOutIsAskedOnceMoreAndThenSaid() {
        SetCookie bob = bob();
        Answer asked = page("/auth/sign-out", bob);
        assertThat(asked.body()).contains("Bob", "method=\"post\" action=\"/auth/logout\"", "value=\"/auth/sign-out\"");
        assertThat(page("/orders/1", bob).status()).isEqualTo(200);

        Answer done = client.post(
                "/auth/logout",
                "return_to=/auth/sign-out",
                "content-type",
                FORM,
                "sec-fetch-site",
                "same-origin",
                "cookie",
                bob.pair());
        assertThat(done.status()).isEqualTo(303);
        assertThat(done.header("location")).isEqualTo("/auth/sign-out");
        assertThat(client.get("/auth/sign-out").body())
                .contains("You are signed out")
                .doesNotContain("<form");
        assertThat(page("/auth/sign-out?return_to=/bye", bob()).body()).contains("value=\"/bye\"");
    }

    @Test
    void whereNobodyCanSayWhoItIsTheFormsAreShown() {
        SetCookie bob = bob();
        time.pass(Duration.ofMinutes(10));
        gateway.users().faults().set(Operation.VALIDATE, Fault.serverError());

        Answer in = page("/auth/sign-in", bob);
        Answer out = page("/auth/sign-out", bob);

        assertThat(in.body()).contains("action=\"/auth/login\"");
        assertThat(out.body()).contains("action=\"/auth/logout\"").doesNotContain("Signed in as");
        assertThat(in.status()).isEqualTo(200);
        assertThat(SetCookie.isIn(in)).isFalse();
    }

    @Test
    void aCookieThatCountsNoMoreIsRemoved() {
        for (String path : new String[] {"/auth/sign-in", "/auth/sign-out"}) {
            Answer page = client.get(path, "cookie", "usher-session=us1.made-up");
            assertThat(page.status()).isEqualTo(200);
            assertThat(SetCookie.of(page).attributes()).contains("Max-Age=0");
        }
    }

    /** Those of both schemes of localhost, for one; until one is gone, nothing would work. */
    @ParameterizedTest
    @ValueSource(strings = {"/orders/1", "/auth/sign-in", "/auth/me"})
    void ofTwoSessionsOneIsRemoved(String path) {
        String two = "usher-session=us1.a; __Host-session=us1.b";
        Answer page = client.get(path, with(PERSON, "cookie", two));

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.body()).contains("This browser had two sessions here at once.", "role=\"alert\"");
        assertThat(SetCookie.of(page).text()).isEqualTo("usher-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
        Answer program = client.get(path, "cookie", two);
        assertThat(program.header("content-type")).isEqualTo("application/problem+json");
        assertThat(SetCookie.of(program).name()).isEqualTo("usher-session");
    }

    /** The one that another host has set would stay, and the user would be whom that host likes. */
    @Test
    void noneIsRemovedWhereAnotherHostMayHaveSetOne() {
        String[] two = {"cookie", "sid=us1.a; sid=us1.b"};

        Answer overTls = named.client().get("/orders/1", with(two, "x-forwarded-proto", "https"));
        assertThat(overTls.status()).isEqualTo(400);
        assertThat(SetCookie.isIn(overTls)).isFalse();
        assertThat(SetCookie.of(named.client().get("/orders/1", two)).text()).startsWith("sid=; ");
    }

    /** A script that still sends an old token has a session that counts; it is the token that must go. */
    @Test
    void aCookieThatDisagreesWithAHeaderStays() {
        Answer answer = client.get("/orders/1", "cookie", "usher-session=us1.a", "user-token", "us1.b");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(SetCookie.isIn(answer)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"/auth/me, 401", "/auth/valid, 200"})
    void programsHaveItRemovedToo(String path, int status) {
        Answer answer = client.get(path, "cookie", "usher-session=us1.made-up");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(SetCookie.of(answer).attributes()).contains("Max-Age=0");
        assertThat(SetCookie.isIn(client.get(path, "user-token", "us1.made-up")))
                .isFalse();
        assertThat(SetCookie.isIn(client.get(path))).isFalse();
    }

    @Test
    void whoMayNotHaveAPageCanBeSomebodyElse() {
        Answer page = page("/managers/1?a=b", bob());

        assertThat(page.status()).isEqualTo(403);
        assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("content-security-policy")).contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(page.header("cache-control")).isEqualTo("no-store");
        assertThat(page.body())
                .contains("Bob", "href=\"/auth/sign-in?account=other&amp;return_to=%2Fmanagers%2F1%3Fa%3Db\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  | /managers/1 | sec-fetch-mode: cors",
                "GET  | /managers/1 | accept: application/json",
                "GET  | /managers/1 | sec-fetch-mode: navigate, sec-fetch-dest: iframe, accept: text/html",
                "GET  | /managers/1 | accept: text/html, x-requested-with: XMLHttpRequest",
                "POST | /managers/1 | accept: text/html, sec-fetch-site: same-origin",
                "GET  | /closed/1   | accept: text/html",
            })
    void programsAreToldSoAsPrograms(String method, String path, String fields) {
        Answer answer = client.send(method, path, null, with(fields.split("[,:] "), "cookie", bob().pair()));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    }

    @Test
    void whatUsersAreCalledIsText() {
        String user = "{\"objectId\":\"U1\",\"___class\":\"Users\",\"user-token\":\"TOKEN-OF-SOMEBODY\","
                + "\"name\":\"\\\"'><script>alert(1)</script>\\u202e{}\",\"email\":\"<img src=x>@example.com\"}";
        gateway.users().faults().next(1, Operation.LOGIN, Fault.reply(200, Map.of(), user));
        gateway.users().faults().set(Operation.ROLES, Fault.reply(200, Map.of(), "[]"));
        SetCookie hostile = logIn("login=a&password=b");

        for (String path : new String[] {"/auth/sign-in", "/auth/sign-out", "/managers/1"}) {
            assertThat(page(path, hostile).body())
                    .contains("<bdi>&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\u202e{} "
                            + "(&lt;img src=x&gt;@example.com)</bdi>")
                    .doesNotContain("<script", "<img");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/auth/login", "/auth/logout"})
    void aFormOfAnotherSiteIsSaidToAPerson(String path) {
        String[] sent = {"content-type", FORM, "accept", "text/html", "sec-fetch-site", "cross-site"};
        Answer page = client.post(path, "login=a&password=b", with(sent, "cookie", bob().pair()));

        assertThat(page.status()).isEqualTo(403);
        assertThat(page.body()).contains("This did not come from a page of this site, so nothing was done.");
    }

    @Test
    void aLogoutFormThatFailsIsSaidToAPerson() {
        Answer page = client.post("/auth/logout", "a=1&a=2", "content-type", FORM, "accept", "text/html");

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.body()).contains("The form has a field twice.", "role=\"alert\"");
    }

    private SetCookie bob() {
        return logIn("login=bob@example.com&password=builder");
    }

    private SetCookie logIn(String form) {
        return SetCookie.of(client.post("/auth/login", form, "content-type", FORM));
    }

    private Answer page(String path, SetCookie cookie) {
        return client.get(path, with(PERSON, "cookie", cookie.pair()));
    }
}
