package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that TLS needs are no good, on either side of the gateway: that is said before anybody connects. */
class PemFilesTest {

    private static final TestCertificate OWN = TestCertificate.usual();
    private static final TestCertificate OTHER = TestCertificate.create();
    private static final String BOTH = "cert: " + OWN.cert() + ", key: " + OWN.key();
    private static final String NO_CERTIFICATES = "must be certificates as PEM has them; looked into ";
    private static final String NO_KEY = "must be the private key of cert, EC or RSA, as PEM and without a password";

    @TempDir
    private Path directory;

    static Stream<Arguments> broken() throws IOException {
        String cert = Files.readString(OWN.cert());
        String key = Files.readString(OWN.key());
        return Stream.of(
                Arguments.of("nothing", ""),
                Arguments.of("another text", "<project/>"),
                Arguments.of("no end", cert.substring(0, cert.indexOf("-----END"))),
                Arguments.of("half of it", half(cert)),
                Arguments.of("half of a key", half(key)),
                Arguments.of("a hole", cert.replaceFirst("\n[^\n]{40}", "\n")),
                Arguments.of("no Base64", cert.replaceFirst("\n...", "\n#!?")),
                Arguments.of(
                        "nothing between its lines", cert.replaceAll("(?s)(CERTIFICATE-----).*(-----END)", "$1\n$2")),
                Arguments.of("a key that wants a password", key.replace("PRIVATE", "ENCRYPTED PRIVATE")));
    }

    private static String half(String pem) {
        return pem.replaceFirst("(?s)(-----\n).{90}.*(\n-----END)", "$1AAAA$2");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void isAProblemWithItsRouteFileAndLine(String what, String content) throws IOException {
        Path file = Files.writeString(directory.resolve("broken.pem"), content);

        assertThat(route("ca: " + file)).containsExactly("usher.yaml:4: routes./a.tls.ca: " + NO_CERTIFICATES + file);
        assertThat(route("cert: " + file + ", key: " + OWN.key()))
                .containsExactly("usher.yaml:4: routes./a.tls.cert: " + NO_CERTIFICATES + file);
        assertThat(route("cert: " + OWN.cert() + ", key: " + file))
                .containsExactly("usher.yaml:4: routes./a.tls.key: " + NO_KEY);
        assertThat(listen("cert: " + file + ", key: " + OWN.key()))
                .containsExactly("usher.yaml:4: listen.https.cert: " + NO_CERTIFICATES + file);
        assertThat(listen("cert: " + OWN.cert() + ", key: " + file))
                .containsExactly("usher.yaml:4: listen.https.key: " + NO_KEY);
        assertThat(listen(BOTH + ", client-ca: " + file))
                .containsExactly("usher.yaml:4: listen.https.client-ca: " + NO_CERTIFICATES + file);
        assertThat(Texts.problems(
                        Texts.SMALLEST + "session: { store: {\n  url: 'rediss://redis', ca: " + file + " } }"))
                .contains("usher.yaml:4: session.store.ca: " + NO_CERTIFICATES + file);
    }

    @Test
    void aKeyIsThatOfItsCertificate() {
        for (Path key : List.of(OTHER.key(), OWN.cert())) {
            assertThat(route("cert: " + OWN.cert() + ", key: " + key))
                    .containsExactly("usher.yaml:4: routes./a.tls.key: " + NO_KEY);
        }
        assertThat(route("cert: " + OWN.key() + ", key: " + OWN.key()))
                .containsExactly("usher.yaml:4: routes./a.tls.cert: " + NO_CERTIFICATES + OWN.key());
    }

    @Test
    void aBundleWithWordsBetweenItsCertificatesIsInOrder() throws IOException {
        Path bundle = Files.writeString(
                directory.resolve("bundle.pem"),
                "# ours\n" + Files.readString(OWN.cert()) + "\nand theirs\n" + Files.readString(OTHER.cert()));

        ServiceTls tls = Texts.settings(text("ca: " + bundle + ", cert: " + OWN.cert() + ", key: " + OWN.key()))
                .routes()
                .getFirst()
                .tls();

        assertThat(tls)
                .isEqualTo(new ServiceTls(bundle, new ServiceTls.ClientCertificate(OWN.cert(), OWN.key()), null));
    }

    @Test
    void eachCertificateOfAListenerHasItsOwnKey() {
        assertThat(listen(
                        BOTH + ", more: [{ " + BOTH + " },\n { cert: " + OTHER.cert() + ", key: " + OWN.key() + " }]"))
                .containsExactly("usher.yaml:5: listen.https.more[1].key: " + NO_KEY);
    }

    private static List<String> listen(String https) {
        return Texts.problems(Texts.SMALLEST + "listen:\n  https: { " + https + " }");
    }

    private static List<String> route(String tls) {
        return Texts.problems(text(tls));
    }

    private static String text(String tls) {
        return "auth: { url: http://u }\nroutes:\n  /a: { target: https://a,\n    tls: { " + tls + " } }";
    }
}
