package dev.usher;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row by row what docs/LOGIN.md says of bad input: never a defect, and nothing of it in any log. */
class LoginRubbishTest {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String PASSWORD = "SeCrEt-PaSsWoRd";
    private static final String SOMEBODY = "SoMeBoDy";

    @RegisterExtension
    static final EveryLine lines = new EveryLine();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual();

    /** {@code L} and {@code P} are a login and a password in a form, {@code Q} a password in JSON. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FORM                | L&L&P                                      | 400",
                "FORM                | L&P&P                                      | 400",
                "FORM                | L&P&return_to=/a&return_to=/b              | 400",
                "FORM                | L&P&return_to=/a                           | 401",
                "FORM; charset=utf-8 | L&P                                        | 401",
                "application/json    | {'login':'SoMeBoDy',Q}                     | 401",
                "text/plain          | {'login':'SoMeBoDy',Q}                     | 401",
                "image/png           | {'login':'SoMeBoDy',Q}                     | 401",
                "FORM                | {'login':'SoMeBoDy',Q}                     | 400",
                "application/json    | L&P                                        | 400",
                "multipart/form-data | L&P                                        | 400",
                "application/xml     | <login>SoMeBoDy</login>                    | 400",
                "application/json    | {'login':'SoMeBoDy','login':'x',Q}         | 400",
                "FORM                | login=SoMeBoDy%ff&P                        | 400",
                "FORM                | login=SoMeBoDy\u00ff&P                     | 400",
                "application/json    | {'login':'SoMeBoDy\u00ff',Q}               | 400",
                "application/json    | {'login':'SoMeBoDy\\ud800',Q}              | 401",
                "FORM                | login=SoMeBoDy%0d%0aX-User-Id:%20evil&P    | 401",
                "application/json    | {'login':'SoMeBoDy\\r\\nX-User-Id: e',Q}   | 401",
                "application/json    | {'login':'SoMeBoDy\\u0000',Q}              | 401",
                "application/json    | {'login':4711,Q}                           | 401",
                "application/json    | {'login':-0.5,Q}                           | 401",
                "application/json    | {'login':1e400,Q}                          | 401",
                "application/json    | {'login':1e99999999999,Q}                  | 400",
                "application/json    | {'login':123456789012345678901234567890,Q} | 401",
                "application/json    | {'login':true,Q}                           | 400",
                "application/json    | {'login':[],Q}                             | 400",
                "application/json    | {'login':{},Q}                             | 400",
                "application/json    | {'login':null,Q}                           | 400",
                "application/json    | {'login':'SoMeBoDy','password':4711}       | 400",
            })
    @Tag("T23")
    void bodies(String type, String body, int status) {
        String filled = body.replace("L&", "login=SoMeBoDy&")
                .replace("&P", "&password=" + PASSWORD)
                .replace("Q", "'password':'" + PASSWORD + "'")
                .replace('\'', '"');

        assertAnswered(status, say("Content-Type: " + type.replace("FORM", FORM), filled));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-A: b                                             | 401",
                "Origin: null                                       | 403",
                "Origin: https://evil.com                           | 403",
                "Origin: http://a@Origin: http://a                  | 403",
                "Origin: http://a                                   | 401",
                "Cookie: usher-session=LONG                         | 401",
                "Cookie: a=LONG; usher-session=us1.x                | 401",
                "Cookie: usher-session=us1.x; usher-session=us1.y   | 400",
                "Cookie: a=LONG; b=LONG; c=LONG; d=LONG             | 431",
            })
    @Tag("T23")
    void fields(String fields, int status) {
        String filled = fields.replace("@", "\r\n").replace("LONG", "x".repeat(9_000));
        boolean byCookie = fields.startsWith("Cookie");

        assertAnswered(
                status,
                say(
                        "Content-Type: " + FORM + "\r\n" + filled + (byCookie ? "\r\nOrigin: http://a" : ""),
                        "login=" + SOMEBODY + "&password=" + PASSWORD));
    }

    @Test
    @Tag("T23")
    void whatIsTooLong() {
        String mebibyte = "login=" + SOMEBODY + "&password=" + PASSWORD.repeat(70_000);
        assertAnswered(413, say("Content-Type: " + FORM, mebibyte));
        String json = "{\"login\":\"SoMeBoDy\",\"password\":\"" + "y".repeat(1 << 20) + "\"}";
        assertAnswered(413, say("Content-Type: application/json", json));
        String far = "login=" + SOMEBODY + "&password=" + PASSWORD + "&return_to=/" + "x".repeat(64 << 10);
        assertAnswered(413, say("Content-Type: " + FORM, far));
        assertAnswered(
                414, raw("GET /auth/sign-in?return_to=/" + "x".repeat(64 << 10) + " HTTP/1.1\r\nHost: a\r\n\r\n"));
    }

    @Test
    void aWayBackThatIsTooLongIsNotGone() {
        String answer = say(
                "Content-Type: " + FORM,
                "login=alice@example.com&password=wonderland&return_to=/" + "x".repeat(4 << 10));

        assertThat(answer).startsWith("HTTP/1.1 303 ").contains("\r\nlocation: /\r\n");
    }

    /** A problem document that repeats nothing of what came, and no line that does. */
    private static void assertAnswered(int status, String answer) {
        assertThat(answer).matches("(?s)HTTP/1.[01] " + status + " .*").contains("application/problem+json");
        assertThat(answer).doesNotContain(PASSWORD, SOMEBODY, "Exception", "x-user-id");
        lines.areSilentOf(List.of(PASSWORD, SOMEBODY, "xxxxxxxxx", "X-User-Id: e"), "\"status\":" + status);
    }

    private static String say(String fields, String body) {
        return raw("POST /auth/login HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: "
                + body.getBytes(ISO_8859_1).length + "\r\n" + fields + "\r\n\r\n" + body);
    }

    private static String raw(String bytes) {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.say(bytes).readAll();
        }
    }
}
