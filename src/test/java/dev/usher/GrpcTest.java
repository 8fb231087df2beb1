package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** gRPC's own client and server on both sides of the gateway: every kind of call, and what breaks. */
class GrpcTest {

    private static final MethodDescriptor<String, String> UNARY = method("unary", MethodType.UNARY);
    private static final MethodDescriptor<String, String> DOWN = method("down", MethodType.SERVER_STREAMING);
    private static final MethodDescriptor<String, String> UP = method("up", MethodType.CLIENT_STREAMING);
    private static final MethodDescriptor<String, String> BOTH = method("both", MethodType.BIDI_STREAMING);
    private static final Metadata.Key<String> USER = Metadata.Key.of("x-user-id", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> OWN = Metadata.Key.of("x-own", Metadata.ASCII_STRING_MARSHALLER);

    private static final AtomicReference<Metadata> received = new AtomicReference<>(new Metadata());
    private static final AtomicInteger cancelled = new AtomicInteger();
    private static final Server server = serve();

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/test.Service/**", "{ target: h2c://127.0.0.1:" + server.getPort() + " }")
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
        token.put(USER, "somebody-else");
        signedIn = ClientInterceptors.intercept(plain, MetadataUtils.newAttachHeadersInterceptor(token));
    }

    @AfterEach
    void nothingIsLeftOver() {
        await().until(() -> Gauges.noRequestIsForwarded(gateway));
    }

    @AfterAll
    static void stop() {
        plain.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void unaryCallsHaveTheUserInTheirMetadata() {
        assertThat(ClientCalls.blockingUnaryCall(signedIn, UNARY, CallOptions.DEFAULT, "hello"))
                .isEqualTo("hello!");
        Iterable<String> users = received.get().getAll(USER);
        assertThat(users).hasSize(1).doesNotContain("somebody-else");
    }

    @Test
    void callsShareAConnection() {
        for (int i = 0; i < 50; i++) {
            ClientCalls.blockingUnaryCall(signedIn, UNARY, CallOptions.DEFAULT, "hello " + i);
        }
        assertThat(Gauges.serviceConnections(gateway))
                .isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void manyAnswersComeDown() {
        Iterator<String> answers = ClientCalls.blockingServerStreamingCall(signedIn, DOWN, CallOptions.DEFAULT, "1000");
        List<String> all = new ArrayList<>();
        answers.forEachRemaining(all::add);
        assertThat(all).hasSize(1000).startsWith("0", "1").endsWith("999");
    }

    @Test
    void manyMessagesGoUp() throws Exception {
        Answers answers = new Answers();
        StreamObserver<String> up =
                ClientCalls.asyncClientStreamingCall(signedIn.newCall(UP, CallOptions.DEFAULT), answers);
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
                ClientCalls.asyncBidiStreamingCall(signedIn.newCall(BOTH, CallOptions.DEFAULT), answers);
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
        assertThat(trailers.get(OWN)).isEqualTo("1");
        assertThat(trailers.get(USER)).isNull();
    }

    @Test
    void anErrorAfterAnAnswerArrives() throws Exception {
        Answers answers = new Answers();
        ClientCalls.asyncServerStreamingCall(signedIn.newCall(DOWN, CallOptions.DEFAULT), "-1", answers);
        assertThat(answers.next()).isEqualTo("first");
        assertThat(answers.next()).isEqualTo("FAILED_PRECONDITION");
    }

    @Test
    void aDeadlineReachesTheService() {
        int before = cancelled.get();
        StatusRuntimeException failure = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(
                        signedIn, UNARY, CallOptions.DEFAULT.withDeadlineAfter(300, TimeUnit.MILLISECONDS), "hang"));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        await().until(() -> cancelled.get() > before);
    }

    @Test
    void aCancelledCallIsCancelledAtTheService() throws Exception {
        int before = cancelled.get();
        Answers answers = new Answers();
        StreamObserver<String> up =
                ClientCalls.asyncBidiStreamingCall(signedIn.newCall(BOTH, CallOptions.DEFAULT), answers);
        assertThat(answers.next()).isEqualTo("welcome");
        up.onError(new IllegalStateException("enough"));
        await().until(() -> cancelled.get() > before);
    }

    @Test
    void withoutATokenACallIsUnauthenticated() {
        for (MethodDescriptor<String, String> method : List.of(UNARY, DOWN)) {
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
                UNARY.toBuilder().setFullMethodName(name).build();
        return catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> ClientCalls.blockingUnaryCall(signedIn, method, CallOptions.DEFAULT, "x"))
                .getStatus()
                .getCode();
    }

    private static StatusRuntimeException failing(String message) {
        return catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(signedIn, UNARY, CallOptions.DEFAULT, message));
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

    private static Server serve() {
        ServerServiceDefinition service = ServerServiceDefinition.builder("test.Service")
                .addMethod(UNARY, ServerCalls.asyncUnaryCall(GrpcTest::unary))
                .addMethod(DOWN, ServerCalls.asyncServerStreamingCall(GrpcTest::down))
                .addMethod(UP, ServerCalls.asyncClientStreamingCall(GrpcTest::up))
                .addMethod(BOTH, ServerCalls.asyncBidiStreamingCall(GrpcTest::both))
                .build();
        try {
            return NettyServerBuilder.forPort(0, InsecureServerCredentials.create())
                    .addService(ServerInterceptors.intercept(service, new Listening()))
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void unary(String message, StreamObserver<String> answers) {
        switch (message) {
            case "fail" -> answers.onError(failure());
            case "hang" -> {
                // until the client has enough
            }
            default -> {
                answers.onNext(message + "!");
                answers.onCompleted();
            }
        }
    }

    private static void down(String count, StreamObserver<String> answers) {
        if (count.equals("-1")) {
            answers.onNext("first");
            answers.onError(failure());
            return;
        }
        for (int i = 0; i < Integer.parseInt(count); i++) {
            answers.onNext(String.valueOf(i));
        }
        answers.onCompleted();
    }

    private static StreamObserver<String> up(StreamObserver<String> answers) {
        return new StreamObserver<>() {
            private int length;

            @Override
            public void onNext(String message) {
                length += message.length();
            }

            @Override
            public void onError(Throwable gone) {
                // the interceptor counts it
            }

            @Override
            public void onCompleted() {
                answers.onNext(String.valueOf(length));
                answers.onCompleted();
            }
        };
    }

    private static StreamObserver<String> both(StreamObserver<String> answers) {
        ((ServerCallStreamObserver<String>) answers).setOnCancelHandler(() -> {});
        answers.onNext("welcome");
        return new StreamObserver<>() {
            @Override
            public void onNext(String message) {
                answers.onNext(message);
            }

            @Override
            public void onError(Throwable gone) {
                // the interceptor counts it
            }

            @Override
            public void onCompleted() {
                answers.onCompleted();
            }
        };
    }

    private static StatusRuntimeException failure() {
        Metadata trailers = new Metadata();
        trailers.put(OWN, "1");
        trailers.put(USER, "evil");
        return Status.FAILED_PRECONDITION.withDescription("not so: č%").asRuntimeException(trailers);
    }

    private static final class Listening implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            received.set(headers);
            return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
                @Override
                public void onCancel() {
                    cancelled.incrementAndGet();
                    super.onCancel();
                }
            };
        }
    }

    private static MethodDescriptor<String, String> method(String name, MethodType type) {
        return MethodDescriptor.<String, String>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName("test.Service", name))
                .setRequestMarshaller(new Text())
                .setResponseMarshaller(new Text())
                .build();
    }

    private static final class Text implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
