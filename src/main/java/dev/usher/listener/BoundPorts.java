package dev.usher.listener;

import java.util.concurrent.ThreadLocalRandom;

/** Where the listeners ended up, since port 0 picks a free one. Safe from every thread; 0 while not listening. */
public final class BoundPorts {

    private final int any = ThreadLocalRandom.current().nextInt(1 << 29) * -2;
    private volatile int http;
    private volatile int https;

    public int http() {
        return http;
    }

    public int https() {
        return https;
    }

    /**
     * What to listen on for a port of the file. All instances must share one random port; Vert.x gives those that ask
     * for the same negative number the same one, so each listener of each gateway needs a number of its own.
     */
    int requestedHttp(int port) {
        return port == 0 ? any - 1 : port;
    }

    int requestedHttps(int port) {
        return port == 0 ? any - 2 : port;
    }

    void boundHttp(int port) {
        http = port;
    }

    void boundHttps(int port) {
        https = port;
    }
}
