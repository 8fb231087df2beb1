package dev.usher.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.impl.VertxConnection;
import io.vertx.core.net.impl.VertxHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@link Silence} throws away is no longer held: whoever speaks too early costs no memory. */
class EarlyOctetsTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close();
    }

    @Test
    void whatComesBeforeTheAnswerIsReleased() {
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        EmbeddedChannel channel = new EmbeddedChannel(VertxHandler.create(ctx -> new VertxConnection(context, ctx)));
        HttpRequest handshake = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
        handshake.headers().add("connection", "upgrade").add("upgrade", "websocket");
        Silence.after(handshake, channel.pipeline());
        channel.writeInbound(handshake, LastHttpContent.EMPTY_LAST_CONTENT);
        ByteBuf early = Unpooled.buffer().writeByte(1);

        channel.writeInbound(new DefaultHttpContent(early));

        assertThat(early.refCnt()).isZero();
        channel.finishAndReleaseAll();
    }
}
