package dev.usher.proxy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * A client that sends its body only when it is told to, RFC 9110 section 10.1.1. The service is asked whether
 * it wants the body, and may answer without it. Belongs to one upload, on the event loop.
 */
final class Expectation {

    /** After so long the body comes unasked: not every service knows how to ask for it. */
    private static final long LONGEST_WAIT_MILLIS = 1000;

    private final Vertx vertx;
    private final HttpServerRequest client;
    private final Runnable flow;
    private final long timer;
    private boolean over;

    private Expectation(Vertx vertx, HttpServerRequest client, Runnable flow) {
        this.vertx = vertx;
        this.client = client;
        this.flow = flow;
        this.timer = vertx.setTimer(LONGEST_WAIT_MILLIS, late -> meet());
    }

    /** Whether a client waits to be told; other expectations have been refused. HTTP/1.0 knows none. */
    static boolean has(HttpServerRequest client) {
        return client.version() != HttpVersion.HTTP_1_0 && client.headers().contains(HttpHeaders.EXPECT);
    }

    /**
     * Asks a service that speaks HTTP/1.1. The head of its request has everything but this field, and is sent now.
     *
     * @param flow starts the body; called once, and not after {@link #end}
     */
    static Expectation pass(Vertx vertx, HttpServerRequest client, Http1Request service, Runnable flow) {
        Expectation expectation = new Expectation(vertx, client, flow);
        service.head().set(HttpHeaders.EXPECT, HttpHeaders.CONTINUE);
        service.whenContinued(expectation::meet);
        service.writeHead();
        return expectation;
    }

    private void meet() {
        if (!over) {
            end();
            client.response().writeContinue();
            flow.run();
        }
    }

    /** Nobody is told any more: the body flows, the service has answered without it, or the request is over. */
    void end() {
        over = true;
        vertx.cancelTimer(timer);
    }
}
