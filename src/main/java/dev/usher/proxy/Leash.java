package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.access.Policy;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import dev.usher.session.LiveStream;
import dev.usher.session.LiveStreams;
import dev.usher.session.Session;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/** Ties what goes on for long to the session that it was permitted to. Belongs to one relay. */
final class Leash implements LiveStream {

    /** RFC 6455 section 7.4.2 leaves these to whom it concerns; the digits are HTTP's. */
    private static final int ENDED = 4401;

    private static final int FORBIDDEN = 4403;

    /** In IANA's registry of close codes. */
    private static final int TRY_AGAIN_LATER = 1013;

    /** For all of it, so that nobody who does not read or answer keeps what it may not have. */
    private static final Duration LIMIT = Duration.ofMillis(900);

    private final LiveStreams streams;
    private final Kind kind;
    private final Exchange exchange;
    private final Forward permit;
    private final Session session;
    private final Consumer<GatewayFailure> end;

    private Leash(
            LiveStreams streams,
            Kind kind,
            Exchange exchange,
            Forward permit,
            Session session,
            Consumer<GatewayFailure> end) {
        this.streams = streams;
        this.kind = kind;
        this.exchange = exchange;
        this.permit = permit;
        this.session = session;
        this.end = end;
    }

    /** A WebSocket is closed; on a route where nobody asked for a user, it stays. */
    static void onTunnel(LiveStreams streams, Exchange exchange, Forward permit, Tunnel tunnel) {
        Session session = permit.session();
        if (session != null) {
            Leash leash = new Leash(
                    streams,
                    Kind.WEBSOCKET,
                    exchange,
                    permit,
                    session,
                    why -> tunnel.close(closeCode(why), why.text(), LIMIT));
            tunnel.whenEnded(leash::untie);
            streams.join(session, leash);
        }
    }

    private static int closeCode(GatewayFailure why) {
        return switch (why.status()) {
            case 401 -> ENDED;
            case 403 -> FORBIDDEN;
            default -> TRY_AGAIN_LATER;
        };
    }

    void untie() {
        streams.leave(session, this);
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public boolean isAllowed(Session now) {
        return Policy.stillAllows(
                permit.route(),
                exchange.request().method().name(),
                Objects.requireNonNull(exchange.target()).path(),
                now);
    }

    @Override
    public void end(GatewayFailure why) {
        end.accept(why);
    }
}
