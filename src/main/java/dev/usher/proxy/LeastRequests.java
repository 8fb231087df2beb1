package dev.usher.proxy;

import java.util.random.RandomGenerator;

/**
 * The one of two that has fewer requests of this event loop. Two that chance picks do nearly as well as the best of
 * all, and the loops do not all run to the same one.
 */
final class LeastRequests implements Balancer {

    private final RandomGenerator random;

    LeastRequests(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public Member choose(Member[] members, long eligible, long key) {
        int count = Long.bitCount(eligible);
        int first = random.nextInt(count);
        Member one = nth(members, eligible, first);
        if (count == 1) {
            return one;
        }
        int other = random.nextInt(count - 1);
        Member two = nth(members, eligible, other < first ? other : other + 1);
        return two.inFlight() < one.inFlight() ? two : one;
    }

    private static Member nth(Member[] members, long eligible, int n) {
        long rest = eligible;
        for (int i = 0; i < n; i++) {
            rest &= rest - 1;
        }
        return members[Long.numberOfTrailingZeros(rest)];
    }
}
