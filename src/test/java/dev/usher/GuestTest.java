package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests have a session and no account: some routes are open to them, and the rest wants them to log in. */
class GuestTest {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String[] OURS = {"sec-fetch-site", "same-origin"};

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().route("/shop/**", "{ target: ECHO, auth: guest }");

    /** Nobody asks for roles here, and who logs in directly at the user server is known by {@code whoami}. */
    @RegisterExtension
    static final TestGateway natives = TestGateway.usual()
            .with("auth", "{ url: USERS, whoami: services/Account/currentUser }")
            .with("session", "{ tokens: native }")
            .with("identity", "{ headers: { X-User-Id: objectId } }")
            .route("/managers/**", "ECHO")
            .route("/shop/**", "{ target: ECHO, auth: guest }");

    private final TestClient client = gateway.client();

    /** Row by row the table in the README. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | ''                     | 200 | body",
                "application/json | {}                       | 200 | body",
                "application/json | {\"cookie\":true}        | 200 | cookie",
                FORM + "          | return_to=/shop/1        | 303 | cookie",
            })
    void whoGetsWhat(String type, String body, int status, String token) {
        Answer answer = client.post("/auth/guest", body, "content-type", type);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(SetCookie.delivery(answer)).isEqualTo(token);
        if (status == 200) {
            assertThat(answer.json().get("userStatus").asText()).isEqualTo("GUEST");
        } else {
            assertThat(answer.header("location")).isEqualTo("/shop/1");
        }
    }

    @Test
    void aGuestIsNamedWhereGuestsAreLetInAndOthersMustLogIn() {
        Answer guest = client.post("/auth/guest", "");
        String token = guest.json().get("user-token").asText();

        Answer shop = client.get("/shop/1", "user-token", token);

        assertThat(shop.received("x-user-id"))
                .containsExactly(guest.json().get("objectId").asText());
        assertThat(shop.received("x-user-roles")).containsExactly("GuestUser");
        assertThat(client.get("/optional/1", "user-token", token).received("x-user-roles"))
                .containsExactly("GuestUser");
        assertThat(client.get("/auth/valid", "user-token", token).body()).isEqualTo("true");
        for (String path : new String[] {"/orders/1", "/managers/1"}) {
            Answer refused = client.get(path, "user-token", token);
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.json().get("code").asText()).isEqualTo("login-required");
            assertThat(refused.header("www-authenticate")).isEqualTo("Bearer");
        }
        assertThat(client.get("/shop/1").status()).isEqualTo(401);
        assertThat(client.get("/shop/1", "user-token", client.aliceToken()).received("x-user-email"))
                .containsExactly("alice@example.com");
    }

    /** Who gets in must not rest on whether another call is answered, or made at all. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGuestIsOneWhateverIsKnownOfItsRoles(boolean asked) {
        TestGateway one = asked ? gateway : natives;
        TestClient its = one.client();
        one.users().faults().next(1, Operation.ROLES, Fault.serverError());

        String token = its.post("/auth/guest", "").json().get("user-token").asText();

        assertThat(its.get("/orders/1", "user-token", token).status()).isEqualTo(401);
        assertThat(its.get("/shop/1", "user-token", token).status()).isEqualTo(200);
    }

    @Test
    void aGuestFromElsewhereIsOneToo() {
        String token = new TestClient(natives.users().port())
                .post(URI.create(natives.users().url()).getPath() + "/users/register/guest", "")
                .json()
                .get("user-token")
                .asText();
        String user = "{\"objectId\":\"G1\",\"userStatus\":\"GUEST\"}";
        natives.users().faults().set(Operation.OTHER, Fault.reply(200, Map.of(), user));

        assertThat(natives.client()
                        .get("/orders/1", "user-token", token)
                        .json()
                        .get("code")
                        .asText())
                .isEqualTo("login-required");
        assertThat(natives.client().get("/shop/1", "user-token", token).received("x-user-id"))
                .containsExactly("G1");
    }

    @Test
    @Tag("T17")
    void aGuestWhoLogsInGetsANewSessionAndTheOldOneEnds() {
        SetCookie guest = SetCookie.of(client.post("/auth/guest", "", "content-type", FORM));
        long logouts = gateway.users().calls(Operation.LOGOUT);
        Answer sent = client.get("/orders/1", "cookie", guest.pair(), "accept", "text/html");
        assertThat(sent.header("location")).isEqualTo("/auth/sign-in?return_to=%2Forders%2F1");
        assertThat(SetCookie.isIn(sent)).isFalse();

        Answer login = client.post(
                "/auth/login",
                "login=alice@example.com&password=wonderland",
                "content-type",
                FORM,
                "cookie",
                guest.pair(),
                OURS[0],
                OURS[1]);

        String alice = SetCookie.of(login).pair();
        assertThat(alice).isNotEqualTo(guest.pair());
        assertThat(client.get("/orders/1", "cookie", alice).status()).isEqualTo(200);
        assertThat(client.get("/shop/1", "cookie", guest.pair()).status()).isEqualTo(401);
        await().until(() -> gateway.users().calls(Operation.LOGOUT) == logouts + 1);
    }

    @Test
    @Tag("P11")
    void noPageOfAnotherSiteMakesAGuestOfAnybody() {
        long guests = gateway.users().calls(Operation.GUEST);

        assertThat(client.post("/auth/guest", "", "content-type", FORM, "sec-fetch-site", "cross-site")
                        .status())
                .isEqualTo(403);
        assertThat(client.post("/auth/guest", "{\"cookie\":true}", "origin", "https://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(gateway.users().calls(Operation.GUEST)).isEqualTo(guests);
    }

    @Test
    void whoComesAsAGuestWithASessionLeavesThatOne() {
        SetCookie before = SetCookie.of(
                client.post("/auth/login", "login=bob@example.com&password=builder", "content-type", FORM));

        Answer guest = client.post("/auth/guest", "", "content-type", FORM, "cookie", before.pair(), OURS[0], OURS[1]);

        assertThat(SetCookie.of(guest).pair()).isNotEqualTo(before.pair());
        assertThat(client.get("/orders/1", "cookie", before.pair()).status()).isEqualTo(401);
    }

    @Test
    void onlyPostMakesAGuest() {
        Answer answer = client.get("/auth/guest");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo("POST");
    }

    @Test
    void aUserServerThatIsAwayIsNoGuest() {
        gateway.users().faults().next(1, Operation.GUEST, Fault.serverError());

        assertThat(client.post("/auth/guest", "").status()).isEqualTo(503);
        assertThat(client.post("/auth/guest", "[]").status()).isEqualTo(400);
    }
}
