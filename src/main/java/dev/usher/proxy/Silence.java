package dev.usher.proxy;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.impl.VertxHandler;

/**
 * Sees to it that a client that asks for a WebSocket says nothing before it is answered, RFC 6455 section 4.1: what
 * comes early would be read as HTTP by one server and as frames by another. It goes nowhere, and therefore the
 * connection ends with any answer that grants no tunnel. Sits in the client's connection, between the codec and Vert.x.
 */
public final class Silence extends ChannelDuplexHandler {

    private final ChannelPipeline pipeline;
    private Runnable whenBroken = () -> {};
    private boolean requestRead;
    private boolean broken;
    private boolean itsTurn;
    private boolean refused;

    private Silence(ChannelPipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** Falls when a request asks for a WebSocket. To be called with each head before it is passed on. */
    public static void after(HttpRequest head, ChannelPipeline pipeline) {
        if (Handshake.isWanted(head)) {
            in(pipeline);
        }
    }

    /** To be called when a request has its turn: what is written from now on is the answer to it. */
    public static void heed(HttpServerRequest request) {
        if (Handshake.isWanted(request)) {
            of(request).itsTurn = true;
        }
    }

    private static Silence in(ChannelPipeline pipeline) {
        Silence known = pipeline.get(Silence.class);
        if (known != null) {
            return known;
        }
        Silence silence = new Silence(pipeline);
        pipeline.addBefore(pipeline.context(VertxHandler.class).name(), null, silence);
        return silence;
    }

    /** That of a request for a WebSocket. */
    static Silence of(HttpServerRequest request) {
        HttpServerConnection client = (HttpServerConnection) request.connection();
        return in(client.channelHandlerContext().pipeline());
    }

    /** Runs once when something comes early; what came is thrown away. */
    void whenBroken(Runnable action) {
        whenBroken = action;
    }

    boolean isBroken() {
        return broken;
    }

    /** The tunnel stands, and with it there is leave to speak. */
    void end() {
        pipeline.remove(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!requestRead) {
            requestRead = message instanceof LastHttpContent;
            context.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        if (!broken) {
            broken = true;
            whenBroken.run();
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (itsTurn
                && message instanceof HttpResponse head
                && head.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            refused = true;
            announceEnd(head.headers());
        }
        boolean last = refused && message instanceof LastHttpContent;
        super.write(context, message, last ? promise.unvoid().addListener(ChannelFutureListener.CLOSE) : promise);
    }

    private static void announceEnd(HttpHeaders headers) {
        if (!headers.contains(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true)) {
            headers.add(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }
}
