package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.config.RouteDefinition.Timeouts;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to have a request answered by one target: a connection is taken and the request sent on it. Tells its
 * relay what comes of that, until it is over; what comes later concerns nobody, and least of all the next attempt.
 * Belongs to one event loop.
 */
final class Call implements Taker {

    /** RFC 9113 section 7. */
    static final long CANCEL = 0x8;

    private final Relay relay;
    private final Forwarder forwarder;
    private final Question question;
    private final Patience patience;
    private final Connections connections;
    private @Nullable ServiceConnection connection;
    private @Nullable HttpClientRequest request;
    private boolean over;

    /** What is asked, however often it is tried. */
    record Question(
            Exchange exchange,
            Forward permit,
            Upload upload,
            @Nullable Handshake handshake) {

        Timeouts timeouts() {
            return permit.route().definition().timeouts();
        }

        boolean isOnce() {
            return RetryRule.isOnce(exchange.request().method(), upload.isRepeatable());
        }

        boolean isIdempotent() {
            return RetryRule.isIdempotent(exchange.request().method());
        }
    }

    Call(Relay relay, Forwarder forwarder, Question question, Patience patience, Connections connections) {
        this.relay = relay;
        this.forwarder = forwarder;
        this.question = question;
        this.patience = patience;
        this.connections = connections;
    }

    /** @param fresh on a connection that nobody has used before, if there may be one more */
    void start(boolean fresh) {
        Duration limit = question.timeouts().connect();
        if (question.handshake() != null) {
            connections.forUpgrade(this, limit);
        } else if (fresh) {
            connections.fresh(this, limit);
        } else {
            connections.take(this, limit, question.isOnce());
        }
    }

    @Override
    public void taken(ServiceConnection own) {
        connection = own;
        step(() -> ask(own));
    }

    @Override
    public void notTaken(Throwable why) {
        step(() -> relay.unconnected(why));
    }

    private void ask(ServiceConnection own) {
        if (own.isShared()) {
            // the service may have lowered how many it takes at once, and then this one waits for others to end
            patience.awaitAnswer();
        }
        Exchange exchange = question.exchange();
        own.http()
                .request(new RequestOptions()
                        .setMethod(exchange.request().method())
                        .setURI(question.permit().route().forwardTarget(Objects.requireNonNull(exchange.target()))))
                .onComplete(this::connected, this::broken);
    }

    private void connected(HttpClientRequest own) {
        if (over) {
            own.reset();
        } else {
            request = own;
            step(() -> send(own));
        }
    }

    private void send(HttpClientRequest connected) {
        relay.sending();
        connected.exceptionHandler(failure -> {
            // the response future carries it too
        });
        connected.response().onComplete(service -> step(() -> relay.answer(service)), this::broken);
        forwarder.requestHead().write(question.exchange(), question.permit(), connected.headers());
        NextHop.describe(question.exchange().request(), connected);
        if (question.handshake() == null) {
            sendBody(connected, question.upload());
        } else {
            question.handshake().send(connected);
            relay.sent();
        }
    }

    private void sendBody(HttpClientRequest connected, Upload upload) {
        if (!upload.isComplete()) {
            patience.awaitBody();
        }
        upload.send(forwarder.vertx(), connected, relay::uploading).onComplete(sent -> step(relay::sent), failure -> {
            if (failure instanceof GatewayFailure) {
                step(() -> relay.fail(failure));
            }
            // else one of the two sides is gone, and says so itself
        });
        if (!upload.isComplete() && connected.version() == HttpVersion.HTTP_2) {
            // a service that speaks first must not wait for what its client says then; mostly the body is there already
            forwarder.endOfTurn().run(() -> step(() -> upload.announce(connected)));
        }
    }

    /** Before its answer. */
    private void broken(Throwable failure) {
        boolean repeatable = question.upload().isRepeatable();
        boolean untouched = request == null || repeatable && RetryRule.wasRefused(failure);
        boolean harmless = repeatable && question.isIdempotent();
        step(() -> relay.broken(failure, connection, untouched, harmless));
    }

    /** Whether a service has been given some of it. */
    boolean isSending() {
        return request != null;
    }

    /** What the answer came on, for that and nothing else. */
    ServiceConnection ownConnection() {
        ServiceConnection own = Objects.requireNonNull(connection);
        own.retire();
        return own;
    }

    /** The service is silent: on HTTP/2 a dead connection would cost every other request its whole patience too. */
    void suspect() {
        if (connection != null) {
            connection.retire();
        }
    }

    /** The answer is complete, and the request was. */
    void done(boolean keepsConnection) {
        over = true;
        if (connection != null) {
            connection.letGo(keepsConnection, forwarder.endOfTurn());
        }
    }

    /** It came to nothing. */
    void abandon() {
        over = true;
        if (connection == null) {
            connections.leave(this);
        } else {
            connection.drop();
        }
    }

    /** Nobody waits for it any more. */
    void cancel() {
        if (request != null) {
            request.reset(CANCEL);
        }
        abandon();
    }

    /** What it throws is this request's failure, and not the event loop's. */
    private void step(Runnable next) {
        if (!over) {
            relay.guarded(next);
        }
    }
}
