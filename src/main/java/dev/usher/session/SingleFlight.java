package dev.usher.session;

import dev.usher.http.AddressGroup;
import dev.usher.http.CannotKnow;
import dev.usher.userserver.Asker;
import dev.usher.userserver.Urgency;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One question at a time per token, however many ask and on whichever event loop. Whoever asks first carries the
 * question; every caller gets its answer on its own context, and one that goes away takes nothing from the others. When
 * all have gone before the question was sent, it is not. Who comes when its answer is in doubt already waits for it,
 * and then asks anew.
 */
final class SingleFlight {

    private final ConcurrentMap<TokenHash, Flight> flights = new ConcurrentHashMap<>();

    /** @param urgency of whoever joins; the question has that of the most urgent */
    Future<Caller> join(
            Vertx vertx, TokenHash hash, Urgency urgency, Asker asker, Function<Flight, Future<Caller>> question) {
        Flight own = new Flight(asker.address(), urgency);
        Flight flight = flights.compute(hash, (h, running) -> (running == null ? own : running).board());
        boolean isTooOld = flight.isDoubted();
        if (flight == own) {
            ask(hash, own, question);
        } else {
            flight.raise(urgency);
        }
        asker.onGone(flight::leave);
        Future<Caller> landed = onOwnContext(vertx, flight.landing.future());
        return isTooOld ? landed.compose(before -> join(vertx, hash, urgency, asker, question)) : landed;
    }

    /** Whether somebody is asking about a token right now. */
    boolean isRunning(TokenHash hash) {
        return flights.containsKey(hash);
    }

    /** A token was found dead: what is asked about it right now is answered already. */
    void overtake(TokenHash hash) {
        Flight running = flights.get(hash);
        if (running != null) {
            running.overtaken = true;
        }
    }

    /** What is asked about a token right now may have changed since: the answer is not for those who come later. */
    void doubt(TokenHash hash) {
        Flight running = flights.get(hash);
        if (running != null) {
            running.doubted = true;
        }
    }

    private void ask(TokenHash hash, Flight flight, Function<Flight, Future<Caller>> question) {
        // composed, so that a question that throws fails its flight instead of leaving all who join it waiting
        Future.succeededFuture().compose(v -> question.apply(flight)).onComplete(answer -> {
            boolean abandoned = answer.cause() instanceof CannotKnow unknown && unknown.isAbandoned();
            if (flights.computeIfPresent(hash, (h, running) -> abandoned && running.isBoarded() ? running : null)
                    == null) {
                flight.landing.handle(answer);
            } else {
                // somebody came just when the others had gone
                ask(hash, flight, question);
            }
        });
    }

    private static <T> Future<T> onOwnContext(Vertx vertx, Future<T> elsewhere) {
        Context own = vertx.getOrCreateContext();
        Promise<T> here = Promise.promise();
        elsewhere.onComplete(answer -> own.runOnContext(v -> here.handle(answer)));
        return here.future();
    }

    /** One question under way, for all who are aboard; it goes away when all of them have. */
    static final class Flight implements Asker {

        private final AddressGroup address;
        private final Promise<Caller> landing = Promise.promise();
        private volatile boolean overtaken;
        private volatile boolean doubted;
        private Urgency urgency;
        private int aboard;
        private @Nullable Runnable whenAbandoned;
        private @Nullable Runnable whenUrgent;

        private Flight(AddressGroup address, Urgency urgency) {
            this.address = address;
            this.urgency = urgency;
        }

        /** That of the most urgent who has come aboard so far. */
        synchronized Urgency urgency() {
            return urgency;
        }

        private void raise(Urgency wanted) {
            Runnable raise = raised(wanted);
            if (raise != null) {
                raise.run();
            }
        }

        private synchronized @Nullable Runnable raised(Urgency wanted) {
            if (wanted.compareTo(urgency) >= 0) {
                return null;
            }
            urgency = wanted;
            return isUrgent() ? whenUrgent : null;
        }

        private boolean isUrgent() {
            return urgency == Urgency.FIRST;
        }

        /** Whether the token was found dead after this was asked: a "valid" would tell of a time before. */
        boolean isOvertaken() {
            return overtaken;
        }

        /** Whether what was asked may have changed since. */
        boolean isDoubted() {
            return doubted;
        }

        private synchronized Flight board() {
            aboard++;
            return this;
        }

        private synchronized boolean isBoarded() {
            return aboard > 0;
        }

        private void leave() {
            Runnable abandon = left();
            if (abandon != null) {
                abandon.run();
            }
        }

        private synchronized @Nullable Runnable left() {
            aboard--;
            return aboard == 0 ? whenAbandoned : null;
        }

        @Override
        public void onGone(Runnable leave) {
            if (!stays(leave)) {
                leave.run();
            }
        }

        /** Of whoever came first. */
        @Override
        public AddressGroup address() {
            return address;
        }

        private synchronized boolean stays(Runnable leave) {
            whenAbandoned = leave;
            return aboard > 0;
        }

        @Override
        public void onUrgent(Runnable raise) {
            if (!mayWait(raise)) {
                raise.run();
            }
        }

        private synchronized boolean mayWait(Runnable raise) {
            whenUrgent = raise;
            return !isUrgent();
        }
    }
}
