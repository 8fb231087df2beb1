package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** gRPC's own client and server, with TLS on both sides of the gateway. */
class GrpcTlsTest {

    private static final TestCertificate OWN = TestCertificate.usual();
    private static final TestCertificate SERVICE = TestCertificate.create();
    private static final GrpcService service = serve();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .withTls(OWN)
            .route(
                    "/test.Service/**",
                    "{ target: https://127.0.0.1:" + service.port() + ", auth: none, tls: { ca: " + SERVICE.cert()
                            + " } }");

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void callsOfOneAndOfManyMessagesGoThroughAndSoDoErrors() throws Exception {
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        "localhost",
                        gateway.usher().httpsPort(),
                        TlsChannelCredentials.newBuilder()
                                .trustManager(OWN.cert().toFile())
                                .build())
                .build();
        try {
            assertThat(ClientCalls.blockingUnaryCall(channel, GrpcService.UNARY, CallOptions.DEFAULT, "hello"))
                    .isEqualTo("hello!");
            List<String> many = new ArrayList<>();
            ClientCalls.blockingServerStreamingCall(channel, GrpcService.DOWN, CallOptions.DEFAULT, "100")
                    .forEachRemaining(many::add);
            assertThat(many).hasSize(100).endsWith("99");
            assertThat(catchStatus(channel)).isEqualTo(Status.Code.FAILED_PRECONDITION);
        } finally {
            channel.shutdownNow();
        }
        await().until(() -> Gauges.noRequestIsForwarded(gateway));
    }

    private static Status.Code catchStatus(ManagedChannel channel) {
        try {
            ClientCalls.blockingUnaryCall(channel, GrpcService.UNARY, CallOptions.DEFAULT, "fail");
            return Status.Code.OK;
        } catch (StatusRuntimeException failure) {
            return failure.getStatus().getCode();
        }
    }

    private static GrpcService serve() {
        try {
            return GrpcService.start(TlsServerCredentials.create(
                    SERVICE.cert().toFile(), SERVICE.key().toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
