package dev.usher.proxy;

import dev.usher.http.Exchange;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.time.Duration;

/**
 * A WebSocket between a client and a service after its handshake: bytes both ways, as they are. Either side that leaves
 * takes the other with it, once that has been handed what was said. Belongs to one event loop.
 */
final class Tunnel {

    /** RFC 6455 section 7.4.1. */
    private static final int GOING_AWAY = 1001;

    /** How long a side may take to answer a Close frame. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(1);

    private final Forwarder forwarder;
    private final Exchange exchange;
    private final Http1Response granted;
    private final ServiceConnection connection;
    private final Side client;
    private final Side service;
    private final Lane up = new Lane(this::moved);
    private final Lane down = new Lane(this::moved);
    private final Watchdog watchdog;
    private Runnable whenEnded = () -> {};
    private boolean parting;
    private boolean patient;

    Tunnel(
            Forwarder forwarder,
            Exchange exchange,
            NetSocket client,
            Http1Response granted,
            ServiceConnection connection) {
        this.forwarder = forwarder;
        this.exchange = exchange;
        this.granted = granted;
        this.connection = connection;
        this.client = new Side(client);
        this.service = new Side(granted.takeOver(down));
        this.watchdog = new Watchdog(forwarder.watchdogs(), this::silent);
    }

    /** Runs when neither side is there any more. */
    void whenEnded(Runnable action) {
        whenEnded = action;
    }

    /** Lets it flow. Silence of both sides for as long as this ends it. */
    void open(Duration idle) {
        forwarder.metrics().tunnels(1);
        exchange.becomesTunnel();
        watchdog.watch(idle);
        client.whenClosed(service);
        service.whenClosed(client);
        client.socket.shutdownHandler(limit -> close(GOING_AWAY, "the gateway is going away", limit));
        ChannelHandlerContext near = up.standFirst(client.channel.pipeline());
        ChannelHandlerContext far = service.channel.pipeline().context(down);
        up.lead(near, far);
        down.lead(far, near);
        granted.forgetHttp();
    }

    /**
     * Ends it in good manners: both sides get a Close frame after the frame that is under way, and time to answer.
     *
     * @param code as RFC 6455 section 7.4 has them
     * @param reason for people; up to 123 bytes
     * @param limit after which a side that has not finished its frame, or has not answered, is cut off; for its answer
     *     it has a second at most
     */
    void close(int code, String reason, Duration limit) {
        if (parting) {
            return;
        }
        parting = true;
        patient = limit.compareTo(ANSWER_LIMIT) > 0;
        watchdog.watch(limit);
        down.part(CloseFrame.toClient(code, reason));
        up.part(CloseFrame.toService(code, reason));
        partWithWhoAnswered();
    }

    /** At once, even if a side does not take what was written. */
    void cut() {
        client.channel.unsafe().close(client.channel.voidPromise());
        connection.cut();
    }

    private void moved() {
        if (parting) {
            partWithWhoAnswered();
        } else if (client.open && service.open) {
            watchdog.touch();
        }
    }

    private void partWithWhoAnswered() {
        if (down.hasParted() && up.hasParted() && patient) {
            patient = false;
            watchdog.watch(ANSWER_LIMIT);
        }
        if (down.hasParted() && up.sawClose()) {
            client.hangUp();
        }
        if (up.hasParted() && down.sawClose()) {
            service.hangUp();
        }
    }

    private void silent() {
        if (parting) {
            cut();
        } else {
            close(GOING_AWAY, "nothing was said for too long", ANSWER_LIMIT);
        }
    }

    private void ended() {
        if (!client.open && !service.open) {
            watchdog.stop();
            forwarder.metrics().tunnels(-1);
            exchange.tunnelled(down.bytes());
            whenEnded.run();
        }
    }

    /** One of the two, and whether it is still there. */
    private final class Side {

        private final NetSocket socket;
        private final Channel channel;
        private boolean open = true;
        private boolean leaving;

        Side(NetSocket socket) {
            this.socket = socket;
            this.channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
        }

        /** All that was read of it has been written to the other by then. */
        void whenClosed(Side other) {
            // a socket that breaks closes, too
            socket.exceptionHandler(broken -> {});
            socket.closeHandler(v -> {
                open = false;
                other.hangUp();
                ended();
            });
        }

        /** Closes when it has been handed everything; the watchdog sees to one that does not take it. */
        void hangUp() {
            if (!leaving) {
                leaving = true;
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            }
        }
    }
}
