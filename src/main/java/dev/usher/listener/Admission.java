package dev.usher.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.net.NetServerInternal;
import io.vertx.core.net.impl.tcp.NetServerImpl;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Map;

/**
 * Stands where sockets are accepted, before Vert.x sees them: what is one too many is closed there, and what may come
 * in is watched from its first octet on. What cannot be watched does not come in. Runs on Vert.x's accepting thread.
 */
@Sharable
final class Admission extends ChannelInboundHandlerAdapter {

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
        List<Future<Channel>> sockets = sockets(vertx, server.actualPort());
        if (sockets.isEmpty()) {
            return Future.failedFuture(new IllegalStateException("no socket to watch at port " + server.actualPort()));
        }
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        return Future.all(sockets.stream()
                        .map(bound -> bound.compose(socket -> guard(context, socket)))
                        .toList())
                .mapEmpty();
    }

    private Future<Void> guard(ContextInternal context, Channel socket) {
        Promise<Void> guarded = context.promise();
        socket.eventLoop().execute(() -> {
            if (socket.pipeline().get(Admission.class) == null) {
                socket.pipeline().addFirst(this);
            }
            guarded.complete();
        });
        return guarded.future();
    }

    /** What Vert.x listens on at a port; its own lock holds off other servers that start or stop. */
    static List<Future<Channel>> sockets(Vertx vertx, int port) {
        Map<?, NetServerInternal> servers = ((VertxInternal) vertx).sharedTcpServers();
        List<NetServerInternal> listening;
        synchronized (servers) {
            listening = List.copyOf(servers.values());
        }
        return listening.stream()
                .filter(NetServerImpl.class::isInstance)
                .map(NetServerImpl.class::cast)
                .filter(server -> server.actualPort() == port)
                .map(server -> ((Future<?>) LISTENING.get(server)).map(Channel.class::cast))
                .toList();
    }

    /** Whether a connection was let in here: one that came before the socket was guarded is watched by nobody. */
    static boolean hasAdmitted(Channel connection) {
        return connection.pipeline().get(Hangup.class) != null;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        if (!(accepted instanceof Channel connection) || letsIn(connection)) {
            ctx.fireChannelRead(accepted);
        }
    }

    private boolean letsIn(Channel connection) {
        try {
            connection.pipeline().addLast(hangup).addLast(Arrival.NAME, new Arrival(limits));
            if (limits.admit(connection, connection.remoteAddress())) {
                return true;
            }
        } catch (RuntimeException defect) {
            limits.unwatched(defect);
        }
        connection.unsafe().closeForcibly();
        return false;
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
