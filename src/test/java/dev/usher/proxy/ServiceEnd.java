package dev.usher.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A connection to a service whose both ends are the test's. As an extension it sees to it that all memory of what was
 * read and written has been given back.
 */
final class ServiceEnd implements AfterEachCallback {

    private static final Vertx vertx = Vertx.vertx();

    final ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    final EmbeddedChannel channel = new EmbeddedChannel();
    private final Http1Connection connection = Http1Connection.insert(FakeServices.connection(channel, context, 0));
    private final List<ByteBuf> memory = new ArrayList<>();

    @Override
    public void afterEach(ExtensionContext test) {
        channel.runPendingTasks();
        channel.releaseOutbound();
        assertThat(memory).allMatch(bytes -> bytes.refCnt() == 0);
    }

    /** Asks for something without a body. */
    Exchange get() {
        return ask(HttpMethod.GET, Http1Request::end);
    }

    Exchange ask(HttpMethod method, Consumer<Http1Request> whenGranted) {
        return ask(method, "/", whenGranted);
    }

    Exchange ask(HttpMethod method, String target, Consumer<Http1Request> whenGranted) {
        Exchange exchange = new Exchange(whenGranted);
        connection.ask(method, target, exchange);
        return exchange;
    }

    /** In memory of its own, as a socket reads it. */
    void say(String text) {
        channel.writeInbound(remembered(text));
    }

    Buffer lent(String text) {
        return BufferInternal.buffer(remembered(text));
    }

    private ByteBuf remembered(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuf pooled =
                PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
        memory.add(pooled);
        return pooled;
    }

    /** Until the end of the turn, at which a short request goes out. */
    String written() {
        channel.runPendingTasks();
        StringBuilder text = new StringBuilder();
        for (Object next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            text.append(((ByteBuf) next).toString(StandardCharsets.ISO_8859_1));
            ReferenceCountUtil.release(next);
        }
        return text.toString();
    }

    void writable(boolean isWritable) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, isWritable);
        channel.runPendingTasks();
    }

    void close() {
        channel.close().syncUninterruptibly();
        channel.runPendingTasks();
    }

    static String chunk(String text, int times) {
        return Integer.toHexString(times) + "\r\n" + text.repeat(times) + "\r\n";
    }

    /** What one who asks hears, in words; gives back what it is lent. */
    static final class Exchange implements Asker {

        final List<String> heard = new ArrayList<>();
        private final Consumer<Http1Request> whenGranted;
        Consumer<Http1Response> whenAnswered = answer -> {};
        Consumer<String> onChunk = text -> {};
        Runnable onEnd = () -> {};
        private @Nullable Http1Request request;
        private @Nullable Http1Response answer;

        @Nullable
        ContextInternal context;

        private Exchange(Consumer<Http1Request> whenGranted) {
            this.whenGranted = whenGranted;
        }

        boolean isGranted() {
            return request != null;
        }

        Http1Request request() {
            return Objects.requireNonNull(request);
        }

        Http1Response answer() {
            return Objects.requireNonNull(answer);
        }

        @Override
        public void granted(ServiceRequest granted) {
            request = (Http1Request) granted;
            whenGranted.accept(request);
        }

        @Override
        public void hinted(MultiMap fields) {
            heard.add("hinted: " + fields.names());
        }

        @Override
        public void answered(ServiceResponse answered) {
            Http1Response begun = (Http1Response) answered;
            answer = begun;
            context = ContextInternal.current();
            heard.add(String.valueOf(begun.statusCode()));
            begun.handler(this::take)
                    .endHandler(end -> {
                        heard.add("end");
                        onEnd.run();
                    })
                    .exceptionHandler(failure -> heard.add(failure.getClass().getSimpleName()));
            whenAnswered.accept(begun);
        }

        private void take(Buffer chunk) {
            String text = chunk.toString(StandardCharsets.ISO_8859_1);
            Lent.giveBack(chunk);
            heard.add(text);
            onChunk.accept(text);
        }

        @Override
        public void broken(Throwable why) {
            heard.add("broken: " + why.getClass().getSimpleName());
        }
    }
}
