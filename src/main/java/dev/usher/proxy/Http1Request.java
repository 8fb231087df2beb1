package dev.usher.proxy;

import dev.usher.http.CheckedFields;
import dev.usher.http.FieldList;
import dev.usher.http.ShortMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.impl.headers.Http1xHeaders;
import org.jspecify.annotations.Nullable;

/** A request by HTTP/1.1, and what comes of it. */
final class Http1Request implements ServiceRequest {

    private static final int CONTINUE = 100;
    private static final int EARLY_HINTS = 103;
    private static final AsciiString BLANK = AsciiString.cached(" ");
    private static final AsciiString VERSION = AsciiString.cached(" HTTP/1.1");

    private final Http1Connection connection;
    private final Channel channel;
    private final HttpMethod method;
    private final String target;
    private final Asker asker;

    private final FieldList head = new FieldList();

    private Runnable whenDrained = () -> {};
    private @Nullable Runnable whenContinued;
    private @Nullable Http1Response response;
    private boolean headSent;
    private boolean ended;
    private boolean over;

    Http1Request(Http1Connection connection, HttpMethod method, String target, Asker asker) {
        this.connection = connection;
        this.channel = connection.channel();
        this.method = method;
        this.target = target;
        this.asker = asker;
    }

    @Override
    public FieldList head() {
        return head;
    }

    @Override
    public void setChunked() {
        head.set(io.vertx.core.http.HttpHeaders.TRANSFER_ENCODING, io.vertx.core.http.HttpHeaders.CHUNKED);
    }

    /** Runs when the service asks for the body, once. To be called before the head is sent. */
    void whenContinued(Runnable action) {
        whenContinued = action;
    }

    @Override
    public void writeHead() {
        putHead();
        channel.flush();
    }

    /** Not flushed. One that is malformed is not written; then the codec refuses the body, and the connection ends. */
    @SuppressWarnings("FutureReturnValueIgnored") // its failure is the connection's
    private void putHead() {
        try {
            Http1xHeaders fields = CheckedFields.create();
            head.copyTo(fields);
            HttpRequest first = new DefaultHttpRequest(
                    io.netty.handler.codec.http.HttpVersion.HTTP_1_1, method.toNetty(), target, fields);
            headSent = true;
            channel.write(first, channel.voidPromise());
        } catch (IllegalArgumentException malformed) {
            broke(malformed);
        }
    }

    @Override
    public void write(Buffer chunk) {
        if (!headSent) {
            writeHead();
        }
        send(new DefaultHttpContent(Lent.bytes(chunk)));
    }

    @Override
    public boolean isFull() {
        return !channel.isWritable();
    }

    @Override
    public void whenDrained(Runnable action) {
        whenDrained = action;
    }

    @Override
    public void end() {
        end(Unpooled.EMPTY_BUFFER);
    }

    @Override
    public void end(Buffer rest) {
        end(Lent.bytes(rest));
    }

    private void end(ByteBuf rest) {
        if (!headSent && ShortMessage.fits(rest) && !head.contains(io.vertx.core.http.HttpHeaders.TRANSFER_ENCODING)) {
            endShort(rest);
        } else {
            if (!headSent) {
                putHead();
            }
            end(new DefaultLastHttpContent(rest));
        }
    }

    private void endShort(ByteBuf body) {
        ByteBuf whole;
        try {
            whole = whole(body);
        } catch (IllegalArgumentException | OutOfMemoryError failure) {
            broke(failure);
            return;
        } finally {
            body.release();
        }
        headSent = true;
        ended = true;
        connection.codec().send(method.toNetty(), whole);
        leaveIfDone();
    }

    private ByteBuf whole(ByteBuf body) {
        if (!HttpUtil.isEncodingSafeStartLineToken(target)) {
            throw new IllegalArgumentException("a target that would end its line");
        }
        return ShortMessage.begin()
                .add(method.toNetty().asciiName())
                .add(BLANK)
                .add(target)
                .add(VERSION)
                .endLine()
                .addFields(head)
                .endLine()
                .requireLines()
                .with(body, channel.alloc());
    }

    @Override
    public void endWith(HttpHeaders trailers) {
        end(new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, trailers));
    }

    private void end(LastHttpContent last) {
        ended = true;
        send(last);
        leaveIfDone();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // its failure is the connection's
    private void send(HttpObject part) {
        channel.writeAndFlush(part, channel.voidPromise());
    }

    @Override
    public void cancel() {
        over = true;
        if (response != null) {
            response.discard();
        }
    }

    void drained() {
        if (!over) {
            whenDrained.run();
        }
    }

    /** What the codec has read. */
    void read(Object message) {
        if (over || !(message instanceof HttpObject part)) {
            ReferenceCountUtil.release(message);
        } else if (part.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            broke(part.decoderResult().cause());
            connection.close();
        } else if (part instanceof HttpResponse head) {
            begin(head);
        } else if (part instanceof HttpContent content) {
            proceed(content);
        }
    }

    private void begin(HttpResponse head) {
        if (!ServiceCodec.isInterim(head)) {
            Http1Response begun = new Http1Response(connection, head);
            response = begun;
            asker.answered(begun);
        } else if (head.status().code() == CONTINUE && whenContinued != null) {
            Runnable action = whenContinued;
            whenContinued = null;
            action.run();
        } else if (head.status().code() == EARLY_HINTS) {
            asker.hinted((Http1xHeaders) head.headers());
        }
    }

    private void proceed(HttpContent content) {
        if (response == null) {
            // an interim answer has an end, too
            content.release();
            return;
        }
        response.add(content);
        leaveIfDone();
    }

    private void leaveIfDone() {
        if (ended && response != null && response.isComplete()) {
            connection.answered();
        }
    }

    /** It comes to nothing, whoever is to blame. */
    void broke(Throwable failure) {
        if (over) {
            return;
        }
        over = true;
        if (response == null) {
            asker.broken(failure);
        } else {
            response.broke(failure);
        }
    }
}
