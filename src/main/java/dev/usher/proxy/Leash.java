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
import org.jspecify.annotations.Nullable;

/** Ties what goes on for long to the session that it was permitted to. Belongs to one relay. */
final class Leash implements LiveStream {

    /** RFC 6455 section 7.4.2 leaves these to whom it concerns; the digits are HTTP's. */
    private static final int ENDED = 4401;

    private static final int FORBIDDEN = 4403;

    /** In IANA's registry of close codes. */
    private static final int TRY_AGAIN_LATER = 1013;

    /** For all of it, so that nobody who does not read or answer keeps what it may not have. */
    private static final Duration LIMIT = Duration.ofMillis(900);

    /** How long an answer without a length lasts before it is one of these: most are short and need not be known. */
    private static final Duration MOMENT = Duration.ofMillis(500);

    private final LiveStreams streams;
    private final Kind kind;
    private final Exchange exchange;
    private final Forward permit;
    private final Session session;
    private final Consumer<GatewayFailure> end;
    private final Watchdog moment;

    private Leash(
            Forwarder forwarder,
            Kind kind,
            Exchange exchange,
            Forward permit,
            Session session,
            Consumer<GatewayFailure> end) {
        this.streams = forwarder.streams();
        this.kind = kind;
        this.exchange = exchange;
        this.permit = permit;
        this.session = session;
        this.end = end;
        this.moment = new Watchdog(forwarder.watchdogs(), this::tie);
    }

    /** A WebSocket is closed. Where nobody asked for a user, it stays. */
    static void onTunnel(Forwarder forwarder, Exchange exchange, Forward permit, Tunnel tunnel) {
        Session session = permit.session();
        if (session != null) {
            Consumer<GatewayFailure> close = why -> tunnel.close(closeCode(why), why.text(), LIMIT);
            Leash leash = new Leash(forwarder, Kind.WEBSOCKET, exchange, permit, session, close);
            tunnel.whenEnded(leash::untie);
            leash.tie();
        }
    }

    /** An answer has an end of its own where its length is known. Absent: nothing is to be tied. */
    static @Nullable Leash onAnswer(
            Forwarder forwarder, Exchange exchange, Forward permit, Download answer, Consumer<GatewayFailure> end) {
        Session session = permit.session();
        if (session == null || answer.lengthIsKnown()) {
            return null;
        }
        Kind kind = answer.isEventStream() ? Kind.EVENTS : Kind.OTHER;
        Leash leash = new Leash(forwarder, kind, exchange, permit, session, end);
        leash.moment.watch(MOMENT);
        return leash;
    }

    private void tie() {
        streams.join(session, this);
    }

    /** It has ended by itself. */
    void untie() {
        moment.stop();
        streams.leave(session, this);
    }

    private static int closeCode(GatewayFailure why) {
        return switch (why.status()) {
            case 401 -> ENDED;
            case 403 -> FORBIDDEN;
            default -> TRY_AGAIN_LATER;
        };
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public boolean isAllowed(Session now) {
        return Policy.stillAllows(permit.route(), method(), path(), now);
    }

    @Override
    public boolean isPatient() {
        return Policy.freshness(permit.route(), method(), path()).stale();
    }

    private String method() {
        return exchange.request().method().name();
    }

    private String path() {
        return Objects.requireNonNull(exchange.target()).path();
    }

    @Override
    public void end(GatewayFailure why) {
        end.accept(why);
    }
}
