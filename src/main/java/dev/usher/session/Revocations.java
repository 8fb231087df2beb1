package dev.usher.session;

import dev.usher.http.Defect;
import dev.usher.session.Ending.Cause;
import dev.usher.session.Revocation.OfEverybody;
import dev.usher.session.Revocation.OfToken;
import dev.usher.session.Revocation.OfUser;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Objects;
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
    private final Others others;

    /**
     * What has become of a revocation.
     *
     * @param ended how many sessions this gateway knew of
     * @param isTold whether all other replicas hear of it; else they do when the store is back and this process lives
     */
    public record Revoked(int ended, boolean isTold) {}

    /** All replicas but this one. */
    @FunctionalInterface
    interface Others {

        /** Gives whether they hear of it, whatever becomes of this process. */
        Future<Boolean> tell(Revocation revocation);
    }

    Revocations(Vertx vertx, SessionCache cache, Others others) {
        this.vertx = vertx;
        this.cache = cache;
        this.others = others;
    }

    /** Ends the session of a token. */
    public Future<Revoked> revoke(TokenHash token) {
        return revoke(new OfToken(token));
    }

    /** Ends the sessions of a user that have begun until now. */
    public Future<Revoked> revoke(String userId) {
        return revoke(new OfUser(userId, cache.cutoffs().until(userId)));
    }

    /** Ends all sessions that have begun until now. */
    public Future<Revoked> revokeAll() {
        return revoke(new OfEverybody(cache.cutoffs().untilForEverybody()));
    }

    private Future<Revoked> revoke(Revocation revocation) {
        Future<Integer> ended = end(revocation, Cause.REVOKED);
        Future<Boolean> told = others.tell(revocation);
        return ended.compose(here -> told.map(isTold -> new Revoked(here, isTold)));
    }

    /** Tells the others of a logout here. */
    void ended(Ending ending) {
        // whose user nobody knows may be any text that somebody sent
        if (ending.cause() == Cause.LOGOUT && ending.userId() != null) {
            others.tell(new OfToken(ending.token()));
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
