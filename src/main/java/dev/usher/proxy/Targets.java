package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.http.Exchange;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The targets of one route, and which of them is next. Unhealthy ones get nothing. Ejected ones get nothing but their
 * trials, unless all are: then all are used, since a guess is better than a certain failure. One instance per event
 * loop.
 */
final class Targets {

    private final Member[] members;
    private final Balancer balancer;
    private final @Nullable HashHeader hash;
    private final RandomGenerator random;
    private final LongSupplier ticker;
    private final RetryBudget budget;

    /** @param hash absent: requests have no key */
    Targets(
            List<Member> members,
            Balancer balancer,
            @Nullable HashHeader hash,
            RandomGenerator random,
            LongSupplier ticker) {
        this.members = members.toArray(Member[]::new);
        this.balancer = balancer;
        this.hash = hash;
        this.random = random;
        this.ticker = ticker;
        this.budget = new RetryBudget(ticker);
    }

    boolean hasOther(long tried) {
        return Long.bitCount(tried) < members.length;
    }

    RetryBudget budget() {
        return budget;
    }

    /**
     * The target for a request; none when all are unhealthy.
     *
     * @param tried bits of those that the request should go to only when there is no other
     */
    @Nullable
    Member choose(Exchange exchange, Forward permit, long tried) {
        if (members.length == 1) {
            return members[0].standing().isHealthy() ? members[0] : null;
        }
        return choose(hash == null ? Balancer.NO_KEY : hash.keyOf(exchange, permit), tried);
    }

    @Nullable
    Member choose(long key, long tried) {
        long now = ticker.getAsLong();
        long healthy = 0;
        long able = 0;
        long willing = 0;
        for (Member member : members) {
            Standing standing = member.standing();
            if (standing.isHealthy()) {
                healthy |= member.bit();
                double share = standing.share(now);
                able |= share > 0 ? member.bit() : 0;
                willing |= share >= 1 || share > 0 && share > draw(key) ? member.bit() : 0;
            }
        }
        while (able != 0) {
            long best = firstOf(willing & ~tried, able & ~tried, able);
            Member chosen = balancer.choose(members, best, key);
            if (chosen.standing().admits(now)) {
                return chosen;
            }
            // another request is its trial
            willing &= ~chosen.bit();
            able &= ~chosen.bit();
        }
        return healthy == 0 ? null : balancer.choose(members, firstOf(healthy & ~tried, healthy, healthy), key);
    }

    /** While a target gets a share, it is always the same keys that it gets, and more and more of them. */
    private double draw(long key) {
        return key == Balancer.NO_KEY ? random.nextDouble() : Rendezvous.fraction(key);
    }

    private static long firstOf(long best, long good, long rest) {
        return best != 0 ? best : good != 0 ? good : rest;
    }
}
