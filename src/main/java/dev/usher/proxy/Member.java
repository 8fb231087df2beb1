package dev.usher.proxy;

/** One of a route's targets, as one event loop uses it. */
final class Member {

    private final Target target;
    private final Connections connections;
    private final Standing standing;
    private final long bit;
    private int inFlight;

    /** @param index among the route's targets, 0 to 63 */
    Member(Target target, Connections connections, Standing standing, int index) {
        this.target = target;
        this.connections = connections;
        this.standing = standing;
        this.bit = 1L << index;
    }

    Target target() {
        return target;
    }

    Connections connections() {
        return connections;
    }

    /** How it is; who uses it tells it what came of that. */
    Standing standing() {
        return standing;
    }

    /** Its place in sets of members, which are bits of a {@code long}. */
    long bit() {
        return bit;
    }

    /** Requests of this event loop that it has been given and that have not ended. */
    int inFlight() {
        return inFlight;
    }

    void began() {
        inFlight++;
    }

    void ended() {
        inFlight--;
    }
}
