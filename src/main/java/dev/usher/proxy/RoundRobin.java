package dev.usher.proxy;

/** One after the other. */
final class RoundRobin implements Balancer {

    private int next;

    @Override
    public Member choose(Member[] members, long eligible, long key) {
        int chosen = next;
        while ((eligible & members[chosen].bit()) == 0) {
            chosen = (chosen + 1) % members.length;
        }
        next = (chosen + 1) % members.length;
        return members[chosen];
    }
}
