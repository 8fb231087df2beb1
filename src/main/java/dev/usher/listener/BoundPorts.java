package dev.usher.listener;

/** Where the listeners ended up, since port 0 picks a free one. Safe from every thread; 0 while not listening. */
public final class BoundPorts {

    private volatile int http;
    private volatile int https;

    public int http() {
        return http;
    }

    public int https() {
        return https;
    }

    void boundHttp(int port) {
        http = port;
    }

    void boundHttps(int port) {
        https = port;
    }
}
