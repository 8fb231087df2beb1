package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.config.RouteDefinition.Timeouts;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to have a request answered by one target: a connection is taken and the request sent on it. Tells its
 * relay what comes of that, until it is over; what comes later concerns nobody, and least of all the next attempt.
 * Belongs to one event loop.
 */
final class Call implements Taker, Asker {

    /** RFC 9113 section 7. */
    static final long CANCEL = 0x8;

    private final Relay relay;
    private final Forwarder forwarder;
    private final Question question;
    private final Patience patience;
    private final Connections connections;
    private @Nullable ServiceConnection connection;
    private @Nullable ServiceRequest request;
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
        String target = question.permit().route().forwardTarget(Objects.requireNonNull(exchange.target()));
        own.ask(exchange.request().method(), target, this);
    }

    @Override
    public void granted(ServiceRequest own) {
        if (over) {
            own.cancel();
        } else {
            request = own;
            step(() -> send(own));
        }
    }

    @Override
    public void hinted(MultiMap fields) {
        step(() -> relay.hint(fields));
    }

    @Override
    public void answered(ServiceResponse response) {
        step(() -> relay.answer(response));
    }

    private void send(ServiceRequest own) {
        relay.sending();
        forwarder.requestHead().write(question.exchange(), question.permit(), own.head());
        NextHop.describe(question.exchange().request(), own);
        if (question.handshake() == null) {
            sendBody(own, question.upload());
        } else {
            question.handshake().send(own);
            relay.sent();
        }
    }

    private void sendBody(ServiceRequest own, Upload upload) {
        if (!upload.isComplete()) {
            patience.awaitBody();
        }
        upload.send(forwarder.vertx(), own, relay::uploading).onComplete(sent -> step(relay::sent), failure -> {
            if (failure instanceof GatewayFailure) {
                step(() -> relay.fail(failure));
            }
            // else one of the two sides is gone, and says so itself
        });
        if (!upload.isComplete() && own instanceof Http2Request) {
            // a service that speaks first must not wait for what its client says then; mostly the body is there already
            forwarder.endOfTurn().run(() -> step(() -> upload.announce(own)));
        }
    }

    @Override
    public void broken(Throwable failure) {
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
            request.cancel();
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
