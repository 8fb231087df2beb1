package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** After a logout there is no session, whatever was going on; with both kinds of tokens. */
class LogoutTest {

    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final TestGateway sealed = TestGateway.usual().at(time, time).with("auth", "{ url: USERS, timeout: 10s }");

    @RegisterExtension
    static final TestGateway natives = TestGateway.usual()
            .at(time, time)
            .with("auth", "{ url: USERS, timeout: 10s, whoami: services/Account/currentUser }")
            .with("session", "{ tokens: native, negative-ttl: 0s }");

    static Stream<TestGateway> gateways() {
        return Stream.of(sealed, natives);
    }

    @ParameterizedTest
    @MethodSource("gateways")
    void theSessionIsGoneBeforeTheUserServerHasHeardOfIt(TestGateway gateway) {
        TestClient client = gateway.client();
        String token = client.aliceToken();
        Fault.Held held = Fault.hold();
        gateway.users().faults().set(Operation.LOGOUT, held);

        CompletableFuture<Answer> logout = client.sendAsync("POST", "/auth/logout", "", "user-token", token);
        await().until(() -> held.arrived() == 1);
        assertThat(client.get("/orders/1", "user-token", token).status()).isEqualTo(401);
        assertThat(logout).isNotDone();

        held.release();
        assertThat(logout.join().status()).isEqualTo(204);
        assertThat(client.get("/orders/1", "user-token", token).status()).isEqualTo(401);
    }

    static Stream<Arguments> questions() {
        return gateways()
                .flatMap(gateway -> Stream.of(Operation.VALIDATE, Operation.ROLES)
                        .map(question -> Arguments.of(gateway, question)));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void aQuestionInFlightCannotPutTheSessionBack(TestGateway gateway, Operation question) {
        TestClient client = gateway.client();
        String token = client.aliceToken();
        time.pass(Duration.ofSeconds(67));
        Fault.Held held = Fault.hold();
        gateway.users().faults().next(1, question, held);

        CompletableFuture<Answer> waiting = client.sendAsync("GET", "/orders/1", null, "user-token", token);
        await().until(() -> held.arrived() == 1);
        assertThat(client.post("/auth/logout", "", "user-token", token).status())
                .isEqualTo(204);
        held.release();

        assertThat(waiting.join().status()).isEqualTo(401);
        assertThat(client.get("/orders/1", "user-token", token).status()).isEqualTo(401);
        time.pass(Duration.ofSeconds(67));
        assertThat(client.get("/orders/1", "user-token", token).status()).isEqualTo(401);
    }

    static Stream<Arguments> failures() {
        return gateways()
                .flatMap(gateway -> Stream.of(
                                Fault.reset(),
                                Fault.serverError(),
                                Fault.html(),
                                Fault.tooManyRequests(60),
                                Fault.error(400, 3023, "cannot log out"),
                                Fault.error(400, 3064, "Not existing user token"),
                                Fault.reply(302, Map.of("Location", "/"), ""))
                        .map(fault -> Arguments.of(gateway, fault)));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aUserServerThatCannotLogOutChangesNothing(TestGateway gateway, Fault fault) {
        TestClient client = gateway.client();
        String token = client.aliceToken();
        gateway.users().faults().set(Operation.LOGOUT, fault);

        assertThat(client.post("/auth/logout", "", "user-token", token).status())
                .isEqualTo(204);

        assertThat(client.get("/orders/1", "user-token", token).status()).isEqualTo(401);
        time.pass(Duration.ofMinutes(10));
        assertThat(client.get("/orders/1", "user-token", token).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @MethodSource("gateways")
    void aSecondLogoutIsTheSameAndCostsNothing(TestGateway gateway) {
        TestClient client = gateway.client();
        String token = client.aliceToken();
        gateway.users().resetCalls();

        for (int i = 0; i < 3; i++) {
            assertThat(client.post("/auth/logout", "", "user-token", token).status())
                    .isEqualTo(204);
        }

        assertThat(gateway.users().calls(Operation.LOGOUT)).isEqualTo(1);
        assertThat(gateway.users().liveSessions()).isZero();
    }

    @ParameterizedTest
    @MethodSource("gateways")
    void withoutATokenThereIsNothingToDo(TestGateway gateway) {
        TestClient client = gateway.client();
        gateway.users().resetCalls();

        assertThat(client.post("/auth/logout", "").status()).isEqualTo(204);
        assertThat(client.post("/auth/logout", "", "user-token", "us1.no").status())
                .isEqualTo(204);

        assertThat(gateway.users().calls(Operation.LOGOUT)).isZero();
    }

    @Test
    void aLogoutWithTwoTokensIs400AndEndsNeither() {
        TestClient client = sealed.client();
        String token = client.aliceToken();

        assertThat(client.post("/auth/logout", "", "user-token", token, "authorization", "Bearer other")
                        .status())
                .isEqualTo(400);
        assertThat(client.get("/orders/1", "user-token", token).status()).isEqualTo(200);
    }

    @Test
    void aTokenThatWasNotGivenOutHereIsLoggedOutToo() {
        String foreign = foreignToken();

        assertThat(natives.client()
                        .post("/auth/logout", "", "user-token", foreign)
                        .status())
                .isEqualTo(204);

        assertThat(natives.users().calls(Operation.LOGOUT)).isEqualTo(1);
        assertThat(natives.client().get("/auth/valid", "user-token", foreign).body())
                .isEqualTo("false");
    }

    @Test
    void aTokenThatIsJustBeingAdoptedIsNotWhenItIsLoggedOut() {
        TestClient client = natives.client();
        String foreign = foreignToken();
        Fault.Held held = Fault.hold();
        natives.users().faults().next(1, Operation.VALIDATE, held);
        natives.users().faults().set(Operation.OTHER, Fault.reply(200, Map.of(), "{\"objectId\":\"BOB-1\"}"));

        CompletableFuture<Answer> waiting = client.sendAsync("GET", "/orders/1", null, "user-token", foreign);
        await().until(() -> held.arrived() == 1);
        assertThat(client.post("/auth/logout", "", "user-token", foreign).status())
                .isEqualTo(204);
        natives.users().faults().next(1, Operation.ROLES, Fault.reply(200, Map.of(), "[]"));
        held.release();

        assertThat(waiting.join().status()).isEqualTo(401);
        assertThat(client.get("/orders/1", "user-token", foreign).status()).isEqualTo(401);
    }

    private static String foreignToken() {
        String token = new TestClient(natives.users().port())
                .post("/DEMO-APP/DEMO-KEY/users/login", "{\"login\":\"bob@example.com\",\"password\":\"builder\"}")
                .json()
                .get("user-token")
                .asText();
        natives.users().resetCalls();
        return token;
    }
}
