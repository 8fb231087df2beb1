package dev.usher.session;

import dev.usher.http.Defect;
import dev.usher.session.Ending.Cause;
import dev.usher.session.Revocation.OfEverybody;
import dev.usher.session.Revocation.OfToken;
import dev.usher.session.Revocation.OfUser;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends sessions before their time: here at once, and where there is a store, on every replica within a second. Safe
 * from every thread.
 */
public final class Revocations {

    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

    private final Vertx vertx;
    private final SessionCache cache;
    private final Consumer<Revocation> others;

    Revocations(Vertx vertx, SessionCache cache, Consumer<Revocation> others) {
        this.vertx = vertx;
        this.cache = cache;
        this.others = others;
    }

    /** Ends the session of a token; gives how many this gateway knew of: none or one. */
    public Future<Integer> revoke(TokenHash token) {
        return revoke(new OfToken(token));
    }

    /** Ends the sessions of a user that have begun until now; gives how many this gateway knew of. */
    public Future<Integer> revoke(String userId) {
        return revoke(new OfUser(userId, cache.cutoffs().until(userId)));
    }

    /** Ends all sessions that have begun until now; gives how many this gateway knew of. */
    public Future<Integer> revokeAll() {
        return revoke(new OfEverybody(cache.cutoffs().untilForEverybody()));
    }

    private Future<Integer> revoke(Revocation revocation) {
        Future<Integer> ended = end(revocation, Cause.REVOKED);
        others.accept(revocation);
        return ended;
    }

    /** Tells the others of a logout here. */
    void ended(Ending ending) {
        // whose user nobody knows may be any text that somebody sent
        if (ending.cause() == Cause.LOGOUT && ending.userId() != null) {
            others.accept(new OfToken(ending.token()));
        }
    }

    /** Does what a replica said, which may be this one. */
    void heard(Revocation revocation) {
        end(revocation, Cause.ELSEWHERE)
                .onFailure(failure ->
                        LOG.error("a revocation of another replica was not carried out: {}", Defect.describe(failure)));
    }

    private Future<Integer> end(Revocation revocation, Cause cause) {
        return switch (revocation) {
            case OfToken(TokenHash hash) -> Future.succeededFuture(cache.endIfNew(hash, cause));
            case OfUser(String userId, long until) -> sweepIf(cache.cutoffs().add(userId, until), cause);
            case OfEverybody(long until) -> sweepIf(cache.cutoffs().addForEverybody(until), cause);
        };
    }

    /** Looks at every session, which takes too long for an event loop. */
    private Future<Integer> sweepIf(boolean isNew, Cause cause) {
        return isNew
                ? vertx.executeBlocking(() -> cache.endCovered(cause), false).map(Objects::requireNonNull)
                : Future.succeededFuture(0);
    }
}
