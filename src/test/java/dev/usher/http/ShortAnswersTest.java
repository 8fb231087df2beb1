package dev.usher.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.impl.headers.Http1xHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShortAnswersTest {

    private static final String LONG = "x".repeat(ShortMessage.MOST_BODY_BYTES);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final EmbeddedChannel encoderAlone = new EmbeddedChannel(new HttpResponseEncoder());

    ShortAnswersTest() {
        channel.pipeline().addLast("encoder", new HttpResponseEncoder());
        ShortAnswers.insert(channel.pipeline(), "encoder", () -> {});
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        encoderAlone.finishAndReleaseAll();
    }

    @Test
    void goOutInOnePieceAndSayWhatTheEncoderWouldSay() {
        assertThat(pieces(channel, usual(LONG))).hasSize(1).isEqualTo(List.of(whole(usual(LONG))));
    }

    @Test
    void leaveNothingOfTheirBodyBehind() {
        FullHttpResponse answer = usual(LONG);

        pieces(channel, answer);

        assertThat(answer.refCnt()).isZero();
    }

    @Test
    void longOnesAreNotCopied() {
        assertThat(pieces(channel, usual(LONG + "y"))).hasSize(2);
    }

    @Test
    void waitForTheEndOfTheTurnWhenTheyAreAwaited() {
        ChannelFuture sent = sendAwaited("x-own", "1");
        assertThat(sent.isDone()).isFalse();

        channel.runPendingTasks();

        assertThat(sent.isSuccess()).isTrue();
    }

    @Test
    void doNotWaitWhenTheyAreNotOrAreLong() {
        assertThat(channel.pipeline().writeAndFlush(usual("ab")).isSuccess()).isTrue();
        assertThat(channel.pipeline().writeAndFlush(usual(LONG + "y")).isSuccess())
                .isTrue();
    }

    @Test
    void doNotMakeTheNextOneWait() {
        ChannelFuture sent = sendAwaited("x-own", "1");

        assertThat(channel.pipeline().writeAndFlush(usual(LONG + "y")).isSuccess())
                .isTrue();
        assertThat(sent.isSuccess()).isTrue();
    }

    @Test
    void waitForNoneThatIsMadeBehindThem() {
        FullHttpResponse answer = usual("ab");
        await(answer, "x-own", "1");
        ChannelFuture sent = channel.pipeline().write(answer);

        assertThat(channel.pipeline().writeAndFlush(usual("cd")).isSuccess()).isTrue();
        assertThat(sent.isSuccess()).isTrue();
    }

    @Test
    void goOutBeforeTheConnectionIsClosed() {
        ChannelFuture sent = sendAwaited("x-own", "1");

        ChannelFuture closed = channel.pipeline().close();

        assertThat(sent.isSuccess()).isTrue();
        assertThat(closed.isSuccess()).isTrue();
    }

    @Test
    void goOutThoughTheNextCannot() {
        ChannelFuture sent = sendAwaited("x-own", "1");

        ChannelFuture notSent = sendAwaited("x-own", "1\r\nx-planted: 2");

        assertThat(notSent.isSuccess()).isFalse();
        assertThat(sent.isSuccess()).isTrue();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whatIsSpecialIsTheEncodersBusiness() {
        FullHttpResponse chunked = usual("ab");
        chunked.headers().remove("content-length").set("transfer-encoding", "chunked");
        FullHttpResponse both = usual("ab");
        both.headers().set("transfer-encoding", "chunked");
        FullHttpResponse endless = usual("ab");
        endless.headers().remove("content-length");

        for (FullHttpResponse answer : List.of(
                chunked,
                both,
                endless,
                answer(HttpVersion.HTTP_1_0, HttpResponseStatus.OK, "ab"),
                answer(HttpVersion.HTTP_1_1, HttpResponseStatus.NOT_MODIFIED, "ab"),
                answer(HttpVersion.HTTP_1_1, HttpResponseStatus.NOT_FOUND, "ab"),
                usual(""))) {
            String expected = whole(answer.copy());
            assertThat(String.join("", pieces(channel, answer))).isEqualTo(expected);
        }
    }

    @Test
    void fieldsThatAreAwaitedComeFirstAndTheLengthOnce() {
        FullHttpResponse answer = usual("ab");
        answer.headers().set("x-own", "1");

        await(answer, "content-length", "2");

        assertThat(pieces(channel, answer))
                .containsExactly(
                        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-type: text/plain\r\nx-own: 1\r\n\r\nab");
    }

    @Test
    void fieldsOfOneAnswerAreInNoOtherThatPassesBeforeIt() {
        FullHttpResponse first = usual("ab");
        await(first, "x-own", "1");

        assertThat(String.join("", pieces(channel, usual("ab")))).doesNotContain("x-own");
        assertThat(String.join("", pieces(channel, first))).contains("x-own: 1");
        assertThat(String.join("", pieces(channel, usual("ab")))).doesNotContain("x-own");
    }

    @Test
    void aFieldWithTheEndOfALineEndsTheConnectionInstead() {
        FullHttpResponse answer = usual("ab");
        await(answer, "x-own", "1\r\nx-planted: 2");

        assertThat(channel.writeOneOutbound(answer).isSuccess()).isFalse();

        assertThat(channel.isOpen()).isFalse();
        assertThat(channel.<Object>readOutbound()).isNull();
        assertThat(answer.refCnt()).isZero();
    }

    /** Vert.x has counted it as sent, so its client would wait for ever. */
    @Test
    void oneThatThereIsNoMemoryForEndsTheConnection() {
        FullHttpResponse answer = usual("ab");
        channel.config().setAllocator(new AbstractByteBufAllocator(true) {
            @Override
            protected ByteBuf newHeapBuffer(int initial, int most) {
                throw new OutOfMemoryError("as tested");
            }

            @Override
            protected ByteBuf newDirectBuffer(int initial, int most) {
                throw new OutOfMemoryError("as tested");
            }

            @Override
            public boolean isDirectBufferPooled() {
                return false;
            }
        });

        assertThat(channel.writeOneOutbound(answer).isSuccess()).isFalse();

        assertThat(channel.isOpen()).isFalse();
        assertThat(answer.refCnt()).isZero();
    }

    private ChannelFuture sendAwaited(String name, String value) {
        FullHttpResponse answer = usual("ab");
        await(answer, name, value);
        return channel.pipeline().writeAndFlush(answer);
    }

    private void await(FullHttpResponse answer, String name, String value) {
        FieldList fields = new FieldList();
        fields.add(name, value);
        channel.pipeline().get(ShortAnswers.class).await(answer.headers(), fields);
    }

    private String whole(FullHttpResponse answer) {
        return String.join("", pieces(encoderAlone, answer));
    }

    private static List<String> pieces(EmbeddedChannel channel, FullHttpResponse answer) {
        channel.writeOutbound(answer);
        List<String> pieces = new ArrayList<>();
        for (ByteBuf piece = channel.readOutbound(); piece != null; piece = channel.readOutbound()) {
            if (piece.isReadable()) {
                pieces.add(piece.toString(StandardCharsets.ISO_8859_1));
            }
            piece.release();
        }
        return pieces;
    }

    private static FullHttpResponse usual(String body) {
        return answer(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
    }

    private static FullHttpResponse answer(HttpVersion version, HttpResponseStatus status, String body) {
        Http1xHeaders headers = Http1xHeaders.httpHeaders();
        headers.set("content-type", "text/plain");
        headers.set("content-length", String.valueOf(body.length()));
        return new DefaultFullHttpResponse(
                version,
                status,
                Unpooled.copiedBuffer(body, StandardCharsets.ISO_8859_1),
                headers,
                EmptyHttpHeaders.INSTANCE);
    }
}
