package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More than one problem, warnings, and what must never be said. */
class AllProblemsTest {

    @TempDir
    Path directory;

    @Test
    void allProblemsAreSaidAtOnceInTheOrderOfTheFile() {
        assertThat(Texts.problems("""
                        listen:
                          http: { port: 80800 }
                        auth:
                          url: https://users.internal/${APP}
                          timeout: 5
                        session:
                          tll: 60s
                          max-age: forever
                        routes:
                          /a/**: { target: http://a/path, auth: maybe }
                          a/**/b: http://b
                        zebra: 1
                        """))
                .extracting(line -> line.replaceFirst("(usher.yaml:\\d+: [^:]+: [^ ]+ [^ ]+).*", "$1"))
                .containsExactly(
                        "usher.yaml:2: listen.http.port: must be",
                        "usher.yaml:4: auth.url: the variable",
                        "usher.yaml:5: auth.timeout: needs a",
                        "usher.yaml:7: session.tll: unknown key;",
                        "usher.yaml:8: session.max-age: must be",
                        "usher.yaml:10: routes./a/**.target: must not",
                        "usher.yaml:10: routes./a/**.auth: must be",
                        "usher.yaml:11: routes.a/**/b: must have",
                        "usher.yaml:12: zebra: unknown key;");
    }

    @Test
    void oneMistakeHasNoConsequences() {
        String text = """
                auth: wrong
                listen: { https: 8443 }
                routes:
                  /a/**: { target: http://a, rules: [{ path: a }, { methods: GET }] }
                  b: { target: http://b, strip: /b }
                """;

        assertThat(Texts.problems(text))
                .extracting(line -> line.substring(0, line.indexOf(": ", "usher.yaml:1: ".length())))
                .containsExactly(
                        "usher.yaml:1: auth",
                        "usher.yaml:2: listen.https",
                        "usher.yaml:4: routes./a/**.rules[0].path",
                        "usher.yaml:5: routes.b");
    }

    @Test
    void theSmallestFileHearsWhatItLacks() {
        assertThat(Texts.warnings(Texts.SMALLEST))
                .containsExactly(
                        "usher.yaml:1: session.keys: sessions end with the process; set session.keys (make one: "
                                + "openssl rand -base64 32)",
                        "usher.yaml:1: listen: has no https: session cookies travel in plain text, as usher-session; "
                                + "add https, or name the proxy that has it in trusted-proxies");
    }

    @Test
    void aHostThatLooksLikeAForgottenSlashIsAWarning() {
        assertThat(Texts.warnings("auth: { url: http://u }\nroutes: { api/a: http://a }\nsession: { tokens: native }"))
                .contains("usher.yaml:2: routes.api/a: takes requests for a host of that name; a path starts with /");
    }

    @Test
    void aNativeTokenNeedsNoKey() {
        assertThat(Texts.warnings(Texts.SMALLEST + "session: { tokens: native }"))
                .noneMatch(warning -> warning.contains("session.keys"));
    }

    @Test
    void whatCameFromElsewhereIsNeverShown() throws IOException {
        Files.writeString(directory.resolve("secret"), "S3cret\n");
        String text = """
                auth: { url: "http://S3cret@${file:secret}", timeout: "${file:secret}", whoami: "${file:secret}?" }
                listen:
                  admin: { host: "${file:secret}:", token: "S3cret ${file:secret}", port: "${S}" }
                  http: { host: "/${S}" }
                  https: { cert: "${file:secret}", key: "${S}" }
                trusted-proxies: ["${S}"]
                session: { tokens: "${S}", keys: [S3cret, "${file:secret}"], ttl: "${N}", max-entries: "${S}" }
                login: { path: "${S}", cookie: { name: " ${S}" }, token-from: ["${S}"] }
                identity: { headers: { "${S}:": name, X-A: ".${S}", "X-${S}": a, "x_${S}": b }, forward-token: "${S}" }
                defaults: { auth: "${S}", body: "${S}" }
                routes:
                  "${S}": http://a
                  "/${S}": "${S}"
                  "/${S}/": { target: "http://a/${S}", auth: "${S}", roles: " ${S}", strip: "/${S}x" }
                  "/${S}/a": { target: "http://${S}_a", rules: [{ methods: "${L}", path: "/${S}?" }] }
                """;
        Map<String, String> variables = Map.of("S", "S3cret", "L", "s3cret", "N", "1233cret");

        Reading reading = ConfigFile.read("usher.yaml", text, directory, variables::get);

        assertThat(Texts.problems(reading))
                .hasSizeGreaterThan(20)
                .allSatisfy(line -> assertThat(line).doesNotContainIgnoringCase("3cret"));
    }

    @Test
    void aSyntaxErrorDoesNotQuoteTheFile() {
        assertThat(Texts.problems("token: *S3cret")).noneMatch(line -> line.contains("S3cret"));
        assertThat(Texts.problems("token: !S3cret x")).noneMatch(line -> line.contains("S3cret"));
        assertThat(Texts.problems("token: @S3cret")).noneMatch(line -> line.contains("S3cret"));
        assertThat(Texts.problems("token: \"\\S3cret\"")).noneMatch(line -> line.contains("S3cret"));
    }

    @Test
    void aKeyCannotForgeALine() {
        assertThat(Texts.problems(Texts.SMALLEST + "\"a\\nusher.yaml:1: all fine\\e[31m\": 1"))
                .singleElement()
                .asString()
                .startsWith("usher.yaml:3: a?usher.yaml:1: all fine?[31m: unknown key;");
    }

    @Test
    void aFileIsNamedAsItWasGiven() throws IOException {
        Path file = directory.resolve("usher.yaml");
        Files.writeString(file, "auth: { url: http://u }\nroutes: { /a: \"http://${file:name}\" }");
        Files.writeString(directory.resolve("name"), "service\r\n");

        Settings settings = Texts.settings(ConfigFile.read(file, name -> null));

        assertThat(settings.routes().getFirst().targets().getFirst()).hasToString("http://service");
    }

    @Test
    void whatIsNoTextFileIsOneProblem() throws IOException {
        Path file = directory.resolve("latin.yaml");
        Files.write(file, "a: \u00e4".getBytes(StandardCharsets.ISO_8859_1));
        Path large = directory.resolve("large.yaml");
        Files.write(large, new byte[1_000_001]);
        Path missing = directory.resolve("missing.yaml");

        assertThat(Texts.problems(ConfigFile.read(file, name -> null))).containsExactly(file + ": is not UTF-8 text");
        assertThat(Texts.problems(ConfigFile.read(large, name -> null)))
                .containsExactly(large + ": is larger than 1 MB");
        assertThat(Texts.problems(ConfigFile.read(missing, name -> null))).containsExactly(missing + ": no such file");
        assertThat(Texts.problems(ConfigFile.read(directory, name -> null)))
                .containsExactly(directory + ": is not a file");
    }
}
