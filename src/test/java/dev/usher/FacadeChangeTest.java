package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.LoginPolicy;
import dev.usher.sandbox.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is changed of users through the facade is not remembered as it was. */
class FacadeChangeTest {

    private static final String ROOT = "/DEMO-APP/DEMO-KEY";

    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .at(time, time)
            .with("auth", "{ url: USERS, timeout: 10s }")
            .with("session", "{ keys: [MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=] }")
            .with("login", "{ facade: ids }");

    @BeforeAll
    static void letPeopleLogInTwice() {
        gateway.users().settings(gateway.users().settings().withLogins(LoginPolicy.SIDE_BY_SIDE));
    }

    private final String email = UUID.randomUUID() + "+usher@example.com";
    private final String id = registered();
    private final String token = gateway.client().token(email, "secret");

    @ParameterizedTest
    @ValueSource(strings = {"/users/", "/data/Users/"})
    void servicesHearOfAUsersNewNameAtOnceFromEachOfHisSessions(String path) {
        String other = gateway.client().token(email, "secret");
        String alice = gateway.client().aliceToken();
        assertName("Before", other);

        assertThat(update(path, "{\"name\":\"After\"}").status()).isEqualTo(200);

        assertName("After", token);
        assertName("After", other);
        assertName("Alice", alice);
    }

    /** Nobody becomes somebody else by an answer. */
    @Test
    void anAnswerWithAnotherUserIsNotTakenForTheOneWhoWasChanged() {
        String another = "{\"objectId\":\"another\",\"name\":\"Mallory\",\"email\":\"mallory@example.com\"}";
        gateway.users().faults().next(1, Operation.UPDATE, Fault.reply(200, Map.of(), another));

        assertThat(update("/users/", "{\"name\":\"After\"}").status()).isEqualTo(200);

        assertName("Before", token);
    }

    @Test
    void afterAChangeTheUserServerIsAskedAgainWhetherTheSessionCounts() {
        assertName("Before", token);
        gateway.users().resetCalls();

        update("/users/", "{\"password\":\"another\"}");

        assertAskedOnce();
    }

    @Test
    void afterAPasswordIsRestoredTheUserServerIsAskedAgain() {
        String alice = gateway.client().aliceToken();
        gateway.users().resetCalls();

        Answer answer = gateway.client().get(ROOT + "/users/restorepassword/" + email.replace("@", "%40"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertName("Alice", alice);
        assertThat(gateway.users().calls(Operation.VALIDATE)).isZero();
        assertAskedOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void whoIsReadIsNotAskedAbout(String method) {
        gateway.users().faults().set(Operation.OTHER, Fault.reply(200, Map.of(), ""));
        assertName("Before", token);
        gateway.users().resetCalls();

        Answer answer = gateway.client().send(method, ROOT + "/data/Users/" + id, null, "user-token", token);
        gateway.users().faults().clear();

        assertThat(answer.status()).isEqualTo(200);

        assertName("Before", token);
        assertThat(gateway.users().calls(Operation.VALIDATE)).isZero();
    }

    private CompletableFuture<Answer> orderWhoseQuestionIsOlderThanAChange(Fault.Held held) {
        String other = gateway.client().token(email, "secret");
        time.pass(Duration.ofSeconds(67));
        gateway.users().faults().next(1, Operation.VALIDATE, held);
        CompletableFuture<Answer> before = order();
        await().until(() -> held.arrived() == 1);
        assertThat(update("/users/", "{\"name\":\"After\"}", other).status()).isEqualTo(200);
        return before;
    }

    @Test
    void anAnswerThatWasAskedForBeforeTheChangeIsNotTakenForWhatHoldsAfterIt() {
        Fault.Held held = Fault.hold();
        CompletableFuture<Answer> before = orderWhoseQuestionIsOlderThanAChange(held);
        double waiting = misses();
        CompletableFuture<Answer> after = order();
        await().until(() -> misses() == waiting + 1);
        gateway.users().resetCalls();
        held.release();

        assertThat(before.join().status()).isEqualTo(200);
        assertThat(after.join().received("x-user-name")).containsExactly("After");
        assertThat(gateway.users().calls(Operation.VALIDATE)).isEqualTo(1);
    }

    @Test
    void norIsItWhereNobodyElseHasAskedMeanwhile() {
        Fault.Held held = Fault.hold();
        CompletableFuture<Answer> before = orderWhoseQuestionIsOlderThanAChange(held);
        gateway.users().resetCalls();
        held.release();
        assertThat(before.join().status()).isEqualTo(200);

        assertName("After", token);
        assertName("After", token);
        assertThat(gateway.users().calls(Operation.VALIDATE)).isEqualTo(1);
    }

    @Test
    void aLoginThatIsUnderWayIsAskedAboutAfterTheChange() {
        Fault.Held held = Fault.hold();
        gateway.users().faults().next(1, Operation.ROLES, held);
        String credentials = "{\"login\":\"" + email + "\",\"password\":\"secret\"}";
        CompletableFuture<Answer> login =
                gateway.client().sendAsync("POST", "/auth/login", credentials, "content-type", "application/json");
        await().until(() -> held.arrived() == 1);
        update("/users/", "{\"name\":\"After\"}");
        held.release();
        String begun = login.join().json().get("user-token").asText();

        assertThat(questions(gateway.client(), begun)).isEqualTo(1);
    }

    @Test
    void soIsASessionThatIsBeingOpenedAndNobodyElses() throws Exception {
        Usher started = gateway.another();
        try {
            TestClient client = new TestClient(started.httpPort());
            String other = gateway.client().token(email, "secret");
            assertThat(client.get("/orders/1", "user-token", other).status()).isEqualTo(200);

            assertThat(questionsOfOneThatIsOpenedWhileHeChanges(client, token, other))
                    .isEqualTo(1);
            assertThat(questionsOfOneThatIsOpenedWhileHeChanges(
                            client, gateway.client().aliceToken(), other))
                    .isZero();
        } finally {
            TestGateway.await(started.stop());
        }
    }

    private long questionsOfOneThatIsOpenedWhileHeChanges(TestClient client, String opened, String other) {
        Fault.Held held = Fault.hold();
        gateway.users().faults().next(1, Operation.VALIDATE, held);
        CompletableFuture<Answer> first = client.sendAsync("GET", "/orders/1", null, "user-token", opened);
        await().until(() -> held.arrived() == 1);
        assertThat(update(client, "/users/", "{\"phone\":\"1\"}", other).status())
                .isEqualTo(200);
        held.release();
        assertThat(first.join().status()).isEqualTo(200);
        return questions(client, opened);
    }

    /** That two requests are worth. */
    private static long questions(TestClient client, String token) {
        gateway.users().resetCalls();
        for (int i = 0; i < 2; i++) {
            assertThat(client.get("/orders/1", "user-token", token).status()).isEqualTo(200);
        }
        return gateway.users().calls(Operation.VALIDATE);
    }

    private void assertAskedOnce() {
        assertName("Before", token);
        assertName("Before", token);
        assertThat(gateway.users().calls(Operation.VALIDATE)).isEqualTo(1);
    }

    private static void assertName(String name, String token) {
        assertThat(gateway.client().get("/orders/1", "user-token", token).received("x-user-name"))
                .containsExactly(name);
    }

    private Answer update(String path, String body) {
        return update(path, body, token);
    }

    private Answer update(String path, String body, String byToken) {
        return update(gateway.client(), path, body, byToken);
    }

    private Answer update(TestClient client, String path, String body, String byToken) {
        return client.send("PUT", ROOT + path + id, body, "user-token", byToken, "content-type", "application/json");
    }

    private CompletableFuture<Answer> order() {
        return gateway.client().sendAsync("GET", "/orders/1", null, "user-token", token);
    }

    private static double misses() {
        return Gauges.sum(gateway, "usher_session_lookups_total", "miss");
    }

    private String registered() {
        String body = "{\"email\":\"" + email + "\",\"password\":\"secret\",\"name\":\"Before\"}";
        return gateway.client()
                .post(ROOT + "/users/register", body)
                .json()
                .get("objectId")
                .asText();
    }
}
