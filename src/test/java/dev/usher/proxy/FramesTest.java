package dev.usher.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Netty's frame codec says what a frame is. */
class FramesTest {

    /** The lengths around which the header changes its form, RFC 6455 section 5.2. */
    private static final int[] LENGTHS = {0, 1, 125, 126, 127, 65_535, 65_536, 70_000};

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void boundariesAreFoundHoweverTheBytesAreCut(boolean masked) {
        List<ByteBuf> frames = new ArrayList<>();
        for (int length : LENGTHS) {
            frames.add(encoded(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[length])), masked));
            frames.add(encoded(new PingWebSocketFrame(), masked));
            frames.add(encoded(new TextWebSocketFrame(false, 0, "x".repeat(length)), masked));
        }
        ByteBuf all = Unpooled.buffer();
        List<Integer> ends = new ArrayList<>();
        for (ByteBuf frame : frames) {
            all.writeBytes(frame);
            ends.add(all.writerIndex());
        }

        for (int piece : new int[] {1, 2, 3, 7, 1_000, 65_536, all.writerIndex()}) {
            assertThat(boundaries(all, piece)).as("in pieces of " + piece).isEqualTo(ends);
        }
    }

    private static List<Integer> boundaries(ByteBuf all, int piece) {
        Frames follower = new Frames();
        List<Integer> found = new ArrayList<>();
        for (int start = 0; start < all.writerIndex(); start += piece) {
            ByteBuf chunk = all.slice(start, Math.min(piece, all.writerIndex() - start));
            for (int at = 0; at < chunk.writerIndex(); ) {
                at = follower.next(chunk, at);
                if (follower.atBoundary()) {
                    found.add(start + at);
                }
            }
        }
        assertThat(follower.sawClose()).isFalse();
        return found;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCloseFrameIsSeenWhenItIsComplete(boolean masked) {
        ByteBuf close = encoded(new CloseWebSocketFrame(4401, "gone"), masked);
        Frames follower = new Frames();

        follower.follow(close.slice(0, close.writerIndex() - 1), 0);
        assertThat(follower.sawClose()).isFalse();
        follower.follow(close, close.writerIndex() - 1);
        assertThat(follower.sawClose()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x7f, 0x80, 0xff})
    void aLengthThatNoFrameHasIsNeverReached(int lastByte) {
        ByteBuf endless = Unpooled.buffer()
                .writeBytes(new byte[] {(byte) 0x82, 127, -1, -1, -1, -1, -1, -1, -1, (byte) lastByte});
        Frames follower = new Frames();

        follower.follow(endless.writeZero(100_000), 0);

        assertThat(follower.atBoundary()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theGatewaysOwnCloseFrameIsOne(boolean masked) {
        ByteBuf frame = masked ? CloseFrame.toService(1001, "leaving") : CloseFrame.toClient(1001, "leaving");
        EmbeddedChannel decoder = new EmbeddedChannel(new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(masked)
                .allowMaskMismatch(false)
                .build()));

        decoder.writeInbound(frame);

        CloseWebSocketFrame decoded = decoder.readInbound();
        assertThat(decoded.statusCode()).isEqualTo(1001);
        assertThat(decoded.reasonText()).isEqualTo("leaving");
        decoded.release();
    }

    private static ByteBuf encoded(WebSocketFrame frame, boolean masked) {
        EmbeddedChannel encoder = new EmbeddedChannel(new WebSocket13FrameEncoder(masked));
        encoder.writeOutbound(frame);
        ByteBuf bytes = Unpooled.buffer();
        for (ByteBuf part = encoder.readOutbound(); part != null; part = encoder.readOutbound()) {
            bytes.writeBytes(part);
            part.release();
        }
        return bytes;
    }
}
