package dev.usher;

import static dev.usher.TestGateway.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConfig;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.ClientSSLOptions;
import java.security.cert.X509Certificate;

/** Vert.x's own client of HTTP/3, which believes every certificate. */
final class Http3Client {

    private Http3Client() {}

    static HttpClientAgent create(Vertx vertx, int port) {
        return vertx.createHttpClient(
                new HttpClientConfig()
                        .setVersions(HttpVersion.HTTP_3)
                        .setSsl(true)
                        .setVerifyHost(false)
                        .setDefaultHost("localhost")
                        .setDefaultPort(port),
                new ClientSSLOptions().setTrustAll(true).setHostnameVerificationAlgorithm(""));
    }

    /** Whose certificate a new connection is shown. */
    static String subject(Vertx vertx, int port) throws Exception {
        HttpClientAgent client = create(vertx, port);
        HttpClientConnection connection = await(client.connect(
                new HttpConnectOptions().setHost("localhost").setPort(port).setSsl(true)));
        X509Certificate shown = (X509Certificate) connection.sslSession().getPeerCertificates()[0];
        await(client.close());
        return shown.getSubjectX500Principal().getName();
    }
}
