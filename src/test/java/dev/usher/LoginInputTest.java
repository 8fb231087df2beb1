package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.usher.TestClient.Answer;
import dev.usher.sandbox.Operation;
import dev.usher.sandbox.Received;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a login may look like; whatever else comes is refused before the user server hears of it. */
class LoginInputTest {

    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String WHO = "\"login\":\"alice@example.com\",\"password\":\"wonderland\"";

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual();

    private final TestClient client = gateway.client();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "true",
                "42",
                "\"login\"",
                "[]",
                "[{\"login\":\"a\",\"password\":\"b\"}]",
                "{",
                "{}",
                "{\"login\":\"alice@example.com\"}",
                "{\"password\":\"wonderland\"}",
                "{\"login\":null,\"password\":\"wonderland\"}",
                "{\"login\":\"alice@example.com\",\"password\":null}",
                "{\"login\":\"\",\"password\":\"wonderland\"}",
                "{\"login\":\"alice@example.com\",\"password\":\"\"}",
                "{\"login\":true,\"password\":\"wonderland\"}",
                "{\"login\":[\"alice@example.com\"],\"password\":\"wonderland\"}",
                "{\"login\":{\"$ne\":1},\"password\":\"wonderland\"}",
                "{\"login\":\"alice@example.com\",\"password\":4711}",
                "{\"login\":\"alice@example.com\",\"password\":{}}",
                "{\"login\":NaN,\"password\":\"wonderland\"}",
                "{'login':'alice@example.com','password':'wonderland'}",
                "{" + WHO + ",\"login\":\"bob@example.com\"}",
                "{" + WHO + "} {}",
                "{" + WHO + "}x",
                "{" + WHO + ",}",
                "{" + WHO + "/**/}",
                "{" + WHO + ",\"stayLoggedIn\":\"maybe\"}",
                "{" + WHO + ",\"stayLoggedIn\":2}",
                "{" + WHO + ",\"cookie\":\"yes\"}",
                "{" + WHO + ",\"cookie\":{}}",
                "{" + WHO + ",\"stayLoggedIn\":{}}",
                "{" + WHO + ",\"stayLoggedIn\":[]}",
                "{" + WHO + ",\"stayLoggedIn\":[true]}"
            })
    void jsonThatIsNoLoginIs400(String body) {
        assertRefused(400, client.post("/auth/login", body, "content-type", JSON));
    }

    @Test
    void fieldsThatAreTooLongAre400() {
        String tooLong = "x".repeat(1_001);

        assertRefused(400, client.login(tooLong, "wonderland"));
        assertRefused(400, client.login("alice@example.com", tooLong));
        assertRefused(400, client.post("/auth/login", "login=" + tooLong + "&password=x", "content-type", FORM));
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 1_000, 1_300})
    void deepNestingIs400(int depth) {
        String deep = "{" + WHO + ",\"x\":" + "[".repeat(depth) + "]".repeat(depth) + "}";

        assertRefused(400, client.post("/auth/login", deep, "content-type", JSON));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00ff", "\u00c0\u00af", "\u00ed\u00a0\u0080", "\u00f8\u0088\u0080\u0080\u0080", "\u00c3"})
    void jsonThatIsNotUtf8Is400(String octets) {
        String body = "{\"login\":\"alice" + octets + "\",\"password\":\"wonderland\"}";

        assertThat(raw(JSON, body)).startsWith("HTTP/1.1 400 ");
    }

    /** RFC 8259 section 8.1: UTF-8 and nothing else, so that nobody in between reads another login. */
    @Test
    void utf16Is400() {
        StringBuilder wide = new StringBuilder();
        ("{" + WHO + "}").chars().forEach(c -> wide.append('\0').append((char) c));

        assertThat(raw(JSON, wide.toString())).startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "login=alice@example.com",
                "password=wonderland",
                "login=&password=wonderland",
                "login=alice@example.com&password=",
                "login&password",
                "login=alice@example.com&login=bob@example.com&password=wonderland",
                "login=alice@example.com&%6cogin=bob@example.com&password=wonderland",
                "login=alice%&password=wonderland",
                "login=alice%4&password=wonderland",
                "login=alice%zz&password=wonderland",
                "login=alice%+1&password=wonderland",
                "login=alice%ff&password=wonderland",
                "login=alice%c0%af&password=wonderland",
                "login=alice@example.com&password=wonderland&stayLoggedIn=maybe",
                "login=alice@example.com&password=wonderland&return_to=/a&return_to=/b",
                "{\"login\":\"alice@example.com\",\"password\":\"wonderland\"}"
            })
    void aFormThatIsNoLoginIs400(String body) {
        assertRefused(400, client.post("/auth/login", body, "content-type", FORM));
    }

    @Test
    void aFormThatIsNotUtf8Is400() {
        assertThat(raw(FORM, "login=alice\u00ff&password=wonderland")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void aFormLogsInAndIsForwardedAsJson() throws Exception {
        Answer answer = client.post(
                "/auth/login",
                "login=alice%40example.com&password=wonder%6cand&stayLoggedIn=on&extra=%C3%B6+%26",
                "content-type",
                FORM + "; charset=UTF-8");

        assertThat(answer.status()).isEqualTo(303);
        assertThat(forwarded()).isEqualTo(new ObjectMapper().readTree("{" + WHO + "}"));
    }

    @ParameterizedTest
    @CsvSource({"true", "false", "null", "1", "0", "\"true\"", "\"off\""})
    void stayLoggedInIsTakenAndNotPassedOn(String value) throws Exception {
        Answer answer = client.post("/auth/login", "{" + WHO + ",\"stayLoggedIn\":" + value + "}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(forwarded()).isEqualTo(new ObjectMapper().readTree("{" + WHO + "}"));
    }

    @Test
    void aNumberIsALoginAndStaysANumber() throws Exception {
        Answer answer = client.post("/auth/login", "{\"login\":4711,\"password\":\"wonderland\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(forwarded().get("login").isIntegralNumber()).isTrue();
    }

    /** A lone surrogate cannot be sent as UTF-8; it goes on escaped, as it came. */
    @Test
    void aPasswordWithALoneSurrogateIsAWrongPasswordAndNoFailure() {
        assertThat(client.post("/auth/login", "{\"login\":\"alice@example.com\",\"password\":\"\\ud800\"}")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aLoginIsForwardedWithoutWhatTheClientSentBesideIt() {
        client.post(
                "/auth/login",
                "{" + WHO + ",\"objectId\":\"x\"}",
                "cookie",
                "a=b",
                "user-token",
                "SOMEBODY-ELSES",
                "x-forwarded-for",
                "1.2.3.4");

        Received call = Objects.requireNonNull(gateway.users().lastCall(Operation.LOGIN));
        assertThat(call.headers().names().stream().map(name -> name.toLowerCase(Locale.ROOT)))
                .containsExactlyInAnyOrder("accept", "content-type", "content-length", "host");
        assertThat(call.body()).doesNotContain("objectId");
    }

    @Test
    void aBodyOver8KibIs413WithAndWithoutALength() {
        String big = "{" + WHO + ",\"x\":\"" + "y".repeat(8_192) + "\"}";

        assertRefused(413, client.post("/auth/login", big));
        String chunked = client.raw(head("Transfer-Encoding: chunked") + Integer.toHexString(big.length()) + "\r\n"
                + big + "\r\n0\r\n\r\n");
        assertThat(chunked).startsWith("HTTP/1.1 413 ");
    }

    /** The client still waits for the answer to its length; the body is never asked for. */
    @Test
    void aLengthOver8KibIs413BeforeTheBodyComes() {
        for (String head :
                new String[] {head("Content-Length: 8193"), head("Content-Length: 9999999", "Expect: 100-continue")}) {
            try (RawClient waiting = new RawClient(gateway.port())) {
                assertThat(waiting.say(head).readHead()).startsWith("HTTP/1.1 413 ");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999999999999999", "-1", "1x", "+5"})
    void aLengthThatIsNoneIs400(String length) {
        assertThat(client.raw(head("Content-Length: " + length) + "{}")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void aBodyThatIsAskedForIsSentAndTaken() {
        String body = "{" + WHO + "}";
        String answer = client.raw(
                head("Connection: close", "Content-Length: " + body.length(), "Expect: 100-continue") + body);

        assertThat(answer).startsWith("HTTP/1.1 100 ").contains("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | /auth/login  | POST",
                "PUT    | /auth/login  | POST",
                "HEAD   | /auth/login  | POST",
                "POST   | /auth/valid  | GET, HEAD",
                "DELETE | /auth/me     | GET, HEAD",
                "GET    | /auth/logout | POST"
            })
    void theWrongMethodIs405WithTheRightOnes(String method, String path, String allowed) {
        Answer answer = client.send(method, path, null);

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/auth", "/auth/", "/auth/x", "/auth/login/", "/auth/LOGIN", "/auth/login/x"})
    void whatIsNotThereIs404(String path) {
        assertThat(client.post(path, "{" + WHO + "}").status()).isEqualTo(404);
    }

    @Test
    void headAnswersAsGetWithoutABody() {
        String token = client.aliceToken();

        for (String path : new String[] {"/auth/valid", "/auth/me"}) {
            Answer get = client.get(path, "user-token", token);
            Answer head = client.send("HEAD", path, null, "user-token", token);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(head.header("content-length")).isEqualTo(get.header("content-length"));
        }
        assertThat(client.send("HEAD", "/auth/me", null).status()).isEqualTo(401);
    }

    private String raw(String contentType, String body) {
        return client.raw(head("Content-Type: " + contentType, "Content-Length: " + body.length()) + body);
    }

    private static String head(String... fields) {
        return "POST /auth/login HTTP/1.1\r\nHost: a\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
    }

    private static JsonNode forwarded() throws Exception {
        Received call = Objects.requireNonNull(gateway.users().lastCall(Operation.LOGIN));
        return new ObjectMapper().readTree(call.body());
    }

    private static void assertRefused(int status, Answer answer) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).doesNotContain("wonderland").doesNotContain("alice");
    }
}
