package dev.usher.session;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The user server: knows tokens, answers each call after the same time, counts the calls of each minute, and may be
 * away. A second login of a user ends the first, as Backendless has it by default.
 */
final class Upstream {

    private static final Duration LATENCY = Duration.ofMillis(50);
    private static final String NOT_EXISTING = "{\"code\":3064,\"message\":\"Not existing user token\"}";

    private final Simulation simulation;
    private final Meter meter;
    private final HttpServer server;
    private final Map<String, String> tokenOf = new HashMap<>();
    private final Map<String, Runnable> alive = new HashMap<>();
    private boolean away;
    private int held;
    private long numbers;

    Upstream(Vertx vertx, Simulation simulation, Meter meter) {
        this.simulation = simulation;
        this.meter = meter;
        this.server = vertx.createHttpServer().requestHandler(this::receive);
    }

    Future<Integer> listen() {
        return server.listen(0, "127.0.0.1").map(HttpServer::actualPort);
    }

    /** The calls that it got. */
    Meter meter() {
        return meter;
    }

    /** Calls that have arrived and are not answered. */
    int held() {
        return held;
    }

    boolean isAway() {
        return away;
    }

    void isAway(boolean now) {
        away = now;
    }

    /** Tells whom it concerns when a token dies, other than by its own logout. */
    void whenKilled(String token, Runnable told) {
        if (alive.containsKey(token)) {
            alive.put(token, told);
        }
    }

    /** What an administrator can do to a user. */
    void disable(String user) {
        String token = tokenOf.remove(user);
        if (token != null) {
            kill(token);
        }
    }

    private void kill(String token) {
        Runnable told = alive.remove(token);
        if (told != null) {
            told.run();
        }
    }

    private void receive(HttpServerRequest request) {
        request.bodyHandler(body -> {
            held++;
            meter.count();
            simulation.wake();
            simulation.in(LATENCY, () -> {
                held--;
                answer(request, body.length() == 0 ? new JsonObject() : body.toJsonObject());
            });
        });
    }

    private void answer(HttpServerRequest request, JsonObject body) {
        if (away) {
            request.response().setStatusCode(503).end("Service Unavailable");
            return;
        }
        String path = request.path();
        String token = String.valueOf(request.getHeader("user-token"));
        if (path.endsWith("/users/login")) {
            request.response().end(login(body.getString("login")).encode());
        } else if (path.contains("/users/isvalidusertoken/")) {
            request.response().end(String.valueOf(alive.containsKey(token)));
        } else if (!alive.containsKey(token)) {
            request.response().setStatusCode(400).end(NOT_EXISTING);
        } else if (path.endsWith("/users/userroles")) {
            request.response().end("[\"AuthenticatedUser\",\"RestUser\",\"Customer\"]");
        } else {
            alive.remove(token);
            request.response().end();
        }
    }

    private JsonObject login(String user) {
        String token = "TOKEN-%08d".formatted(numbers++);
        String before = tokenOf.put(user, token);
        if (before != null) {
            kill(before);
        }
        alive.put(token, () -> {});
        return new JsonObject()
                .put("objectId", user)
                .put("___class", "Users")
                .put("email", user + "@example.com")
                .put("name", user)
                .put("user-token", token);
    }
}
