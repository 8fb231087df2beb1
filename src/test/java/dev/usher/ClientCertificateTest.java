package dev.usher;

import static dev.usher.TestGateway.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where clients need a certificate, nobody says a word of HTTP without one. */
class ClientCertificateTest {

    private static final TestCertificate OWN = TestCertificate.usual();
    private static final TestCertificate KNOWN = TestCertificate.create();
    private static final TestCertificate STRANGER = TestCertificate.create();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().withTls(OWN, "client-ca: " + KNOWN.cert());

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void isNeeded(HttpVersion version) throws Exception {
        assertThat(status(version, KNOWN)).isEqualTo(200);
        long before = gateway.echo().requests();

        assertThatThrownBy(() -> status(version, null)).isInstanceOf(Exception.class);
        assertThatThrownBy(() -> status(version, STRANGER)).isInstanceOf(Exception.class);

        assertThat(gateway.echo().requests()).isEqualTo(before);
    }

    private static int status(HttpVersion version, @Nullable TestCertificate own) throws Exception {
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
        HttpClient client = gateway.vertx().createHttpClient(options);
        try {
            return await(client.request(HttpMethod.GET, "/public/1")
                    .compose(request -> request.send())
                    .map(HttpClientResponse::statusCode));
        } finally {
            await(client.close());
        }
    }
}
