package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestCertificate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file may say but should not. */
class SecurityWarningTest {

    private static final TestCertificate CERTIFICATE = TestCertificate.create();
    private static final String QUIET = "session: { tokens: native }\nlogin: { token-from: bearer }\n";

    @ParameterizedTest
    @ValueSource(strings = {"per-ip", "per-account"})
    void toLetPasswordsBeGuessed(String key) {
        String quiet = QUIET.replace("bearer }", "bearer, throttle: { " + key + ": off } }");

        assertThat(Texts.warnings(Texts.SMALLEST + quiet))
                .containsExactly("usher.yaml:4: login.throttle." + key
                        + ": lets passwords be guessed without end; set a rate, such as 30/1m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[0.0.0.0/0]", "['::/0']", "[10.0.0.0/8, 0.0.0.0/0]"})
    void toBelieveEverybody(String proxies) {
        assertThat(Texts.warnings(Texts.SMALLEST + QUIET + "trusted-proxies: " + proxies))
                .containsExactly("usher.yaml:5: trusted-proxies: believes everybody's X-Forwarded-* and Forwarded; "
                        + "name the proxies' own networks");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[10.0.0.0/8]", "['fd00::/8']", "[0.0.0.0]"})
    void toBelieveSomebodyIsFine(String proxies) {
        assertThat(Texts.warnings(Texts.SMALLEST + QUIET + "trusted-proxies: " + proxies))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.backendless.com/A/K",
                "http://8.8.8.8/A",
                "http://[2001:db8::1]/A",
                "http://internal.example.com",
                "http://172.32.0.1",
                "http://users.internal.evil.com"
            })
    void toSendPasswordsInPlainText(String url) {
        assertThat(warningsOf(url))
                .containsExactly("usher.yaml:1: auth.url: sends passwords over the internet in plain text; use https");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.backendless.com/A/K",
                "http://localhost:9000",
                "http://127.0.0.1",
                "http://[::1]:9000",
                "http://10.1.2.3",
                "http://172.31.0.1",
                "http://192.168.1.1",
                "http://[fd00::1]",
                "http://users:9000",
                "http://users.internal",
                "http://users.team.svc.cluster.local",
                "http://users.team.svc"
            })
    void toSendThemAtHomeIsFine(String url) {
        assertThat(warningsOf(url)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "redis://redis.example.com, 1",
        "rediss://redis.example.com, 0",
        "redis://redis, 0",
        "redis://127.0.0.1, 0",
        "'redis-cluster://redis,redis.example.com', 1"
    })
    void toSpeakToAStoreInPlainText(String url, int warnings) {
        String session = "session: { keys: ['" + "00".repeat(32) + "'], store: '" + url + "' }\n"
                + "login: { token-from: bearer }";
        assertThat(Texts.warnings(Texts.SMALLEST + session))
                .hasSize(warnings)
                .allMatch(warning -> warning.startsWith("usher.yaml:3: session.store.url: is spoken to over"));
    }

    @ParameterizedTest
    @CsvSource({"t, 1", "123456789012345, 1", "1234567890123456, 0"})
    @Tag("T24")
    void aShortAdminToken(String token, int warnings) {
        assertThat(Texts.warnings(Texts.SMALLEST + QUIET + "listen: { admin: { token: '" + token + "' } }"))
                .hasSize(warnings)
                .allMatch(warning -> warning.startsWith("usher.yaml:5: listen.admin.token: is short enough"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "login: { cookie: { same-site: Lax } }   | 1",
                "login: { token-from: bearer }           | 0",
                "listen: { http: { host: '127.0.0.1' } } | 0",
                "trusted-proxies: [10.0.0.0/8]           | 0",
                "listen: { https: { cert: CERT, key: KEY } } | 0",
            })
    void sessionCookiesInPlainText(String line, int warnings) {
        String own = line.replace("CERT", CERTIFICATE.cert().toString())
                .replace("KEY", CERTIFICATE.key().toString());
        assertThat(Texts.warnings(Texts.SMALLEST + "session: { tokens: native }\n" + own))
                .hasSize(warnings)
                .allMatch(warning -> warning.contains("listen: has no https: session cookies travel in plain text"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "21 | tokens: sealed | [bearer, cookie] | 1",
                "20 | tokens: sealed | [bearer, cookie] | 0",
                "21 | tokens: native | [bearer, cookie] | 0",
                "21 | tokens: sealed | [bearer]         | 0",
            })
    void moreInACookieThanFits(int properties, String session, String from, int warnings) {
        StringBuilder headers = new StringBuilder("X-User-Roles: roles, X-Again: p0");
        for (int i = 0; i < properties; i++) {
            headers.append(", X-P").append(i).append(": p").append(i);
        }
        String more = "identity: { headers: { " + headers + " } }\nsession: { " + session + ", keys: ['"
                + "00".repeat(32) + "'] }\nlogin: { token-from: " + from + " }";
        assertThat(Texts.warnings(Texts.SMALLEST + more))
                .filteredOn(warning -> warning.contains("identity"))
                .hasSize(warnings)
                .allMatch(warning -> warning.startsWith("usher.yaml:3: identity: puts 21 properties into each sealed"));
    }

    private static java.util.List<String> warningsOf(String url) {
        return Texts.warnings("auth: { url: '" + url + "' }\nroutes: { /a/**: http://a:80 }\n" + QUIET);
    }
}
