package dev.usher.proxy;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import io.vertx.core.internal.ContextInternal;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.Queue;

/** Services that take or refuse a connection when a test says so, in the order in which they were asked. */
final class FakeServices {

    private final ContextInternal context;
    private final Queue<Promise<HttpClientConnection>> asked = new ArrayDeque<>();
    private int connects;

    FakeServices(ContextInternal context) {
        this.context = context;
    }

    HttpClientAgent client() {
        return fake(HttpClientAgent.class, (self, method, args) -> {
            connects++;
            Promise<HttpClientConnection> next = context.promise();
            asked.add(next);
            return next.future();
        });
    }

    /** A client that was closed, as when its event loop has nothing more to do. */
    static HttpClientAgent closed() {
        return fake(HttpClientAgent.class, (self, method, args) -> {
            throw new IllegalStateException("closed");
        });
    }

    /** How many connections were asked for. */
    int connects() {
        return connects;
    }

    void refuse() {
        asked.remove().fail(new ConnectException("refused"));
    }

    /** @param streams at once; 0: it is HTTP/1.1 */
    void take(long streams) {
        asked.remove().complete(connection(streams));
    }

    private HttpClientConnection connection(long streams) {
        return new UnpooledHttpClientConnection(connection(new EmbeddedChannel(), context, streams));
    }

    /**
     * As Vert.x has it when it has connected.
     *
     * @param streams at once; 0: it is HTTP/1.1
     */
    static io.vertx.core.http.impl.HttpClientConnection connection(
            EmbeddedChannel channel, ContextInternal context, long streams) {
        channel.pipeline()
                .addLast(
                        "codec",
                        streams == 0
                                ? new HttpClientCodec()
                                : Http2FrameCodecBuilder.forClient().build());
        channel.releaseOutbound();
        return fake(
                io.vertx.core.http.impl.HttpClientConnection.class, (self, method, args) -> switch (method.getName()) {
                    case "protocolVersion" -> streams == 0 ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_2;
                    case "concurrency" -> streams;
                    case "context" -> context;
                    case "channelHandlerContext" -> channel.pipeline().firstContext();
                    case "close" -> {
                        channel.close().syncUninterruptibly();
                        channel.releaseOutbound();
                        yield Future.succeededFuture();
                    }
                    default -> self;
                });
    }

    private static <T> T fake(Class<T> type, InvocationHandler behaviour) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, behaviour));
    }
}
