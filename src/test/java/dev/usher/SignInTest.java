package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Fault;
import dev.usher.sandbox.Operation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sign-in page and its form, as far as HTTP goes. */
class SignInTest {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().with("login", "{ return-to: [app.example.com] }");

    @RegisterExtension
    static final TestGateway pageless = TestGateway.usual().with("login", "{ page: { enabled: false } }");

    @RegisterExtension
    static final TestGateway cookieless = TestGateway.usual().with("login", "{ token-from: bearer }");

    private final TestClient client = gateway.client();

    @AfterEach
    void mend() {
        gateway.users().faults().clear();
    }

    @Test
    void thePageIsOursAloneAndKeptByNobody() {
        Answer page = client.get("/auth/sign-in?return_to=/orders/1%3Fa%3Db");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("cache-control")).isEqualTo("no-store");
        assertThat(page.header("content-security-policy"))
                .isEqualTo("default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
                        + "form-action 'self' app.example.com");
        assertThat(page.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(page.header("referrer-policy")).isEqualTo("same-origin");
        assertThat(page.body()).contains("name=\"return_to\" type=\"hidden\" value=\"/orders/1?a=b\"");
        assertThat(client.send("HEAD", "/auth/sign-in", null).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"return_to=%c0%af", "return_to=a&return_to=b", "%ff"})
    void aQueryThatIsNoneIs400(String query) {
        assertThat(client.get("/auth/sign-in?" + query).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/auth/sign-in", "/auth/sign-in?account=other", "/auth/sign-out"})
    void aWishIsTextWhateverItIs(String path) {
        String wish = "return_to=%22'%3E%3Cscript%3Ealert(1)%3C/script%3E%7B%7D%0d%0aSet-Cookie:a";
        Answer page = client.get(path + (path.contains("?") ? "&" : "?") + wish);

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).doesNotContain("<script", "\"'>");
        assertThat(page.headers()).doesNotContainKey("set-cookie");
    }

    @Test
    void aFormThatFailsIsShownAgainWithWhatWasWritten() {
        Answer page = form("login=%3Cb%3E%27%22%26&password=secret-password&return_to=/orders/1", HTML);

        assertThat(page.status()).isEqualTo(401);
        assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("content-security-policy")).contains("default-src 'none'");
        assertThat(page.header("cache-control")).isEqualTo("no-store");
        assertThat(page.body())
                .contains("role=\"alert\"", "value=\"&lt;b&gt;&#39;&quot;&amp;\"", "value=\"/orders/1\"")
                .doesNotContain("<b>", "secret-password");
    }

    @Test
    void theBoxIsTickedAsItWas() {
        String ticked = "value=\"true\" checked>";

        assertThat(form("login=a&password=b&stayLoggedIn=true", HTML).body()).contains(ticked);
        assertThat(form("login=a&password=b", HTML).body()).doesNotContain(ticked);
    }

    @Test
    void aFieldThatIsMissingIsSaidOnThePage() {
        Answer page = form("login=alice@example.com&password=", HTML);

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.body()).contains("Password must not be empty.", "value=\"alice@example.com\"");
    }

    @Test
    void aUserServerThatCannotBeAskedIsSaidOnThePageWithWhenToTryAgain() {
        gateway.users().faults().next(1, Operation.LOGIN, Fault.serverError());

        Answer page = form("login=alice@example.com&password=wonderland", HTML);

        assertThat(page.status()).isEqualTo(503);
        assertThat(page.header("retry-after")).isNotNull();
        assertThat(page.body()).contains("<form");
    }

    /** In the words of a page and not of a protocol, with how long to wait where that is known. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nobody@example.com      | 401 | Wrong login or password.",
                "locked@example.com      | 423 | too many failed attempts. Try again in 60 seconds.",
                "unconfirmed@example.com | 403 | Confirm your e-mail address first.",
                "disabled@example.com    | 403 | This account is disabled.",
                "elsewhere@example.com   | 409 | log out there first.",
                "quota@example.com       | 503 | whatever the password. Try again in 2 seconds.",
            })
    void thePageSaysWhyInPlainWords(String login, int status, String why) {
        Answer page = form("login=" + login.replace("@", "%40") + "&password=wonderland", HTML);

        assertThat(page.status()).isEqualTo(status);
        assertThat(page.body()).contains(why, "role=\"alert\" tabindex=\"-1\" autofocus", "value=\"" + login);
    }

    @ParameterizedTest
    @ValueSource(strings = {"login=a&login=b&password=x", "login=%ff&password=x", "login=%zz&password=x"})
    void aFormThatCannotBeReadIsAnsweredByThePageToo(String body) {
        Answer page = form(body, HTML);

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.body()).contains("The form ", "role=\"alert\"", "action=\"/auth/login\"");
    }

    @Test
    void whatComesOfAFormIsAsTheProgramThatSentItLikesIt() {
        assertThat(form("login=alice@example.com&password=x", "*/*").header("content-type"))
                .isEqualTo("application/problem+json");
    }

    @Test
    void aFileMayHaveNoPage() {
        for (TestGateway without : new TestGateway[] {pageless, cookieless}) {
            assertThat(without.client().get("/auth/sign-in").status()).isEqualTo(404);
        }
        Answer answer = pageless.client()
                .post("/auth/login", "login=alice@example.com&password=x", "content-type", FORM, "accept", HTML);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    }

    private Answer form(String body, String accept) {
        return client.post("/auth/login", body, "content-type", FORM, "accept", accept);
    }
}
