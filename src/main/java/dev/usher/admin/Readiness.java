package dev.usher.admin;

/** Whether new requests should be sent here. Safe from every thread. */
public final class Readiness {

    private volatile boolean ready;

    public void routesAreUp() {
        ready = true;
    }

    public void draining() {
        ready = false;
    }

    boolean isReady() {
        return ready;
    }
}
