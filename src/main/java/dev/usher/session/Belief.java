package dev.usher.session;

/** What is believed of a token right now. */
sealed interface Belief {

    /** It counts; no need to ask. */
    record Fresh(Caller.Known caller) implements Belief {}

    /** It counts, and whoever finds this is the one to ask again, while nobody waits for the answer. */
    record Due(Caller.Known caller) implements Belief {}

    /** It counted, and asking has just failed. */
    record Stale(Session session) implements Belief {}

    /** Whose it is is known, but not whether it still counts. */
    record Old(Session session) implements Belief {}

    /** It was not used here for too long; other replicas may know better. */
    record Idle(Session session) implements Belief {}

    record Refused(Caller.Refused caller) implements Belief {}

    record Nothing() implements Belief {
        static final Nothing INSTANCE = new Nothing();
    }
}
