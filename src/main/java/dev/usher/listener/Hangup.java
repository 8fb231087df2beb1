package dev.usher.listener;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;

/**
 * A client that resets its connection has closed it, and nothing has failed: whoever waits for it is told by the close.
 * Vert.x would log it where it knows nobody to tell, and stumble over a request that came behind another. Stands at the
 * front of every connection.
 */
@Sharable
final class Hangup extends ChannelInboundHandlerAdapter {

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // what is reset closes in any case
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            ctx.channel().close();
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }
}
