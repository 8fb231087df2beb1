package dev.usher.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.impl.HttpClientConnection;
import io.vertx.core.http.impl.http1.Http1ClientConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.VertxHandler;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 on a connection to a service: one request at a time. Sits between the codec and Vert.x, which has connected
 * and hears of the connection's end, but of no message: its own client makes strings of all fields and copies all
 * bodies. Belongs to one event loop.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter {

    private final HttpClientConnection connection;
    private final ContextInternal context;
    private final Channel channel;
    private final ServiceCodec codec = new ServiceCodec();
    private @Nullable Http1Request current;

    private Http1Connection(HttpClientConnection connection) {
        this.connection = connection;
        this.context = connection.context();
        this.channel = connection.channelHandlerContext().channel();
    }

    /** To be called on the event loop before the first request. */
    static Http1Connection insert(HttpClientConnection connection) {
        Http1Connection own = new Http1Connection(connection);
        own.codec.insert(own.channel.pipeline(), own);
        return own;
    }

    /** The request before has ended, and so has its answer. */
    void ask(HttpMethod method, String target, Asker asker) {
        if (channel.isActive()) {
            Http1Request request = new Http1Request(this, method, target, asker);
            current = request;
            asker.granted(request);
        } else {
            asker.broken(new HttpClosedException("closed before the request"));
        }
    }

    /** Both the request and its answer have ended. */
    void answered() {
        current = null;
    }

    /**
     * Neither side speaks HTTP on it any more.
     *
     * @param reader gets what comes behind the answer, from {@link #forgetHttp} on, which must come in the same turn
     */
    NetSocket takeOver(ChannelInboundHandler reader) {
        NetSocket socket = ((Http1ClientConnection) connection).toNetSocket();
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addBefore(pipeline.context(VertxHandler.class).name(), null, reader);
        return socket;
    }

    /** What has been read already goes to the reader at once. */
    void forgetHttp() {
        ServiceCodec.remove(channel.pipeline(), this);
    }

    /** Nothing that comes on it can be understood any more. */
    void close() {
        channel.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    Channel channel() {
        return channel;
    }

    ServiceCodec codec() {
        return codec;
    }

    @Override
    public void channelRead(ChannelHandlerContext handler, Object message) {
        Http1Request request = current;
        if (request == null) {
            // the codec lets nothing through that nobody asked for
            ReferenceCountUtil.release(message);
            return;
        }
        // timers and promises are of the context that makes them
        ContextInternal before = context.beginDispatch();
        try {
            request.read(message);
        } finally {
            context.endDispatch(before);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext handler) {
        if (channel.isWritable()) {
            tell(Http1Request::drained);
        }
        handler.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext handler, Throwable failure) {
        tell(request -> request.broke(failure));
        // which closes it
        handler.fireExceptionCaught(failure);
    }

    @Override
    public void channelInactive(ChannelHandlerContext handler) {
        tell(request -> request.broke(new HttpClosedException("the service has closed the connection")));
        handler.fireChannelInactive();
    }

    private void tell(Handler<Http1Request> event) {
        if (current != null) {
            context.dispatch(current, event);
        }
    }
}
