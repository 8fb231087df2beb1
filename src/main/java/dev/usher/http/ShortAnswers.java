package dev.usher.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import org.jspecify.annotations.Nullable;

/**
 * Writes a usual answer of a few KiB as a {@link ShortMessage}. Sits behind the encoder, which is left out then.
 * Belongs to one connection of HTTP/1.
 */
public final class ShortAnswers extends ChannelOutboundHandlerAdapter {

    private static final AsciiString FIRST_LINE = AsciiString.cached("HTTP/1.1 200 OK");

    private final ChannelHandlerContext encoder;
    private final Runnable written;
    private @Nullable FieldList awaitedFields;
    private @Nullable Object awaitedHeaders;
    private boolean canWait;

    private ShortAnswers(ChannelHandlerContext encoder, Runnable written) {
        this.encoder = encoder;
        this.written = written;
    }

    /**
     * To be called when the connection is known to speak HTTP/1.
     *
     * @param written told of whatever is to go out
     */
    public static void insert(ChannelPipeline pipeline, String encoder, Runnable written) {
        pipeline.addAfter(encoder, null, new ShortAnswers(pipeline.context(encoder), written));
    }

    /** Those of a request's connection; absent: it speaks another protocol. */
    public static @Nullable ShortAnswers of(HttpServerRequest request) {
        HttpServerConnection connection = (HttpServerConnection) request.connection();
        return connection.channelHandlerContext().pipeline().get(ShortAnswers.class);
    }

    /**
     * Has the next answer go out with these fields before its own, so that Vert.x need not make a map of them. To be
     * called just before it ends: it is a 200 to HTTP/1.1, its body is not empty and fits, and they have its length.
     *
     * @param headers its own, by which it is known
     */
    public void await(Object headers, FieldList fields) {
        awaitedHeaders = headers;
        awaitedFields = fields;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // whoever wants to know has given the promise
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        written.run();
        if (message instanceof FullHttpResponse answer) {
            FieldList fields = fieldsOf(answer);
            if (fields != null || isShort(answer)) {
                writeWhole(ctx, answer, fields, promise);
                return;
            }
        }
        ctx.write(message, promise);
    }

    /** Whoever closes takes what was handed over for sent. Netty does not come by here when the client has closed. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // whoever wants to know has given the promise
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        encoder.flush();
        ctx.close(promise);
    }

    /** Of the one that they are for: an interim answer may pass before it. */
    @SuppressWarnings("ReferenceEquality") // others may have the same fields
    private @Nullable FieldList fieldsOf(FullHttpResponse answer) {
        if (answer.headers() != awaitedHeaders) {
            return null;
        }
        FieldList fields = awaitedFields;
        awaitedFields = null;
        awaitedHeaders = null;
        return fields;
    }

    /** Whether nothing about it is special: its body is there, and is what the length says. */
    private static boolean isShort(FullHttpResponse answer) {
        return ShortMessage.fits(answer.content())
                && answer.content().isReadable()
                && answer.status().equals(HttpResponseStatus.OK)
                && answer.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && answer.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
                && !answer.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // whoever wants to know has given the promise
    private void writeWhole(
            ChannelHandlerContext ctx, FullHttpResponse answer, @Nullable FieldList fields, ChannelPromise promise) {
        ByteBuf whole;
        try {
            whole = whole(ctx, answer, fields);
        } catch (IllegalArgumentException | OutOfMemoryError failure) {
            promise.tryFailure(failure);
            // nobody else answers any more
            close(ctx, ctx.newPromise());
            return;
        } finally {
            answer.release();
        }
        encoder.write(whole, promise);
        canWait = fields != null;
    }

    /**
     * An answer that is awaited can wait for others, since it comes when another connection is read. One that is made
     * while its own is read cannot: where its client has ended that, it is closed before the turn is over.
     */
    @Override
    public void flush(ChannelHandlerContext ctx) {
        if (canWait) {
            canWait = false;
            Flushes.later(encoder);
        } else {
            ctx.flush();
        }
    }

    private static ByteBuf whole(ChannelHandlerContext ctx, FullHttpResponse answer, @Nullable FieldList fields) {
        ShortMessage head = ShortMessage.begin().add(FIRST_LINE).endLine();
        HttpHeaders own = answer.headers();
        if (fields != null) {
            head.addFields(fields);
            // Vert.x does not know that it is said already
            own.remove(HttpHeaderNames.CONTENT_LENGTH);
        }
        return head.addFields(own).endLine().requireLines().with(answer.content(), ctx.alloc());
    }
}
