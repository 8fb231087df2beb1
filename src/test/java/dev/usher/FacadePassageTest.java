package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import dev.usher.sandbox.Received;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that the facade passes on: data, files and messages, with the user server's token. */
class FacadePassageTest {

    private static final String ROOT = "/DEMO-APP/DEMO-KEY";
    private static final int BIG = 20_000_000;

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().with("login", "{ facade: [ids, domain] }");

    /** What stands for the user server shows what reaches it. */
    @RegisterExtension
    static final TestGateway echoing = TestGateway.usual()
            .with("auth", "{ url: ECHO/APP/KEY }")
            .with("defaults", "{ body: 30MB }")
            .with("login", "{ facade: [ids, domain] }");

    @ParameterizedTest
    @CsvSource({
        "/APP/KEY/data/Orders?where=a%3D1, /APP/KEY/data/Orders?where=a%3D1",
        "/api/data/Orders?where=a%3D1,     /APP/KEY/data/Orders?where=a%3D1",
        "/api,                             /APP/KEY/",
        "/api//files///a.txt,              /APP/KEY/files/a.txt",
    })
    void theRootOfTheUserServerTakesThePlaceOfTheFacades(String asked, String passed) {
        assertThat(echoing.client().get(asked).receivedTarget()).isEqualTo(passed);
    }

    @Test
    @Tag("T1")
    void theUserServerGetsItsOwnNameAndNothingThatIsMeantForOthers() {
        Answer answer = echoing.client()
                .post(
                        "/api/services/Cart/fill",
                        "{}",
                        "cookie",
                        "a=1",
                        "x-user-id",
                        "forged",
                        "x-forwarded-for",
                        "10.0.0.1",
                        "x-http-method-override",
                        "DELETE",
                        "accept-encoding",
                        "gzip",
                        "content-type",
                        "application/json",
                        "x-own",
                        "kept");

        assertThat(answer.receivedNames().stream().map(String::toLowerCase))
                .doesNotContain("cookie", "x-user-id", "x-forwarded-for", "forwarded", "x-http-method-override")
                .doesNotContain("user-token");
        assertThat(answer.received("host")).containsExactly(echoing.echo().url().substring("http://".length()));
        assertThat(answer.received("accept-encoding")).containsExactly("identity");
        assertThat(answer.received("x-own")).containsExactly("kept");
        assertThat(answer.received("x-request-id")).containsExactly(answer.header("x-request-id"));
        assertThat(answer.received("content-type")).containsExactly("application/json");
    }

    /** It reads users, and the answer may be long. */
    @Test
    void aSearchForUsersIsPassedOnAsItIs() {
        Answer answer = echoing.client().post("/api/data/Users/find", "where=1", "x-own", "kept");

        assertThat(answer.received("x-own")).containsExactly("kept");
    }

    @Test
    void theTokenIsTheUserServersAndNoUserIsNamed() {
        Answer answer = gateway.client()
                .get(ROOT + "/data/Orders", "user-token", gateway.client().aliceToken());

        Received passed = Objects.requireNonNull(gateway.users().lastCall(Operation.OTHER));
        assertThat(passed.headers().get("user-token")).matches("[0-9A-Z-]{36}");
        assertThat(passed.headers().names()).doesNotContain("X-User-Id", "X-User-Email");
        assertThat(answer.json().get("code").asInt()).isEqualTo(404);
    }

    @Test
    void bodiesOfAnyLengthPassBothWays() {
        assertThat(echoing.client().get("/api/files/bytes/" + BIG).body()).hasSize(BIG);
        assertThat(echoing.client()
                        .post("/api/files/a", "x".repeat(BIG))
                        .json()
                        .get("body")
                        .get("length")
                        .asInt())
                .isEqualTo(BIG);
    }

    @ParameterizedTest
    @ValueSource(ints = {3048, 3064, 3090, 3091})
    void whatTheUserServerCallsDeadIsDeadHereAndTheTokenIsNotRepeated(int code) {
        String token = gateway.client().aliceToken();
        gateway.client().get(ROOT + "/data/Orders", "user-token", token);
        String own = gateway.tokenOf(Operation.OTHER);
        gateway.users()
                .faults()
                .set(Operation.OTHER, Fault.error(400, code, "Not existing user token - " + own + ". Relogin"));

        Answer answer = gateway.client().get(ROOT + "/data/Orders", "user-token", token);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("code").asInt()).isEqualTo(code);
        assertThat(answer.json().get("message").asText()).isEqualTo("Not existing user token - ***. Relogin");
        assertThat(answer.toString()).doesNotContain(own);
        assertThat(gateway.client().get("/orders/1", "user-token", token).status())
                .isEqualTo(401);
    }

    @Test
    void theSameOfACallAboutUsers() {
        String token = gateway.client().aliceToken();
        gateway.users().endAllSessions();

        Answer answer = gateway.client().get(ROOT + "/users/userclassprops", "user-token", token);

        assertThat(answer.json().get("code").asInt()).isEqualTo(3064);
        assertThat(answer.json().get("message").asText()).contains("Not existing user token - ***");
        assertThat(gateway.client().get("/orders/1", "user-token", token).status())
                .isEqualTo(401);
    }

    @Test
    void anyOtherErrorIsTheUserServersAffair() {
        String token = gateway.client().aliceToken();
        String error = "{\"code\":1011,\"message\":\"no permission\",\"errorData\":{\"a\":1}}";
        gateway.users().faults().set(Operation.OTHER, Fault.reply(400, Map.of("X-Own", "1"), error));

        Answer answer = gateway.client().get(ROOT + "/data/Orders", "user-token", token);

        assertThat(answer.body()).isEqualTo(error);
        assertThat(answer.header("x-own")).isEqualTo("1");
        assertThat(gateway.client().get("/orders/1", "user-token", token).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"418, 418", "502, 503", "504, 504"})
    void anErrorInWordsOfNobodyHasANumber(int answered, int shown) {
        for (String how : new String[] {"", "&gzip", "&chunked"}) {
            Answer answer = echoing.client().get("/api/data/Orders?status=" + answered + how);

            assertThat(answer.status()).isEqualTo(shown);
            assertThat(answer.json().get("code").asInt()).isEqualTo(answered);
            assertThat(answer.header("content-encoding")).isNull();
            assertThat(answer.header("content-type")).isEqualTo("application/json");
        }
    }

    @Test
    void anErrorWithoutEndIsNotWaitedFor() {
        for (int bytes : new int[] {65_537, 200_000, BIG}) {
            Answer answer = echoing.client().get("/api/files/bytes/" + bytes + "?status=400&header=X-Its:1");

            // what is whole in one turn of the loop costs nothing more
            assertThat(answer.status()).isIn(bytes == BIG ? new Object[] {503} : new Object[] {400, 503});
            assertThat(answer.json().get("code").asInt()).isEqualTo(answer.status());
            assertThat(answer.headers().containsKey("x-its")).isEqualTo(answer.status() == 400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Set-Cookie", "User-Token", "X-User-Id", "Location", "X-Anything"})
    @Tag("T23")
    void noHeaderOfAnAnswerHoldsAToken(String name) {
        String token = gateway.client().aliceToken();
        gateway.client().get(ROOT + "/data/Orders", "user-token", token);
        String own = gateway.tokenOf(Operation.OTHER);
        gateway.users().faults().set(Operation.OTHER, Fault.reply(302, Map.of(name, "https://a/?t=" + own), ""));

        Answer answer = gateway.client().get(ROOT + "/data/Orders", "user-token", token);

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header(name)).isNull();
    }

    @Test
    void noCookieOfTheUserServersIsForTheGatewaysHost() {
        gateway.users()
                .faults()
                .set(Operation.OTHER, Fault.reply(200, Map.of("Set-Cookie", "user-auth-cookie=1"), "1"));

        Answer answer = gateway.client().get(ROOT + "/data/Orders");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(SetCookie.isIn(answer)).isFalse();
    }

    @Test
    void norIsWhatItSaysToTheGatewayAlone() {
        Map<String, String> own =
                Map.of("Connection", "close, X-Hop", "X-Hop", "1", "X-User-Id", "forged", "X-Own", "1");
        gateway.users().faults().set(Operation.OTHER, Fault.reply(200, own, "1"));

        Answer answer = gateway.client().get(ROOT + "/data/Orders");

        assertThat(answer.header("x-own")).isEqualTo("1");
        assertThat(answer.headers()).doesNotContainKeys("x-hop", "x-user-id");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 404})
    @Tag("P11")
    void noFileOfAUserIsAPageOfTheGatewaysOrigin(int status) {
        Map<String, String> own = Map.of(
                "Content-Type", "text/html",
                "Content-Security-Policy", "script-src *",
                "X-Content-Type-Options", "none");
        gateway.users().faults().set(Operation.OTHER, Fault.reply(status, own, "<script>alert(1)</script>"));

        Answer answer = gateway.client().get(ROOT + "/files/x.html");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers().get("content-security-policy")).containsExactly("sandbox");
        assertThat(answer.headers().get("x-content-type-options")).containsExactly("nosniff");
        assertThat(answer.headers().get("content-type"))
                .containsExactly(status == 200 ? "text/html" : "application/json");
    }

    @Test
    void whoAsksForMoreThanThereIsRoomForIsTold() {
        assertThat(echoing.client()
                        .post("/api/files/a", "x".repeat(30_000_001))
                        .json()
                        .get("code")
                        .asInt())
                .isEqualTo(413);
    }

    @Test
    void aUserServerThatIsGoneIsNever502() {
        gateway.users().faults().set(Operation.OTHER, Fault.reset());

        Answer answer = gateway.client().post(ROOT + "/data/Orders", "{}");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().get("code").asInt()).isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/binary", "/APP/KEY/Binary/"})
    void whatNobodyHereCanReadIsNotPassedOn(String path) {
        assertThat(echoing.client().post(path, "AMF").json().get("code").asInt())
                .isEqualTo(400);
    }

    @Test
    @Tag("T14")
    void webSocketsAreNotPassedOn() {
        String answer = echoing.client().raw("""
                        GET /api/rt HTTP/1.1
                        Host: a
                        Connection: Upgrade
                        Upgrade: websocket
                        Sec-WebSocket-Version: 13
                        Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

                        """.replace("\n", "\r\n"));

        assertThat(answer).startsWith("HTTP/1.1 400").contains("\"code\":400");
    }
}
