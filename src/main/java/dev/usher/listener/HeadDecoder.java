package dev.usher.listener;

import dev.usher.config.LimitsSettings;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessageDecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import java.util.List;

/**
 * Vert.x's decoder with what it does not look at: how long a head takes, how many fields it has, whether they are
 * folded (RFC 9112 section 5.2), and how many requests came before. Belongs to one HTTP/1 connection.
 */
final class HeadDecoder extends VertxHttpRequestDecoder {

    private static final int CRLF = 2;

    private final LimitsSettings limits;
    private final HeadClock clock;
    private boolean inHead = true;
    private boolean begun;
    private int octets;
    private int fields;
    private int requests;

    HeadDecoder(LimitsSettings limits, HeadClock clock) {
        super(new Http1ServerConfig()
                .setMaxHeaderSize(Listener.MAX_HEADER_BYTES)
                .setMaxInitialLineLength(Listener.MAX_REQUEST_LINE_BYTES));
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        int before = out.size();
        if (inHead) {
            decodeHead(ctx, buffer, out);
        } else {
            super.decode(ctx, buffer, out);
        }
        if (out.size() > before && out.getLast() instanceof LastHttpContent) {
            inHead = true;
            begun = false;
            octets = 0;
            fields = 0;
        }
    }

    private void decodeHead(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        int from = begun ? buffer.readerIndex() : firstOfRequestLine(buffer);
        int before = out.size();
        super.decode(ctx, buffer, out);
        octets += Math.max(0, buffer.readerIndex() - from);
        if (out.size() > before) {
            inHead = false;
            clock.end();
            arrived((HttpRequest) out.get(before));
        } else if (begun) {
            clock.begin();
        }
    }

    /** Behind empty lines, which RFC 9112 section 2.2 has ignored. */
    private int firstOfRequestLine(ByteBuf buffer) {
        int i = buffer.readerIndex();
        while (i < buffer.writerIndex() && (buffer.getByte(i) == '\r' || buffer.getByte(i) == '\n')) {
            i++;
        }
        begun = i < buffer.writerIndex();
        return i;
    }

    private void arrived(HttpRequest request) {
        if (request.decoderResult() instanceof HttpMessageDecoderResult read && isFolded(read)) {
            request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("a folded header")));
        }
        requests++;
        if (requests == 1 && request.headers().contains(HttpHeaderNames.UPGRADE, "h2c", true)) {
            // obsolete since RFC 9113, and it would go on to Vert.x before any check; the request itself counts
            request.headers().remove(HttpHeaderNames.UPGRADE);
        }
        if (requests >= limits.requestsPerConnection()) {
            request.headers().add(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    /** Unfolding leaves no trace but in the count: a field that has more than one line. */
    private boolean isFolded(HttpMessageDecoderResult read) {
        int lineEnds = octets - read.initialLineLength() - read.headerSize();
        return lineEnds / CRLF > fields + 2;
    }

    /** Called once for each field, before its value is read. */
    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        fields++;
        if (inHead && fields > limits.headers()) {
            throw new TooManyFields(limits.headers());
        }
        return super.splitHeaderName(line, start, length);
    }

    @Override
    public void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        clock.end();
        super.handlerRemoved0(ctx);
    }

    /** Answered 431, as a head with too many bytes. */
    static final class TooManyFields extends TooLongFrameException {
        private static final long serialVersionUID = 1L;

        private final int limit;

        TooManyFields(int limit) {
            super("more than " + limit + " fields");
            this.limit = limit;
        }

        int limit() {
            return limit;
        }
    }
}
