package dev.usher.limit;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.config.Rate;
import dev.usher.config.ThrottleSettings;
import dev.usher.http.AddressGroup;
import dev.usher.http.CannotKnow;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import dev.usher.observe.AuditLog;
import dev.usher.observe.Metrics;
import io.vertx.core.Future;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How many logins an address may try, and how often a password for one account may be wrong, before the user server
 * hears of no more. It knows nothing of who exists, so everybody is told the same. Shared by all loops, and by all
 * replicas as far as there is a store.
 */
public final class LoginThrottle {

    private final @Nullable Limit perAddress;
    private final @Nullable Limit perAccount;
    private final Metrics metrics;
    private final AuditLog audit;

    /**
     * Knows of no login yet.
     *
     * @param alias gives an address or account a name that does not say which, for the audit log and for Redis
     * @param shared what all replicas count; absent: nothing
     */
    public LoginThrottle(
            ThrottleSettings settings,
            Ticker ticker,
            Metrics metrics,
            AuditLog audit,
            UnaryOperator<String> alias,
            @Nullable SharedTries shared) {
        this.perAddress = limit("login-address", settings.perIp(), ticker, alias, shared);
        this.perAccount = limit("login-account", settings.perAccount(), ticker, alias, shared);
        this.metrics = metrics;
        this.audit = audit;
    }

    private static @Nullable Limit limit(
            String policy,
            @Nullable Rate rate,
            Ticker ticker,
            UnaryOperator<String> alias,
            @Nullable SharedTries shared) {
        return rate == null ? null : new Limit(policy, rate, new Tries(rate, ticker), alias, shared);
    }

    /** One bucket for each key, here and where all replicas count. */
    private record Limit(
            String policy,
            Rate rate,
            Tries tries,
            UnaryOperator<String> alias,
            @Nullable SharedTries shared) {

        /** Here first, so that a flood goes no further; and here alone, where the others cannot be asked. */
        Future<Taken> take(Object key) {
            Taken here = tries.take(key);
            return shared == null || !here.granted()
                    ? Future.succeededFuture(here)
                    : shared.take(alias(key), rate).otherwise(here);
        }

        void giveBack(Object key) {
            tries.giveBack(key);
            if (shared != null) {
                shared.giveBack(alias(key), rate);
            }
        }

        void forget(Object key) {
            tries.forget(key);
            if (shared != null) {
                shared.forget(alias(key));
            }
        }

        String alias(Object key) {
            return alias.apply(policy + ' ' + key);
        }
    }

    /**
     * Counts a login for its address, whatever it says and whatever comes of it. Fails with
     * {@link GatewayFailure.RateLimited} when it is one too many.
     */
    public Future<Void> admit(Exchange exchange) {
        return take(exchange, perAddress, AddressGroup.of(exchange.client()));
    }

    /**
     * Counts a login as if its password were wrong, so that many at once are no more than many in turn. Fails with
     * {@link GatewayFailure.RateLimited} when too many were.
     *
     * @param login as the client wrote it
     */
    public Future<Attempt> begin(Exchange exchange, String login) {
        AccountKey account = AccountKey.of(login);
        return take(exchange, perAccount, account).map(granted -> new Attempt(account));
    }

    private Future<Void> take(Exchange exchange, @Nullable Limit limit, Object key) {
        return limit == null
                ? Future.succeededFuture()
                : limit.take(key)
                        .compose(taken ->
                                taken.granted() ? Future.succeededFuture() : refused(exchange, limit, key, taken));
    }

    private Future<Void> refused(Exchange exchange, Limit limit, Object key, Taken taken) {
        // only now: how often others have tried is nobody's business
        taken.tell(exchange, limit.policy(), limit.rate());
        metrics.refused(limit.policy());
        audit.refusedLogin(
                limit.policy(), exchange.client().address(), key instanceof AccountKey ? limit.alias(key) : null);
        return Future.failedFuture(taken.refusal());
    }

    /** A login on its way to the user server. */
    public final class Attempt {

        private final AccountKey account;

        private Attempt(AccountKey account) {
            this.account = account;
        }

        /** Who knows the password may begin anew with this account; the address may not. */
        public void succeeded() {
            if (perAccount != null) {
                perAccount.forget(account);
            }
        }

        /** What was sent counts, answered or not: the user server may count it, too. */
        public void failed(Throwable why) {
            if (perAccount != null && why instanceof CannotKnow unknown && !unknown.wasAsked()) {
                perAccount.giveBack(account);
            }
        }
    }
}
