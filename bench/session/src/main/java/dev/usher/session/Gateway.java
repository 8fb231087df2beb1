package dev.usher.session;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.usher.config.Freshness;
import dev.usher.config.Settings;
import dev.usher.http.AddressGroup;
import dev.usher.http.Exchange;
import dev.usher.observe.Metrics;
import dev.usher.session.Sessions.Begun;
import dev.usher.userserver.Asker;
import dev.usher.userserver.Urgency;
import dev.usher.userserver.Calls;
import dev.usher.userserver.Reachability;
import dev.usher.userserver.Turnstile;
import dev.usher.userserver.UserServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The gateway's own code from the lookup of a token to the call to the user server, on one event loop. */
final class Gateway {

    private final SharedSessions shared;
    private final UserServer userServer;
    private final Sessions sessions;
    private final TokenHash.Hasher hasher = new TokenHash.Hasher();
    private final Set<TokenHash> asking = new HashSet<>();
    private final Vertx vertx;
    private final Runnable arrived;
    private int calling;

    /** @param arrived told of every answer */
    Gateway(Vertx vertx, Settings settings, SimulatedTime time, RandomGenerator random, Runnable arrived) {
        this.vertx = vertx;
        this.arrived = arrived;
        Metrics metrics = new Metrics();
        Turnstile turnstile = new Turnstile(vertx, settings.auth(), metrics, time);
        Calls calls = new Calls(vertx, settings.auth(), turnstile, metrics, new Reachability(time), time);
        this.shared = new SharedSessions(vertx, settings, metrics, time, time, random::nextDouble);
        this.userServer = UserServer.of(calls, settings.auth());
        this.sessions = new Sessions(vertx, shared, userServer);
    }

    Future<Begun> login(String user) {
        return calling(userServer
                .login(TextNode.valueOf(user), "secret", Asker.patient(AddressGroup.UNKNOWN))
                .compose(known -> sessions.begin(exchange(), known, false)));
    }

    Future<Boolean> logout(String token) {
        return calling(sessions.end(exchange(), token));
    }

    /** What every request with a token begins with. */
    Lookup find(Exchange exchange, String token) {
        Lookup found = sessions.find(exchange, token, Freshness.USUAL);
        TokenHash hash = hasher.hash(token);
        if (shared.flights().isRunning(hash) && asking.add(hash)) {
            // nobody else waits for a question ahead of its time
            Asker nobody = Asker.patient(AddressGroup.UNKNOWN);
            Future<Caller> answer = shared.flights()
                    .join(vertx, hash, Urgency.SPARE, nobody, flight -> Future.failedFuture("it is asked already"));
            calling(answer).onComplete(v -> asking.remove(hash));
        }
        return found;
    }

    /** Looks at the notes that are taken of it alone. */
    static Exchange exchange() {
        return new Exchange(null, "-");
    }

    /** What waits for an answer; each of these is one call at a time. */
    int waiting() {
        return calling;
    }

    private <T> Future<T> calling(Future<T> call) {
        calling++;
        return call.onComplete(answered -> {
            calling--;
            arrived.run();
        });
    }
}
