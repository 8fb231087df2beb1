package dev.usher.userserver;

/** Whoever wants a call's answer. While the call waits for its turn, one that goes away gives up its place. */
@FunctionalInterface
public interface Asker {

    /** One that stays: what it asks for is worth knowing in any case. */
    Asker PATIENT = leave -> {};

    /** Has something run, on any thread, when it has gone; at once if it has gone already. */
    void onGone(Runnable leave);
}
