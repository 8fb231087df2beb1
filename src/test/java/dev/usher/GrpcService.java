package dev.usher;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A service of gRPC's own making, with one method of each kind. */
final class GrpcService implements AutoCloseable {

    static final MethodDescriptor<String, String> UNARY = method("unary", MethodType.UNARY);
    static final MethodDescriptor<String, String> DOWN = method("down", MethodType.SERVER_STREAMING);
    static final MethodDescriptor<String, String> UP = method("up", MethodType.CLIENT_STREAMING);
    static final MethodDescriptor<String, String> BOTH = method("both", MethodType.BIDI_STREAMING);
    static final Metadata.Key<String> USER = Metadata.Key.of("x-user-id", Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<String> OWN = Metadata.Key.of("x-own", Metadata.ASCII_STRING_MARSHALLER);

    private final AtomicInteger cancelled = new AtomicInteger();
    private volatile Metadata received = new Metadata();
    private @Nullable Server server;

    private GrpcService() {}

    static GrpcService start() {
        return start(InsecureServerCredentials.create());
    }

    static GrpcService start(ServerCredentials credentials) {
        GrpcService started = new GrpcService();
        ServerServiceDefinition service = ServerServiceDefinition.builder("test.Service")
                .addMethod(UNARY, ServerCalls.asyncUnaryCall(GrpcService::unary))
                .addMethod(DOWN, ServerCalls.asyncServerStreamingCall(GrpcService::down))
                .addMethod(UP, ServerCalls.asyncClientStreamingCall(GrpcService::up))
                .addMethod(BOTH, ServerCalls.asyncBidiStreamingCall(GrpcService::both))
                .build();
        try {
            started.server = NettyServerBuilder.forPort(0, credentials)
                    .addService(ServerInterceptors.intercept(service, started.listening()))
                    .build()
                    .start();
            return started;
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

    private ServerInterceptor listening() {
        return new ServerInterceptor() {
            @Override
            public <Q, A> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                received = headers;
                return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
                    @Override
                    public void onCancel() {
                        cancelled.incrementAndGet();
                        super.onCancel();
                    }
                };
            }
        };
    }

    /** The metadata of the last call. */
    Metadata received() {
        return received;
    }

    int cancelled() {
        return cancelled.get();
    }

    int port() {
        return Objects.requireNonNull(server).getPort();
    }

    @Override
    public void close() {
        Objects.requireNonNull(server).shutdownNow();
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
