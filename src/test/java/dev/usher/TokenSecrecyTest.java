package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The token stays between the client and the gateway. */
class TokenSecrecyTest {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual();

    @RegisterExtension
    static final TestGateway telling = TestGateway.usual().with("identity", "{ forward-token: true }");

    @RegisterExtension
    static final TestGateway headerOnly = TestGateway.usual().with("login", "{ token-from: [\"header:x-my-token\"] }");

    private final TestClient client = gateway.client();
    private final String token = client.aliceToken();

    @Test
    void aServiceNeverSeesTheTokenWhereverItWasSent() {
        for (String route : new String[] {"/orders/1", "/optional/1", "/public/1"}) {
            for (String[] header : new String[][] {
                {"user-token", token},
                {"User-Token", token},
                {"Authorization", "Bearer " + token},
                {"authorization", "bEaReR  " + token},
                {"Cookie", cookieName() + "=" + token}
            }) {
                Answer answer = client.get(route, header);
                assertThat(answer.status()).as(route + " " + header[0]).isEqualTo(200);
                assertThat(answer.body()).as(route + " " + header[0]).doesNotContain(token);
            }
        }
    }

    @Test
    void otherCookiesStayAsTheyAre() {
        Answer answer = client.get(
                "/orders/1",
                "Cookie",
                "a=1; theme=\"dark blue\"; " + cookieName() + "=" + token + "; b==%20=; session=mine");

        assertThat(answer.received("cookie")).containsExactly("a=1; theme=\"dark blue\"; b==%20=; session=mine");
        assertThat(client.get("/public/1", "Cookie", "a=1;b=2;;c").received("cookie"))
                .containsExactly("a=1;b=2;;c");
    }

    @Test
    void cookiesInSeveralLinesArriveInOne() {
        RawHttp.Heard heard = RawHttp.say(
                gateway.port(),
                "GET /public/1 HTTP/1.1\r\nHost: a\r\nCookie: a=1\r\nCookie: " + cookieName()
                        + "=x\r\nCookie: b=2\r\nConnection: close\r\n\r\n");

        assertThat(heard.text()).contains("{\"name\":\"cookie\",\"value\":\"a=1; b=2\"}");
    }

    @Test
    void otherSchemesOfAuthorizationAreTheServicesAffair() {
        assertThat(client.get("/orders/1", "user-token", token, "Authorization", "Basic YTpi")
                        .received("authorization"))
                .containsExactly("Basic YTpi");
        assertThat(client.get("/public/1", "Authorization", "Bearer of.the.service")
                        .received("authorization"))
                .containsExactly("Bearer of.the.service");
    }

    @Test
    void aTokenOfTheGatewaysIsStrippedEvenWhereBearersAreTheServicesAffair() {
        String own = headerOnly.client().aliceToken();

        Answer answer = headerOnly.client().get("/orders/1", "X-My-Token", own, "Authorization", "Bearer " + own);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain(own);

        Answer service = headerOnly.client().get("/orders/1", "X-My-Token", own, "Authorization", "Bearer its.own");
        assertThat(service.received("authorization")).containsExactly("Bearer its.own");
    }

    @Test
    @Tag("T20")
    void tokensThatDisagreeAreABadRequestAndEqualOnesAreOne() {
        String other = client.token("bob@example.com", "builder");

        assertThat(client.get("/orders/1", "user-token", token, "Authorization", "Bearer " + other)
                        .status())
                .isEqualTo(400);
        assertThat(client.get("/orders/1", "user-token", token, "user-token", other)
                        .status())
                .isEqualTo(400);
        assertThat(client.get("/orders/1", "user-token", token, "Cookie", cookieName() + "=" + other)
                        .status())
                .isEqualTo(400);
        assertThat(client.get("/orders/1", "Cookie", cookieName() + "=" + token + "; " + cookieName() + "=" + other)
                        .status())
                .isEqualTo(400);
        assertThat(client.get("/orders/1", "user-token", token, "Authorization", "Bearer " + token)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aServiceThatIsTrustedWithTheTokenGetsTheUserServersOwn() {
        String sealed = telling.client().aliceToken();

        Answer answer = telling.client().get("/orders/1", "user-token", sealed, "User_Token", "evil");

        assertThat(answer.received("user-token")).hasSize(1).doesNotContain(sealed, "evil");
        assertThat(answer.body()).doesNotContain(sealed, "evil");
        assertThat(telling.client().get("/public/1", "user-token", "evil").received("user-token"))
                .isEmpty();
    }

    @Test
    @Tag("T23")
    void anErrorNeverRepeatsTheToken() {
        Answer refused = client.get("/orders/1", "user-token", "us1.secret");

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.body()).doesNotContain("us1.secret");
    }

    private static String cookieName() {
        return "__Host-session";
    }
}
