package dev.usher.listener;

import dev.usher.TestGateway;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Vertx;
import java.util.function.Consumer;

/** Shows a test the gateway's side of each connection that is accepted at a port from here on. */
public final class Newcomers extends ChannelInboundHandlerAdapter {

    private final Consumer<Channel> each;

    private Newcomers(Consumer<Channel> each) {
        this.each = each;
    }

    /**
     * Begins.
     *
     * @param each is called on an event loop, before anything has come from the client
     */
    public static void show(Vertx vertx, int port, Consumer<Channel> each) throws Exception {
        Channel socket = TestGateway.await(Admission.sockets(vertx, port).getFirst());
        socket.eventLoop()
                .submit(() -> socket.pipeline().addFirst(new Newcomers(each)))
                .sync();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        each.accept((Channel) accepted);
        context.fireChannelRead(accepted);
    }
}
