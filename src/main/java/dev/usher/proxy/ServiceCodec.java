package dev.usher.proxy;

import dev.usher.http.CheckedFields;
import dev.usher.http.Flushes;
import dev.usher.http.UsualNames;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.vertx.core.http.impl.headers.Http1xHeaders;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Netty's codec of HTTP/1.1 for who asks one thing at a time, with what it does not look at. What a service says beyond
 * an answer, or before it is asked, ends the connection, even if it is only half a head: it would be the beginning of
 * the next answer. A head that readers take differently is nonsense.
 */
final class ServiceCodec extends CombinedChannelDuplexHandler<HttpResponseDecoder, HttpRequestEncoder> {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceCodec.class);

    /** By which Vert.x removes its own when a connection is to speak something else. */
    private static final String NAME = "codec";

    private static final int SWITCHING_PROTOCOLS = 101;

    private static final Set<String> VERSIONS = Set.of("HTTP/1.1", "HTTP/1.0");

    /** Each chunk costs, and each writer holds one more than it should. */
    private static final int MOST_BYTES_OF_CHUNK = 32 * 1_024;

    /** Vert.x's: made for one message, where Netty's are made for many. They look at names and values, too. */
    private static final HttpHeadersFactory LIGHT = new HttpHeadersFactory() {
        @Override
        public HttpHeaders newHeaders() {
            return CheckedFields.create();
        }

        @Override
        public HttpHeaders newEmptyHeaders() {
            return CheckedFields.create();
        }
    };

    /** Of the request whose answer has not ended; absent: nobody asks. */
    private @Nullable HttpMethod asked;

    private @Nullable ChannelHandlerContext own;

    ServiceCodec() {
        init(new Answers(), new Requests());
    }

    /** Takes the place of Vert.x's, with who speaks by it. To be called on the event loop before the first request. */
    void insert(ChannelPipeline pipeline, ChannelHandler speaker) {
        pipeline.replace(NAME, NAME, this);
        pipeline.addAfter(NAME, null, speaker);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) throws Exception {
        own = context;
        super.handlerAdded(context);
    }

    /** Sends a whole request that needs no encoder. */
    @SuppressWarnings("FutureReturnValueIgnored") // its failure is the connection's
    void send(HttpMethod method, ByteBuf request) {
        asked = method;
        ChannelHandlerContext past = Objects.requireNonNull(own);
        past.write(request, past.voidPromise());
        Flushes.later(past);
    }

    /** Leaves the connection to another protocol; what was read and not understood yet is for that. */
    static void remove(ChannelPipeline pipeline, ChannelHandler speaker) {
        pipeline.remove(speaker);
        pipeline.remove(NAME);
    }

    /** RFC 9110 section 15.2: another answer follows, which it does not where the protocol is switched. */
    static boolean isInterim(HttpResponse head) {
        int status = head.status().code();
        return status < 200 && status != SWITCHING_PROTOCOLS;
    }

    private final class Requests extends HttpRequestEncoder {

        @Override
        protected void encode(ChannelHandlerContext context, Object message, List<Object> out) throws Exception {
            if (message instanceof HttpRequest request) {
                asked = request.method();
            }
            super.encode(context, message, out);
        }

        @Override
        protected void encodeHeaders(HttpHeaders headers, ByteBuf out) {
            if (headers instanceof Http1xHeaders own) {
                own.encode(out, false);
            } else {
                super.encodeHeaders(headers, out);
            }
        }
    }

    private final class Answers extends HttpResponseDecoder {

        private boolean interim;

        Answers() {
            super(new HttpDecoderConfig()
                    .setMaxInitialLineLength(ServiceClient.MAX_HEADER_BYTES)
                    .setMaxHeaderSize(ServiceClient.MAX_HEADER_BYTES)
                    .setMaxChunkSize(MOST_BYTES_OF_CHUNK)
                    .setHeadersFactory(LIGHT)
                    .setTrailersFactory(LIGHT));
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf buffer, List<Object> out) throws Exception {
            if (asked == null) {
                LOG.debug(
                        "{} has said something that nobody asked for",
                        context.channel().remoteAddress());
                buffer.skipBytes(buffer.readableBytes());
                context.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
                return;
            }
            super.decode(context, buffer, out);
            if (!interim && !out.isEmpty() && out.getLast() instanceof LastHttpContent) {
                asked = null;
            }
        }

        /** Netty takes any version, and any status: a small one would pass for interim; too large ones end later. */
        @Override
        protected HttpMessage createMessage(String[] words) {
            interim = false;
            if (!VERSIONS.contains(words[0])) {
                throw new IllegalStateException("a version that is not of HTTP/1");
            }
            if (words[1].length() != 3 || words[1].charAt(0) < '1') {
                // RFC 9110 section 15: each reader takes it for another one
                throw new IllegalStateException("a status that is none");
            }
            return super.createMessage(words);
        }

        @Override
        protected AsciiString splitHeaderName(byte[] line, int start, int length) {
            AsciiString usual = UsualNames.of(line, start, length);
            return usual == null ? super.splitHeaderName(line, start, length) : usual;
        }

        /** Called once for each head. */
        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage head) {
            interim = isInterim((HttpResponse) head);
            requireOneFrame(head.headers());
            return super.isContentAlwaysEmpty(head) || HttpMethod.HEAD.equals(asked);
        }

        /** RFC 9112 section 6.1: nobody asked for another coding, and a length beside it is understood in two ways. */
        private static void requireOneFrame(HttpHeaders headers) {
            if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
                List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
                if (codings.size() > 1 || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.getFirst())) {
                    throw new IllegalStateException("a transfer coding other than chunked");
                }
                if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
                    throw new IllegalStateException("a transfer coding and a length");
                }
            }
        }
    }
}
