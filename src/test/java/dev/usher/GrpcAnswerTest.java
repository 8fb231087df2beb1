package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests have their failures answered as gRPC has it, and what such an answer holds. */
class GrpcAnswerTest {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/cors/**", "{ target: ECHO, cors: { origins: [https://a.example] }, limits: { rate: 1/1s } }");

    private static HttpClient client;

    @BeforeAll
    static void connect() {
        client = gateway.vertx()
                .createHttpClient(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false)
                        .setDefaultHost("127.0.0.1")
                        .setDefaultPort(gateway.port()));
    }

    @AfterAll
    static void close() throws Exception {
        TestGateway.await(client.close());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/grpc",
                "application/grpc+proto",
                "application/grpc;charset=utf-8",
                "Application/gRPC+json"
            })
    void aCallIsAnsweredWithAStatusOfGrpc(String type) throws Exception {
        HttpClientResponse answer = refused(HttpMethod.POST, "/orders/1", type);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.getHeader("content-type")).isEqualTo("application/grpc");
        assertThat(answer.getHeader("grpc-status")).isEqualTo("16");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, application/grpc-web",
        "POST, application/grpc-web+proto",
        "POST, application/grpcfoo",
        "POST, application/json",
        "PUT, application/grpc",
        "GET, application/grpc"
    })
    void anythingElseIsAnsweredWithAStatusOfHttp(String method, String type) throws Exception {
        HttpClientResponse answer = refused(HttpMethod.valueOf(method), "/orders/1", type);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.getHeader("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.getHeader("grpc-status")).isNull();
    }

    @Test
    void thereIsNoGrpcInHttp1() {
        assertThat(gateway.client()
                        .post("/orders/1", "", "content-type", "application/grpc")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void anAnswerHoldsItsOwnFieldsAlone() throws Exception {
        HttpClientResponse answer = refused(HttpMethod.POST, "/cors/1", "application/grpc");

        assertThat(answer.headers().names())
                .containsExactlyInAnyOrder(
                        "content-type",
                        "grpc-status",
                        "grpc-message",
                        "cache-control",
                        "x-request-id",
                        "content-length");
        assertThat(answer.getHeader("cache-control")).isEqualTo("no-store");
    }

    private static HttpClientResponse refused(HttpMethod method, String path, String type) throws Exception {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setURI(path)
                .putHeader("content-type", type)
                .putHeader("origin", "https://a.example");
        return TestGateway.await(client.request(options).compose(request -> request.send()));
    }
}
