package dev.usher.proxy;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * Sees to it that a client that asked for a WebSocket says nothing before it is answered, RFC 6455 section 4.1: what
 * comes early would be read as HTTP by one server and as frames by another. Sits in the client's connection, between
 * the codec and Vert.x, until the answer.
 */
final class Silence extends ChannelDuplexHandler {

    private final ChannelHandlerContext vertx;
    private Runnable whenBroken = () -> {};
    private boolean requestRead;
    private boolean broken;

    private Silence(ChannelHandlerContext vertx) {
        this.vertx = vertx;
    }

    /** Listens from now on; again: the one that listens already. To be called in the turn of the request. */
    static Silence after(HttpServerRequest request) {
        ChannelHandlerContext vertx = ((HttpServerConnection) request.connection()).channelHandlerContext();
        ChannelPipeline pipeline = vertx.pipeline();
        Silence silence = pipeline.get(Silence.class);
        if (silence == null) {
            silence = new Silence(vertx);
            pipeline.addBefore(vertx.name(), null, silence);
        }
        return silence;
    }

    /** Runs once when something comes early; what came is thrown away. */
    void whenBroken(Runnable action) {
        whenBroken = action;
    }

    boolean isBroken() {
        return broken;
    }

    /** The answer is out, and with it leave to speak. */
    void end() {
        vertx.pipeline().remove(this);
    }

    /**
     * Whether nothing came early, in the turns after the request was read. Its end was not seen if it had been sent
     * behind another request, before the answer to that one; then what came behind it was not seen either.
     */
    boolean isKept() {
        return requestRead && !broken;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!requestRead && message instanceof LastHttpContent) {
            requestRead = true;
            context.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        if (!broken) {
            broken = true;
            whenBroken.run();
        }
    }

    /** The end of an answer that grants nothing: what follows is the next request. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        super.write(context, message, promise);
        if (message instanceof LastHttpContent) {
            end();
        }
    }
}
