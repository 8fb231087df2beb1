package dev.usher.session;

import dev.usher.http.GatewayFailure;
import dev.usher.observe.Metrics;
import dev.usher.session.Caller.Reason;
import dev.usher.session.Ending.Cause;
import dev.usher.userserver.Urgency;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one event loop that are open in the name of a session. They end when it does: at once where this
 * gateway hears of it, else when the user server, which is asked on behalf of them, says so. As many as there are
 * connections; one timer looks after all of them, and runs only while there are any. Called on its event loop.
 */
public final class LiveStreams implements AutoCloseable {

    private static final long TICK_MILLIS = 250;
    private static final long NONE = -1;

    /** Under way, and thereby in each tick: what was opened in one moment must not be asked about in one moment. */
    private static final int QUESTIONS = 25;

    /** How long to leave a user server alone that could not answer. */
    private static final Duration RESPITE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Context own;
    private final Sessions sessions;
    private final SessionCache cache;
    private final Metrics metrics;

    /** Other threads look into it; none of them changes it. */
    private final Map<TokenHash, Watched> watched = new ConcurrentHashMap<>();

    private int seenCutoffs;
    private int asking;
    private long timer = NONE;

    public LiveStreams(Vertx vertx, SharedSessions shared, Sessions sessions) {
        this.vertx = vertx;
        this.own = vertx.getOrCreateContext();
        this.sessions = sessions;
        this.cache = shared.cache();
        this.metrics = shared.metrics();
        shared.endings().tell(this::ended);
    }

    /** A session and what is open in its name; looked at again when it is due. */
    private static final class Watched {
        private Session session;
        private final Set<LiveStream> streams = new HashSet<>();
        private boolean asking;
        private Urgency urgency = Urgency.SPARE;
        private long dueNanos;

        Watched(Session session) {
            this.session = session;
        }
    }

    /** From here on the stream ends when the session does, which may have happened before. */
    public void join(Session session, LiveStream stream) {
        Watched one = watched.computeIfAbsent(session.hash(), hash -> new Watched(session));
        one.streams.add(stream);
        // at the next tick: since the permit was given it may have ended, or its roles have changed
        one.dueNanos = cache.nowNanos();
        metrics.streams(stream.kind().toString(), 1);
        if (timer == NONE) {
            timer = vertx.setPeriodic(TICK_MILLIS, id -> tick());
        }
    }

    /** The stream has ended; again: nothing. */
    public void leave(Session session, LiveStream stream) {
        Watched one = watched.get(session.hash());
        if (one != null && one.streams.remove(stream)) {
            metrics.streams(stream.kind().toString(), -1);
            if (one.streams.isEmpty()) {
                watched.remove(session.hash());
            }
        }
    }

    private void tick() {
        if (watched.isEmpty()) {
            close();
            return;
        }
        lookForCutoffs();
        long now = cache.nowNanos();
        List<Watched> due = new ArrayList<>();
        for (Watched one : watched.values()) {
            if (!one.asking && one.dueNanos - now <= 0) {
                due.add(one);
            }
        }
        due.sort(Comparator.comparingLong(one -> one.dueNanos - now));
        for (Watched one : due) {
            if (asking < QUESTIONS) {
                look(one);
            }
        }
    }

    /** What was revoked together with others may have left the cache, so that nobody announces its end. */
    private void lookForCutoffs() {
        int cutoffs = cache.cutoffs().changes();
        if (cutoffs != seenCutoffs) {
            seenCutoffs = cutoffs;
            List.copyOf(watched.values()).stream()
                    .filter(one -> cache.cutoffs().cover(one.session.binding()))
                    .forEach(one -> over(one, Cause.REVOKED));
        }
    }

    private void look(Watched one) {
        // a stream that no old answer will do for would end with each question that found no room
        Urgency urgency = one.streams.stream().allMatch(LiveStream::isPatient) ? one.urgency : Urgency.SECOND;
        switch (sessions.stillCounts(one.session, urgency)) {
            case Caller caller -> settle(one, caller);
            case Lookup.Asking(Future<Caller> answer) -> {
                one.asking = true;
                asking++;
                answer.onComplete(answered -> {
                    one.asking = false;
                    asking--;
                    if (answered.succeeded()) {
                        settle(one, answered.result());
                    } else {
                        unknown(one, answered.cause());
                    }
                });
            }
        }
    }

    private void settle(Watched one, Caller caller) {
        switch (caller) {
            case Caller.Known(Session now) -> {
                one.session = now;
                one.urgency = Urgency.SPARE;
                one.dueNanos = cache.nowNanos() + cache.nextLookNanos(now);
                end(one, "forbidden", new GatewayFailure.Forbidden(), stream -> !stream.isAllowed(now));
            }
            case Caller.Refused refused -> over(one, refused.ended());
            case Caller.Anonymous() -> over(one, null);
        }
    }

    private void unknown(Watched one, Throwable failure) {
        GatewayFailure why = failure instanceof GatewayFailure known ? known : new GatewayFailure.Internal(failure);
        long patience = cache.standsInNanos(one.session);
        end(one, "unknown", why, stream -> patience <= 0 || !stream.isPatient());
        // where there is never room to spare, nobody would ever ask
        one.urgency = Urgency.SECOND;
        one.dueNanos = cache.nowNanos() + Math.min(patience, RESPITE.toNanos());
    }

    /** Told by whatever thread a session has ended on. */
    private void ended(Ending ending) {
        if (watched.containsKey(ending.token())) {
            own.runOnContext(v -> {
                Watched one = watched.get(ending.token());
                if (one != null) {
                    over(one, ending.cause());
                }
            });
        }
    }

    /** @param cause absent: nobody here knows */
    private void over(Watched one, @Nullable Cause cause) {
        String reason = cause == null ? "ended" : cause.name().toLowerCase(Locale.ROOT);
        end(one, reason, Reason.INVALID.failure(), stream -> true);
    }

    private void end(Watched one, String reason, GatewayFailure why, Predicate<LiveStream> which) {
        for (LiveStream stream : List.copyOf(one.streams)) {
            if (which.test(stream)) {
                leave(one.session, stream);
                metrics.streamEnded(stream.kind().toString(), reason);
                stream.end(why);
            }
        }
    }

    /** Looks after nothing any more. */
    @Override
    public void close() {
        if (timer != NONE) {
            vertx.cancelTimer(timer);
            timer = NONE;
        }
    }
}
