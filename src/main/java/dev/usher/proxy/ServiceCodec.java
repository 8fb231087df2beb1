package dev.usher.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.impl.HttpClientConnection;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Netty's codec of HTTP/1.1 for who asks one thing at a time, with what it does not look at. What a service says beyond
 * an answer, or before it is asked, ends the connection, even if it is only half a head: it would be the beginning of
 * the next answer. Interim answers end here (1xx, RFC 9110 section 15.2): Vert.x takes most of them for the final one
 * and loses that, and a proxy may drop what it did not ask for; it may ask for one 100. A 101 is none, it ends HTTP. A
 * head that readers take differently is nonsense.
 */
final class ServiceCodec extends CombinedChannelDuplexHandler<HttpResponseDecoder, HttpRequestEncoder> {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceCodec.class);

    /** By which Vert.x removes its own when a connection is to speak something else. */
    private static final String NAME = "codec";

    private static final int CONTINUE = 100;
    private static final int SWITCHING_PROTOCOLS = 101;

    /** Of the request whose answer has not ended; absent: nobody asks. */
    private @Nullable HttpMethod asked;

    /** What is to come behind the body of the request that is being sent. */
    private @Nullable HttpHeaders trailers;

    /** Whether the service may tell to send the body of the request that is being sent: once. */
    private boolean mayContinue;

    private ServiceCodec() {
        init(new Answers(), new Requests());
    }

    /** Takes the place of Vert.x's. To be called on the event loop before the first request. */
    static void insert(ChannelPipeline pipeline) {
        pipeline.replace(NAME, NAME, new ServiceCodec());
    }

    /** Says these behind the body of the request that is being sent. To be called before its end. */
    static void trail(ChannelPipeline pipeline, HttpHeaders trailers) {
        ((ServiceCodec) pipeline.get(NAME)).trailers = trailers;
    }

    /** Lets the client hear whether the service wants its body. To be called before the head is sent. */
    static void mayContinue(HttpClientRequest request) {
        HttpClientConnection connection = ((UnpooledHttpClientConnection) request.connection()).unwrap();
        ((ServiceCodec) connection.channelHandlerContext().pipeline().get(NAME)).mayContinue = true;
    }

    private final class Requests extends HttpRequestEncoder {

        @Override
        protected void encode(ChannelHandlerContext context, Object message, List<Object> out) throws Exception {
            if (message instanceof HttpRequest request) {
                asked = request.method();
            }
            super.encode(context, trailers == null ? message : trailed(message, trailers), out);
        }

        private Object trailed(Object message, HttpHeaders own) {
            if (!(message instanceof LastHttpContent last)) {
                return message;
            }
            trailers = null;
            return new DefaultLastHttpContent(last.content(), own);
        }
    }

    private final class Answers extends HttpResponseDecoder {

        private boolean interim;
        private boolean passes;

        Answers() {
            super(new HttpDecoderConfig()
                    .setMaxInitialLineLength(ServiceClient.MAX_HEADER_BYTES)
                    .setMaxHeaderSize(ServiceClient.MAX_HEADER_BYTES));
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
            if (!out.isEmpty() && out.getLast() instanceof LastHttpContent) {
                if (!interim) {
                    asked = null;
                    mayContinue = false;
                } else if (!passes) {
                    out.clear();
                }
            }
        }

        /** Netty takes any number, and a small one would pass for interim; too large ones are refused later. */
        @Override
        protected HttpMessage createMessage(String[] words) {
            interim = false;
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
            int status = ((HttpResponse) head).status().code();
            interim = status < 200 && status != SWITCHING_PROTOCOLS;
            passes = mayContinue && status == CONTINUE;
            mayContinue &= !passes;
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
