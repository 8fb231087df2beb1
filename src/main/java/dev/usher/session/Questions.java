package dev.usher.session;

import dev.usher.config.Freshness;
import dev.usher.http.AddressGroup;
import dev.usher.http.CannotKnow;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import dev.usher.session.Caller.Reason;
import dev.usher.session.Ending.Cause;
import dev.usher.session.SingleFlight.Flight;
import dev.usher.userserver.Asker;
import dev.usher.userserver.Urgency;
import dev.usher.userserver.UserServer;
import dev.usher.userserver.UserToken;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the user server about tokens, one question at a time for each, and remembers what it says. One instance per
 * event loop, called on it.
 */
final class Questions {

    private final Vertx vertx;
    private final SharedSessions shared;
    private final SessionCache cache;
    private final UserServer userServer;

    Questions(Vertx vertx, SharedSessions shared, UserServer userServer) {
        this.vertx = vertx;
        this.shared = shared;
        this.cache = shared.cache();
        this.userServer = userServer;
    }

    /** Whether a token whose user is known still counts. */
    Future<Caller> validate(TokenHash hash, Binding binding, Freshness wanted, Urgency urgency, Asker asker) {
        return ask(hash, wanted, cache.nowNanos(), urgency, asker, flight -> valid(flight, hash, binding));
    }

    /** The same for one that nobody here knows, though it says itself whose it is: it may be idle everywhere. */
    Future<Caller> open(Exchange exchange, TokenHash hash, Binding binding, Freshness wanted) {
        return ask(exchange, hash, wanted, flight -> opened(flight, hash, binding));
    }

    /** Whether a token counts that was not given out here, and whose it is: the user server may tell, or nobody can. */
    Future<Caller> adopt(Exchange exchange, TokenHash hash, UserToken token, Freshness wanted) {
        return ask(exchange, hash, wanted, flight -> adopted(exchange, flight, hash, token));
    }

    /** Asks before anybody has to wait for it; what comes of it matters to nobody who is here now. */
    void refresh(Session session) {
        TokenHash hash = session.hash();
        // what nobody waits for yet may be waited for soon, in the line of whoever needs it
        Asker asker = Asker.patient(cache.lastAddress(hash));
        shared.flights()
                .join(vertx, hash, Urgency.SPARE, asker, flight -> valid(flight, hash, session.binding()))
                .onComplete(outcome -> shared.metrics().sessionRefresh(word(outcome)));
    }

    private static String word(AsyncResult<Caller> outcome) {
        return outcome.failed() ? "unknown" : outcome.result() instanceof Caller.Known ? "valid" : "ended";
    }

    private Future<Caller> ask(
            Exchange exchange, TokenHash hash, Freshness wanted, Function<Flight, Future<Caller>> question) {
        return ask(hash, wanted, cache.nowNanos(), Urgency.FIRST, Asker.of(exchange), question);
    }

    private Future<Caller> ask(
            TokenHash hash,
            Freshness wanted,
            long since,
            Urgency urgency,
            Asker asker,
            Function<Flight, Future<Caller>> question) {
        return shared.flights()
                .join(
                        vertx,
                        hash,
                        urgency,
                        asker,
                        flight -> unlessLanded(hash, wanted, since, () -> question.apply(flight)))
                .compose(caller -> {
                    Caller.Refused refused = cache.refusal(hash);
                    if (refused != null) {
                        return Future.succeededFuture(refused);
                    }
                    return meets(caller, wanted, since)
                            ? Future.succeededFuture(caller)
                            : ask(hash, wanted, since, urgency, asker, question);
                });
    }

    /**
     * Whether an answer is young enough for whoever came then. It may be that of a question which was under way
     * already, and tell of a time before.
     */
    private static boolean meets(Caller caller, Freshness wanted, long since) {
        return !(caller instanceof Caller.Known(Session session))
                || session.askedNanos() - since >= 0
                || wanted.isMetBy(since - session.askedNanos());
    }

    /** Another flight may have landed since its token was looked up; what it found need not be asked again. */
    private Future<Caller> unlessLanded(
            TokenHash hash, Freshness wanted, long since, Supplier<Future<Caller>> question) {
        Caller landed = cache.ifCertain(hash);
        return landed != null && meets(landed, wanted, since + 1) ? Future.succeededFuture(landed) : question.get();
    }

    private Future<Caller> valid(Flight flight, TokenHash hash, Binding binding) {
        Asked asked = asked();
        Supplier<Future<Caller>> refuse = () -> refused(new Ending(hash, binding.userId(), Cause.DEAD));
        return userServer
                .isValid(binding.userToken(), flight.urgency(), flight)
                .compose(valid -> valid ? believed(flight, hash, binding, asked) : refuse.get())
                .recover(failure -> unlessDead(failure, refuse))
                .onFailure(failure -> pause(hash, failure));
    }

    private Future<Caller> opened(Flight flight, TokenHash hash, Binding binding) {
        // while nobody can know whether it is in use elsewhere, it is not refused for that
        return shared.stored().isIdle(hash, binding).otherwise(false).compose(idle -> {
            if (idle) {
                shared.end(new Ending(hash, binding.userId(), Cause.IDLE));
                return Future.succeededFuture(new Caller.Refused(Cause.IDLE));
            }
            return valid(flight, hash, binding);
        });
    }

    private Future<Caller> adopted(Exchange exchange, Flight flight, TokenHash hash, UserToken token) {
        AddressGroup address = AddressGroup.of(exchange.client());
        shared.unknownTokens().take(exchange, address);
        return shared.stored().find(hash).transform(found -> {
            Binding known = found.result();
            if (known == null) {
                return strange(flight, hash, token, found.cause());
            }
            shared.unknownTokens().giveBack(address);
            Cause over = cache.over(known);
            return over == null ? valid(flight, hash, known) : refused(hash, new Caller.Refused(over));
        });
    }

    /** @param unknown why the other replicas could not be asked whose it is; absent: they do not know it either */
    private Future<Caller> strange(Flight flight, TokenHash hash, UserToken token, @Nullable Throwable unknown) {
        Asked asked = asked();
        return userServer
                .isValid(token, flight.urgency(), flight)
                .compose(valid -> {
                    if (!valid) {
                        return refused(hash, new Caller.Refused(Reason.INVALID));
                    }
                    if (!userServer.canTellWhoseToken()) {
                        if (unknown != null) {
                            return Future.failedFuture(CannotKnow.storeAway(unknown));
                        }
                        return refused(hash, new Caller.Refused(Reason.UNKNOWN_USER));
                    }
                    return userServer.whoami(token, flight).compose(user -> {
                        Binding binding = shared.bind(user, false);
                        return believed(flight, hash, binding, asked);
                    });
                })
                .recover(failure -> unlessDead(failure, () -> refused(hash, new Caller.Refused(Reason.INVALID))));
    }

    /** When something was asked, and how many changes there were by then. */
    private record Asked(long nanos, int changes) {}

    private Asked asked() {
        return new Asked(cache.nowNanos(), shared.changes().count());
    }

    private Future<Caller> believed(Flight flight, TokenHash hash, Binding binding, Asked asked) {
        return roles(binding.userToken(), flight.urgency(), flight).map(roles -> {
            // its user may have changed while the question was under way
            Binding now = Objects.requireNonNullElse(cache.binding(hash), binding);
            Session session = shared.session(hash, now, roles, asked.nanos());
            if (!cache.believe(session, flight)) {
                return new Caller.Refused(Reason.INVALID);
            }
            shared.stored().keep(hash, now);
            shared.catchUp(session, asked.changes());
            return new Caller.Known(session);
        });
    }

    /** The roles of a token's user, where a header or a rule uses them. */
    Future<List<String>> roles(UserToken token, Urgency urgency, Asker asker) {
        return shared.rolesMatter() ? userServer.roles(token, urgency, asker) : Future.succeededFuture(List.of());
    }

    private Future<Caller> refused(Ending ending) {
        cache.refuse(ending);
        return Future.succeededFuture(new Caller.Refused(ending.cause()));
    }

    private Future<Caller> refused(TokenHash hash, Caller.Refused refused) {
        cache.refuse(hash, refused);
        return Future.succeededFuture(refused);
    }

    /** Only an explicit "dead" refuses; not knowing stays not knowing. */
    private static Future<Caller> unlessDead(Throwable failure, Supplier<Future<Caller>> refuse) {
        return failure instanceof GatewayFailure.Unauthenticated ? refuse.get() : Future.failedFuture(failure);
    }

    private void pause(TokenHash hash, Throwable failure) {
        if (failure instanceof CannotKnow unknown && unknown.isOutage()) {
            cache.pause(hash);
        }
    }
}
