package dev.usher.proxy;

import dev.usher.http.Exchange;
import io.netty.channel.Channel;
import io.vertx.core.buffer.Buffer;
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
    private final NetSocketInternal socket;
    private final ServiceConnection connection;
    private final Side client;
    private final Side service;
    private final Lane up;
    private final Lane down;
    private final Watchdog watchdog;
    private Runnable whenEnded = () -> {};
    private boolean parting;
    private boolean patient;

    Tunnel(Forwarder forwarder, Exchange exchange, NetSocket client, NetSocket service, ServiceConnection connection) {
        this.forwarder = forwarder;
        this.exchange = exchange;
        this.socket = (NetSocketInternal) client;
        this.connection = connection;
        this.client = new Side(client);
        this.service = new Side(service);
        this.up = new Lane(forwarder.vertx(), client, service, this::moved, this.service::hangUp);
        this.down = new Lane(forwarder.vertx(), service, client, this::moved, this.client::hangUp);
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
        client.whenClosed(up);
        service.whenClosed(down);
        socket.shutdownHandler(limit -> close(GOING_AWAY, "the gateway is going away", limit));
        up.start();
        down.start();
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
        Channel channel = socket.channelHandlerContext().channel();
        channel.unsafe().close(channel.voidPromise());
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
        private boolean open = true;
        private boolean leaving;

        Side(NetSocket socket) {
            this.socket = socket;
        }

        void whenClosed(Lane fromHere) {
            socket.closeHandler(v -> {
                open = false;
                fromHere.end();
                ended();
            });
        }

        /** Closes when it has been handed everything; the watchdog sees to one that does not take it. */
        void hangUp() {
            if (!leaving) {
                leaving = true;
                socket.write(Buffer.buffer()).onComplete(flushed -> {
                    // Vert.x would call this one instead of closing
                    socket.shutdownHandler(null);
                    socket.end();
                });
            }
        }
    }
}
