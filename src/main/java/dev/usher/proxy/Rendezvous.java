package dev.usher.proxy;

/**
 * Every key ranks all targets in an order of its own and goes to the first that may be used: a lost target moves its
 * own keys and no others. The order follows from key and address alone, so that all loops, replicas and restarts agree.
 * Requests without a key take turns.
 */
final class Rendezvous implements Balancer {

    private final RoundRobin withoutKey = new RoundRobin();

    @Override
    public Member choose(Member[] members, long eligible, long key) {
        if (key == NO_KEY) {
            return withoutKey.choose(members, eligible, key);
        }
        Member best = members[Long.numberOfTrailingZeros(eligible)];
        long highest = score(key, best);
        for (Member member : members) {
            long score = score(key, member);
            if ((eligible & member.bit()) != 0 && score > highest) {
                best = member;
                highest = score;
            }
        }
        return best;
    }

    /** Never {@link #NO_KEY}. */
    static long key(String value) {
        return mix(value.hashCode()) | 1;
    }

    /** Where a key is between 0 and 1, independent of where it goes. */
    static double fraction(long key) {
        return (mix(~key) >>> 11) * 0x1.0p-53;
    }

    private static long score(long key, Member member) {
        return mix(key ^ mix(member.target().origin().hashCode()));
    }

    /** The finalizer of SplitMix64: every bit of what comes in changes half of what comes out. */
    private static long mix(long bits) {
        long z = bits + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
