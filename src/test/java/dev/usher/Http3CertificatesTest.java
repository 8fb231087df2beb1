package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates of both sides over QUIC: which is shown, who is let in, and whose services hear of. */
class Http3CertificatesTest {

    private static final TestCertificate OWN = TestCertificate.usual();
    private static final TestCertificate SHOP =
            TestCertificate.create("CN=shop", "dns:Shop.example.org,dns:*.example.com");
    private static final TestCertificate KNOWN =
            TestCertificate.create("CN=bill\u00e9, O=Example", "dns:client.example.com");
    private static final TestCertificate STRANGER = TestCertificate.create();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Pattern SUBJECT =
            Pattern.compile("\"name\":\"x.client.subject\",\"value\":\"([^\"]*)\"", Pattern.CASE_INSENSITIVE);

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway required = gateway("required");

    @RegisterExtension
    static final TestGateway optional = gateway("optional");

    private static TestGateway gateway(String auth) {
        return TestGateway.usual()
                .withTls(
                        OWN,
                        "http3: true",
                        "more: [{ cert: " + SHOP.cert() + ", key: " + SHOP.key() + " }]",
                        "client-ca: " + KNOWN.cert(),
                        "client-auth: " + auth)
                .with("identity", "{ client-certificate: X-Client-Subject }");
    }

    @Test
    void withoutACertificateThatIsNeededNobodyIsAnswered() {
        assertThat(ask(required, presenting(KNOWN))).isEqualTo("CN=bill%C3%A9,O=Example");
        long before = required.echo().requests();

        assertThat(ask(required, presenting(null))).isEqualTo("not answered");
        assertThat(ask(required, presenting(STRANGER))).isEqualTo("not answered");
        assertThat(ask(required, Insisting.on(STRANGER))).isEqualTo("not answered");

        assertThat(required.echo().requests()).isEqualTo(before);
        assertThat(ask(required, presenting(KNOWN))).isEqualTo("CN=bill%C3%A9,O=Example");
    }

    /** By an alert of TLS, RFC 9001 section 4.8; who hears nothing asks until its patience ends. */
    @Test
    void whoIsNotLetInIsTold() {
        for (QuicSslContext client : List.of(presenting(null), Insisting.on(STRANGER))) {
            try (RawHttp3 connection = new RawHttp3(required.usher().httpsPort(), client, PATIENCE)) {
                assertThat(connection.awaitClose()).isBetween(0x100L, 0x1ffL);
            }
        }
    }

    @Test
    void whereItIsNotServicesHearOfOneThatIsThere() {
        assertThat(ask(optional, presenting(null))).isEqualTo("nobody");
        assertThat(ask(optional, presenting(STRANGER))).isEqualTo("nobody");
        assertThat(ask(optional, Insisting.on(STRANGER))).isIn("nobody", "not answered");
        assertThat(ask(optional, presenting(KNOWN))).isEqualTo("CN=bill%C3%A9,O=Example");
    }

    /** A ticket brings back what was proven when it was given. */
    @Test
    void whoComesBackIsTheSame() {
        QuicSslContext client = presenting(KNOWN);
        QuicSslContext nobody = presenting(null);
        for (int i = 0; i < 3; i++) {
            assertThat(ask(required, client)).isEqualTo("CN=bill%C3%A9,O=Example");
            assertThat(ask(optional, client)).isEqualTo("CN=bill%C3%A9,O=Example");
            assertThat(ask(optional, nobody)).isEqualTo("nobody");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "shop.example.org, shop",
        "SHOP.example.org, shop",
        "a.example.com, shop",
        "localhost, localhost",
        "a.b.example.com, localhost",
        "example.com, localhost",
        "unknown.test, localhost",
        "'', localhost",
    })
    void theCertificateIsTheOneOfTheName(String name, String subject) {
        try (RawHttp3 connection = new RawHttp3(optional.usher().httpsPort(), presenting(null), PATIENCE, name)) {
            assertThat(connection.handshake().shown()).isEqualTo("CN=" + subject);
        }
    }

    /** Whose certificate the service has heard of, whatever the client says of it in a header. */
    private static String ask(TestGateway gateway, QuicSslContext client) {
        try (RawHttp3 connection = new RawHttp3(gateway.usher().httpsPort(), client, PATIENCE).greet()) {
            RawHttp3.Stream answer =
                    connection.get("/public/1", "x-client-subject", "CN=root", "x_client.subject", "CN=root");
            if (answer.status() != 200) {
                return "not answered";
            }
            Await.until(() -> answer.heard().endsWith("}"));
            Matcher subject = SUBJECT.matcher(answer.heard());
            return subject.find() ? subject.group(1) : "nobody";
        } catch (IllegalStateException refused) {
            return "not answered";
        }
    }

    private static QuicSslContext presenting(@Nullable TestCertificate own) {
        QuicSslContextBuilder builder = QuicSslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .applicationProtocols("h3");
        if (own != null) {
            builder.keyManager(own.key().toFile(), null, own.cert().toFile());
        }
        return builder.build();
    }
}
