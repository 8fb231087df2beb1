package dev.usher.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.impl.tcp.NetServerImpl;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

/**
 * Stands where sockets are accepted, before Vert.x sees them: what is one too many is closed there, and what may come
 * in is watched from its first octet on. Runs on Vert.x's accepting thread.
 */
@Sharable
final class Admission extends ChannelInboundHandlerAdapter {

    private static final AttributeKey<Boolean> ADMITTED = AttributeKey.valueOf(Admission.class, "admitted");
    private static final VarHandle LISTENING = listening();

    private final ConnectionLimits limits;
    private final Hangup hangup = new Hangup();

    Admission(ConnectionLimits limits) {
        this.limits = limits;
    }

    /**
     * Guards the socket of a TCP server that listens, once however many instances share it.
     *
     * @return completes when every further connection is watched; fails where there is no such socket
     */
    Future<Void> guard(Vertx vertx, HttpServer server) {
        List<Future<Void>> guarded = ((VertxInternal) vertx)
                .sharedTcpServers().values().stream()
                        .filter(NetServerImpl.class::isInstance)
                        .map(NetServerImpl.class::cast)
                        .filter(known -> known.actualPort() == server.actualPort())
                        .map(this::guard)
                        .toList();
        return guarded.isEmpty()
                ? Future.failedFuture(new IllegalStateException("no socket to watch at port " + server.actualPort()))
                : Future.all(guarded).mapEmpty();
    }

    private Future<Void> guard(NetServerImpl server) {
        return ((Future<?>) LISTENING.get(server)).map(Channel.class::cast).compose(socket -> {
            Promise<Void> guarded = Promise.promise();
            socket.eventLoop().execute(() -> {
                if (socket.pipeline().get(Admission.class) == null) {
                    socket.pipeline().addFirst(this);
                }
                guarded.complete();
            });
            return guarded.future();
        });
    }

    /** Whether a connection was let in here: one that came before the socket was guarded is watched by nobody. */
    static boolean hasAdmitted(Channel connection) {
        return connection.hasAttr(ADMITTED);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        if (accepted instanceof Channel connection) {
            if (!limits.admit(connection)) {
                connection.unsafe().closeForcibly();
                return;
            }
            connection.attr(ADMITTED).set(true);
            connection.pipeline().addLast(hangup).addLast(Arrival.NAME, new Arrival(limits));
        }
        ctx.fireChannelRead(accepted);
    }

    /** Vert.x shows nobody the socket it listens on; its version is pinned, and a start without this field fails. */
    private static VarHandle listening() {
        try {
            return MethodHandles.privateLookupIn(NetServerImpl.class, MethodHandles.lookup())
                    .findVarHandle(NetServerImpl.class, "bindFuture", Future.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
