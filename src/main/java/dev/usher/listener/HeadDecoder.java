package dev.usher.listener;

import dev.usher.config.LimitsSettings;
import dev.usher.http.CheckedFields;
import dev.usher.http.GatewayFailure;
import dev.usher.http.OnHeap;
import dev.usher.http.TrailedHead;
import dev.usher.http.UsualNames;
import dev.usher.proxy.Silence;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMessageDecoderResult;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.AsciiString;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x's decoder with what it does not look at: how long a head takes, how many fields it has, whether they are
 * folded (RFC 9112 section 5.2), whether its request line is one to the letter (section 3), and how many requests came
 * before. Belongs to one HTTP/1 connection.
 */
final class HeadDecoder extends VertxHttpRequestDecoder {

    private static final int CRLF = 2;

    /** In front of a request line: RFC 9112 section 2.2 has one ignored, and leaves open how many more. */
    private static final int EMPTY_LINES = 8;

    private final LimitsSettings limits;
    private final HeadClock clock;
    private final IdleClock idle;
    private @Nullable TrailedHead head;
    private boolean inHead = true;
    private boolean begun;
    private int emptyOctets;
    private int octets;
    private int fields;
    private int lengths;
    private boolean folded;
    private int requests;
    private boolean afterReturn;
    private boolean badStart;
    private int wordEnd;

    HeadDecoder(LimitsSettings limits, HeadClock clock, IdleClock idle) {
        super(new Http1ServerConfig()
                .setMaxHeaderSize(Listener.MAX_HEADER_BYTES)
                .setMaxInitialLineLength(Listener.MAX_REQUEST_LINE_BYTES));
        this.limits = limits;
        this.clock = clock;
        this.idle = idle;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        idle.read();
        int before = out.size();
        if (inHead) {
            decodeHead(ctx, buffer, out);
        } else {
            decodeBody(ctx, buffer, out);
        }
        OnHeap.move(out, before);
        if (out.size() > before && out.getLast() instanceof LastHttpContent last) {
            keepTrailers(last);
            head = null;
            inHead = true;
            begun = false;
            emptyOctets = 0;
            octets = 0;
            fields = 0;
            lengths = 0;
            folded = false;
            afterReturn = false;
        }
    }

    /** A call takes whole lines of trailers, or something else: of those, it is seen whether one is folded. */
    private void decodeBody(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        int from = buffer.readerIndex();
        super.decode(ctx, buffer, out);
        if (fields > 0) {
            for (int i = from; i < buffer.readerIndex(); i++) {
                boolean isBlank = buffer.getByte(i) == ' ' || buffer.getByte(i) == '\t';
                folded |= isBlank && (i == from || buffer.getByte(i - 1) == '\n');
            }
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
            fields = 0;
            Silence.after((HttpRequest) out.get(before), ctx.pipeline());
        } else if (begun || emptyOctets > CRLF) {
            // one empty line is no head yet; more could hold the connection for ever
            clock.begin();
        }
    }

    /** Behind empty lines, of which some are ignored; half of a line end is none. */
    private int firstOfRequestLine(ByteBuf buffer) {
        int i = buffer.readerIndex();
        while (i < buffer.writerIndex() && (buffer.getByte(i) == '\r' || buffer.getByte(i) == '\n')) {
            boolean isReturn = buffer.getByte(i) == '\r';
            badStart |= isReturn == afterReturn;
            afterReturn = isReturn;
            i++;
        }
        emptyOctets += i - buffer.readerIndex();
        badStart |= emptyOctets > EMPTY_LINES * CRLF;
        begun = i < buffer.writerIndex();
        badStart |= begun && (afterReturn || buffer.getByte(i) == ' ' || buffer.getByte(i) == '\t');
        return i;
    }

    @Override
    protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
        if (badStart) {
            throw new IllegalArgumentException("something is before the method");
        }
        wordEnd = start + length;
        return super.splitFirstWordInitialLine(line, start, length);
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
        refuseOtherThanOneBlank(line, start);
        wordEnd = start + length;
        return super.splitSecondWordInitialLine(line, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        refuseOtherThanOneBlank(line, start);
        return super.splitThirdWordInitialLine(line, start, length);
    }

    /** Netty takes any number of blanks, tabs and the like between two words. */
    private void refuseOtherThanOneBlank(byte[] line, int start) {
        if (start != wordEnd + 1 || line[wordEnd] != ' ') {
            throw new IllegalArgumentException("something else than one blank is between two words");
        }
    }

    /** Netty takes other versions too, and these two in any case. */
    @Override
    protected HttpMessage createMessage(String[] words) {
        String version = words[2];
        if (!version.equals(HttpVersion.HTTP_1_1.text()) && !version.equals(HttpVersion.HTTP_1_0.text())) {
            throw new IllegalArgumentException("another version of HTTP");
        }
        TrailedHead created = new TrailedHead(
                HttpVersion.valueOf(version), HttpMethod.valueOf(words[0]), words[1], CheckedFields.create());
        head = created;
        return created;
    }

    /** Vert.x's looks at the class of the message, which is another here; a request may always have a body. */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return false;
    }

    /** Behind most bodies there is nothing. */
    private void keepTrailers(LastHttpContent last) {
        if (last.decoderResult().cause() instanceof TooLongHttpHeaderException) {
            last.setDecoderResult(DecoderResult.failure(GatewayFailure.HeadTooLong.headers(Listener.MAX_HEADER_BYTES)));
        } else if (folded) {
            last.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("a folded trailer")));
        } else if (head != null && !last.trailingHeaders().isEmpty()) {
            head.keep(last.trailingHeaders());
        }
    }

    private void arrived(HttpRequest request) {
        if (request.decoderResult() instanceof HttpMessageDecoderResult read && isFolded(read)) {
            request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("a folded header")));
        }
        requests++;
        if (requests == 1 && request.headers().contains(HttpHeaderNames.UPGRADE)) {
            dropH2c(request.headers());
        }
        if (requests >= limits.requestsPerConnection() || asksToClose(request.headers())) {
            close(request.headers());
        }
    }

    /** Obsolete since RFC 9113, and it would go on to Vert.x before any check. What else is wished for counts. */
    private static void dropH2c(HttpHeaders headers) {
        String others = headers.getAll(HttpHeaderNames.UPGRADE).stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .map(String::strip)
                .filter(protocol -> !protocol.equalsIgnoreCase("h2c"))
                .collect(Collectors.joining(", "));
        if (others.isEmpty()) {
            headers.remove(HttpHeaderNames.UPGRADE);
        } else {
            headers.set(HttpHeaderNames.UPGRADE, others);
        }
    }

    /** RFC 9112 section 9.6: wherever it stands in the list. */
    private static boolean asksToClose(HttpHeaders headers) {
        if (!headers.contains(HttpHeaderNames.CONNECTION)) {
            return false;
        }
        for (String line : headers.getAll(HttpHeaderNames.CONNECTION)) {
            for (String option : line.split(",", -1)) {
                if (HttpHeaderValues.CLOSE.contentEqualsIgnoreCase(option.strip())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Vert.x looks for a line that is nothing else, and in HTTP/1.0 for the lack of one that keeps alive. */
    private static void close(HttpHeaders headers) {
        String all = String.join(", ", headers.getAll(HttpHeaderNames.CONNECTION));
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (!all.isEmpty()) {
            headers.add(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE + ", " + all);
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
        if (fields > limits.headers()) {
            throw GatewayFailure.HeadTooLong.fields(limits.headers());
        }
        AsciiString usual = UsualNames.of(line, start, length);
        AsciiString name = usual == null ? super.splitHeaderName(line, start, length) : usual;
        // of two in HTTP/1.0, Netty drops one
        if (inHead && HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name) && ++lengths > 1) {
            throw new IllegalArgumentException("more than one Content-Length");
        }
        return name;
    }

    @Override
    public void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        clock.end();
        idle.end();
        super.handlerRemoved0(ctx);
    }
}
