package dev.usher;

import static dev.usher.TestGateway.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Promise;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The handshake: what is offered, which certificate is shown, and whose certificate services hear of. */
class TlsTest {

    private static final TestCertificate FIRST = TestCertificate.usual();
    private static final TestCertificate SECOND =
            TestCertificate.create("CN=bill\u00e9, O=Example", "dns:Shop.example.org,dns:*.example.com,dns:localhost");
    private static final String SUBJECT = "CN=bill%C3%A9,O=Example";

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .withTls(
                    FIRST,
                    "more: [{ cert: " + SECOND.cert() + ", key: " + SECOND.key() + " }]",
                    "client-ca: " + SECOND.cert(),
                    "client-auth: optional")
            .with("identity", "{ client-certificate: X-Client-Subject }");

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, TLS_AES_128_GCM_SHA256",
        "TLSv1.3, TLS_CHACHA20_POLY1305_SHA256",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    })
    void modernSuitesAreSpoken(String protocol, String suite) throws Exception {
        assertThat(TlsLook.negotiate(gateway.usher().httpsPort(), protocol, suite))
                .isEqualTo(protocol + " " + suite);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"})
    void olderSuitesAreNot(String suite) {
        assertThatThrownBy(() -> TlsLook.negotiate(gateway.usher().httpsPort(), "TLSv1.2", suite))
                .isInstanceOf(SSLException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "shop.example.org, bill",
        "a.example.com, bill",
        "localhost, localhost",
        "a.b.example.com, localhost",
        "example.com, localhost",
        "unknown.test, localhost",
        "'', localhost",
    })
    void theCertificateIsTheOneOfTheName(String name, String subject) {
        assertThat(TlsLook.subject(gateway.usher().httpsPort(), name)).startsWith("CN=" + subject);
    }

    @Test
    void servicesHearWhoseCertificateTheClientHas() throws Exception {
        for (HttpVersion version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
            HttpClient client = client(version, SECOND);
            assertThat(subjects(client, "/public/1")).containsExactly(SUBJECT);
            assertThat(subjects(client, "/public/2")).containsExactly(SUBJECT);
            await(client.close());
        }
    }

    @Test
    void aWebSocketIsOpenedOverTls() throws Exception {
        WebSocketClientOptions options =
                new WebSocketClientOptions().setSsl(true).setTrustAll(true).setVerifyHost(false);
        WebSocketClient client = gateway.vertx().createWebSocketClient(options);
        WebSocket socket = await(client.connect(gateway.usher().httpsPort(), "localhost", "/public/ws"));
        Promise<String> answer = Promise.promise();
        socket.textMessageHandler(answer::complete);

        await(socket.writeTextMessage("over TLS"));

        assertThat(await(answer.future())).isEqualTo("over TLS");
        await(client.close());
    }

    @Test
    void withoutACertificateThereIsNoSubjectWhateverTheClientSays() throws Exception {
        HttpClient client = client(HttpVersion.HTTP_1_1, null);
        assertThat(subjects(client, "/public/1")).isEmpty();
        await(client.close());
        assertThat(gateway.client()
                        .get("/public/1", "X-Client-Subject", "CN=root", "x_client_subject", "CN=root")
                        .receivedNames())
                .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).contains("subject"));
    }

    @Test
    void aCertificateOfAnotherAuthorityNamesNobody() throws Exception {
        HttpClient client = client(HttpVersion.HTTP_1_1, FIRST);
        assertThat(subjects(client, "/public/1")).isEmpty();
        await(client.close());
    }

    @Test
    void theEndOfTheCertificateIsANumber() {
        assertThat(Gauges.sum(gateway, "usher_certificate_expires_seconds", ""))
                .isBetween(System.currentTimeMillis() / 1e3, System.currentTimeMillis() / 1e3 + 3 * 86_400);
    }

    private static HttpClient client(HttpVersion version, @Nullable TestCertificate own) {
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(version)
                .setUseAlpn(version == HttpVersion.HTTP_2)
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(gateway.usher().httpsPort());
        if (own != null) {
            options.setKeyCertOptions(new PemKeyCertOptions()
                    .setCertPath(own.cert().toString())
                    .setKeyPath(own.key().toString()));
        }
        return gateway.vertx().createHttpClient(options);
    }

    private static List<String> subjects(HttpClient client, String path) throws Exception {
        JsonObject echo = await(client.request(HttpMethod.GET, path)
                        .compose(request -> request.putHeader("x-client.subject", "CN=root")
                                .send()
                                // here and not behind it: a body that nobody waits for yet is lost
                                .compose(HttpClientResponse::body)))
                .toJsonObject();
        return echo.getJsonArray("headers").stream()
                .map(JsonObject.class::cast)
                .filter(field -> field.getString("name").matches("(?i)x.client.subject"))
                .map(field -> field.getString("value"))
                .toList();
    }
}
