package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** gRPC's own client and server on both sides of the gateway: every kind of call, and what breaks. */
class GrpcTest {

    private static final GrpcService service = GrpcService.start();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/test.Service/**", "{ target: h2c://127.0.0.1:" + service.port() + " }")
            .route("/test.Kings/**", "{ target: ECHO, roles: [King] }")
            .route("/test.Gone/**", "{ target: h2c://127.0.0.1:1, auth: none }");

    private static ManagedChannel plain;
    private static Channel signedIn;

    @BeforeAll
    static void connect() {
        plain = NettyChannelBuilder.forAddress("127.0.0.1", gateway.port())
                .usePlaintext()
                .build();
        Metadata token = new Metadata();
        token.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + gateway.client().aliceToken());
        token.put(GrpcService.USER, "somebody-else");
        signedIn = ClientInterceptors.intercept(plain, MetadataUtils.newAttachHeadersInterceptor(token));
    }

    @AfterEach
    void nothingIsLeftOver() {
        await().until(() -> Gauges.noRequestIsForwarded(gateway));
    }

    @AfterAll
    static void stop() {
        plain.shutdownNow();
        service.close();
    }

    @Test
    void unaryCallsHaveTheUserInTheirMetadata() {
        assertThat(ClientCalls.blockingUnaryCall(signedIn, GrpcService.UNARY, CallOptions.DEFAULT, "hello"))
                .isEqualTo("hello!");
        Iterable<String> users = service.received().getAll(GrpcService.USER);
        assertThat(users).hasSize(1).doesNotContain("somebody-else");
    }

    @Test
    void callsShareAConnection() {
        for (int i = 0; i < 50; i++) {
            ClientCalls.blockingUnaryCall(signedIn, GrpcService.UNARY, CallOptions.DEFAULT, "hello " + i);
        }
        assertThat(Gauges.serviceConnections(gateway))
                .isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void manyAnswersComeDown() {
        Iterator<String> answers =
                ClientCalls.blockingServerStreamingCall(signedIn, GrpcService.DOWN, CallOptions.DEFAULT, "1000");
        List<String> all = new ArrayList<>();
        answers.forEachRemaining(all::add);
        assertThat(all).hasSize(1000).startsWith("0", "1").endsWith("999");
    }

    @Test
    void manyMessagesGoUp() throws Exception {
        Answers answers = new Answers();
        StreamObserver<String> up =
                ClientCalls.asyncClientStreamingCall(signedIn.newCall(GrpcService.UP, CallOptions.DEFAULT), answers);
        for (int i = 0; i < 1000; i++) {
            up.onNext("x".repeat(100));
        }
        up.onCompleted();
        assertThat(answers.next()).isEqualTo("100000");
        assertThat(answers.next()).isEqualTo("completed");
    }

    @Test
    void bothSidesSpeakInTurnAndTheServiceMaySpeakFirst() throws Exception {
        Answers answers = new Answers();
        StreamObserver<String> up =
                ClientCalls.asyncBidiStreamingCall(signedIn.newCall(GrpcService.BOTH, CallOptions.DEFAULT), answers);
        assertThat(answers.next()).isEqualTo("welcome");
        for (int i = 0; i < 5; i++) {
            up.onNext("turn " + i);
            assertThat(answers.next()).isEqualTo("turn " + i);
        }
        up.onCompleted();
        assertThat(answers.next()).isEqualTo("completed");
    }

    @Test
    void aServicesErrorArrivesWithItsMessageAndTrailers() {
        StatusRuntimeException failure = failing("fail");
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(failure.getStatus().getDescription()).isEqualTo("not so: č%");
        Metadata trailers = Objects.requireNonNull(failure.getTrailers());
        assertThat(trailers.get(GrpcService.OWN)).isEqualTo("1");
        assertThat(trailers.get(GrpcService.USER)).isNull();
    }

    @Test
    void anErrorAfterAnAnswerArrives() throws Exception {
        Answers answers = new Answers();
        ClientCalls.asyncServerStreamingCall(signedIn.newCall(GrpcService.DOWN, CallOptions.DEFAULT), "-1", answers);
        assertThat(answers.next()).isEqualTo("first");
        assertThat(answers.next()).isEqualTo("FAILED_PRECONDITION");
    }

    @Test
    void aDeadlineReachesTheService() {
        int before = service.cancelled();
        StatusRuntimeException failure = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(
                        signedIn,
                        GrpcService.UNARY,
                        CallOptions.DEFAULT.withDeadlineAfter(300, TimeUnit.MILLISECONDS),
                        "hang"));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        await().until(() -> service.cancelled() > before);
    }

    @Test
    void aCancelledCallIsCancelledAtTheService() throws Exception {
        int before = service.cancelled();
        Answers answers = new Answers();
        StreamObserver<String> up =
                ClientCalls.asyncBidiStreamingCall(signedIn.newCall(GrpcService.BOTH, CallOptions.DEFAULT), answers);
        assertThat(answers.next()).isEqualTo("welcome");
        up.onError(new IllegalStateException("enough"));
        await().until(() -> service.cancelled() > before);
    }

    @Test
    void aCallEndsWithItsSession() throws Exception {
        int before = service.cancelled();
        String token = gateway.client().token("bob@example.com", "builder");
        Metadata bob = new Metadata();
        bob.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        Answers answers = new Answers();
        StreamObserver<String> up = ClientCalls.asyncBidiStreamingCall(
                ClientInterceptors.intercept(plain, MetadataUtils.newAttachHeadersInterceptor(bob))
                        .newCall(GrpcService.BOTH, CallOptions.DEFAULT),
                answers);
        assertThat(answers.next()).isEqualTo("welcome");
        gateway.client().post("/auth/logout", "", "user-token", token);

        assertThat(answers.next()).isEqualTo("UNAUTHENTICATED");
        await().until(() -> service.cancelled() > before);
        up.onCompleted();
    }

    @Test
    void withoutATokenACallIsUnauthenticated() {
        for (MethodDescriptor<String, String> method : List.of(GrpcService.UNARY, GrpcService.DOWN)) {
            StatusRuntimeException failure = catchThrowableOfType(
                    StatusRuntimeException.class,
                    () -> ClientCalls.blockingServerStreamingCall(plain, method, CallOptions.DEFAULT, "1")
                            .next());
            assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(failure.getStatus().getDescription()).contains("log in");
        }
    }

    @Test
    void otherFailuresOfTheGatewayHaveTheirStatusToo() {
        assertThat(failingAt("test.Nowhere/call")).isEqualTo(Status.Code.UNIMPLEMENTED);
        assertThat(failingAt("test.Gone/call")).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(failingAt("test.Kings/call")).isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    private static Status.Code failingAt(String name) {
        MethodDescriptor<String, String> method =
                GrpcService.UNARY.toBuilder().setFullMethodName(name).build();
        return catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> ClientCalls.blockingUnaryCall(signedIn, method, CallOptions.DEFAULT, "x"))
                .getStatus()
                .getCode();
    }

    private static StatusRuntimeException failing(String message) {
        return catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(signedIn, GrpcService.UNARY, CallOptions.DEFAULT, message));
    }

    /** What a client hears, in order. */
    private static final class Answers implements StreamObserver<String> {

        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        String next() throws InterruptedException {
            String next = heard.poll(10, TimeUnit.SECONDS);
            return next == null ? "nothing" : next;
        }

        @Override
        public void onNext(String answer) {
            heard.add(answer);
        }

        @Override
        public void onError(Throwable failure) {
            heard.add(Status.fromThrowable(failure).getCode().name());
        }

        @Override
        public void onCompleted() {
            heard.add("completed");
        }
    }
}
