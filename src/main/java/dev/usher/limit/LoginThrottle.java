package dev.usher.limit;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.config.Rate;
import dev.usher.config.ThrottleSettings;
import dev.usher.http.AddressGroup;
import dev.usher.http.CannotKnow;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import dev.usher.observe.Metrics;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * How many logins an address may try, and how often a password for one account may be wrong, before the user server
 * hears of no more. It knows nothing of who exists, so everybody is told the same. Shared by all loops; counts per
 * process.
 */
public final class LoginThrottle {

    private final @Nullable Limit perAddress;
    private final @Nullable Limit perAccount;
    private final Metrics metrics;

    public LoginThrottle(ThrottleSettings settings, Ticker ticker, Metrics metrics) {
        this.perAddress = limit("login-address", settings.perIp(), ticker);
        this.perAccount = limit("login-account", settings.perAccount(), ticker);
        this.metrics = metrics;
    }

    private static @Nullable Limit limit(String policy, @Nullable Rate rate, Ticker ticker) {
        return rate == null ? null : new Limit(policy, rate, new Tries(rate, ticker));
    }

    private record Limit(String policy, Rate rate, Tries tries) {}

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
        if (limit == null) {
            return Future.succeededFuture();
        }
        Taken taken = limit.tries().take(key);
        if (taken.granted()) {
            return Future.succeededFuture();
        }
        // only now: how often others have tried is nobody's business
        taken.tell(exchange, limit.policy(), limit.rate());
        metrics.refused(limit.policy());
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
                perAccount.tries().forget(account);
            }
        }

        /** What was sent counts, answered or not: the user server may count it, too. */
        public void failed(Throwable why) {
            if (perAccount != null && why instanceof CannotKnow unknown && !unknown.wasAsked()) {
                perAccount.tries().giveBack(account);
            }
        }
    }
}
