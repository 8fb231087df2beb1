package dev.usher.proxy;

import dev.usher.config.Balance;
import java.util.random.RandomGenerator;

/** Chooses among a route's targets. One instance per event loop and route. */
sealed interface Balancer permits RoundRobin, LeastRequests, Rendezvous {

    /** The key of a request that has none. */
    long NO_KEY = 0;

    /**
     * The one to use.
     *
     * @param eligible bits of those that may be used now, one at least
     * @param key where requests with the same one belong together
     */
    Member choose(Member[] members, long eligible, long key);

    static Balancer of(Balance balance, RandomGenerator random) {
        return switch (balance) {
            case Balance.RoundRobin _ -> new RoundRobin();
            case Balance.LeastRequests _ -> new LeastRequests(random);
            case Balance.Hash _ -> new Rendezvous();
        };
    }
}
