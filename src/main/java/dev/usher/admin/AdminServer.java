package dev.usher.admin;

import dev.usher.config.ListenSettings;
import dev.usher.config.Secret;
import dev.usher.http.CannotListen;
import dev.usher.observe.Metrics;
import dev.usher.userserver.BreakerState;
import dev.usher.userserver.Reachability;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The admin listener: health for orchestrators, numbers for Prometheus. Health is open to whoever reaches the listener,
 * everything else wants the token where one is set.
 */
public final class AdminServer extends VerticleBase {

    private static final String SCHEME = "Bearer ";
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final ListenSettings.Admin settings;
    private final Readiness readiness;
    private final Reachability userServer;
    private final Supplier<BreakerState> breaker;
    private final Metrics metrics;
    private volatile int port;

    public AdminServer(
            ListenSettings.Admin settings,
            Readiness readiness,
            Reachability userServer,
            Supplier<BreakerState> breaker,
            Metrics metrics) {
        this.settings = settings;
        this.readiness = readiness;
        this.userServer = userServer;
        this.breaker = breaker;
        this.metrics = metrics;
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.route("/health/live")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(ctx -> json(ctx, 200, new JsonObject().put("status", "live")));
        router.route("/health/ready")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::ready);
        router.route().handler(this::authorize);
        router.get("/metrics")
                .handler(ctx -> ctx.response()
                        .putHeader("content-type", PROMETHEUS_TEXT)
                        .end(metrics.scrape()));
        return vertx.createHttpServer()
                .requestHandler(router)
                .listen(settings.port(), settings.host())
                .onSuccess(server -> port = server.actualPort())
                .recover(failure -> Future.failedFuture(
                        new CannotListen("listen.admin", settings.host(), settings.port(), failure)));
    }

    /** The port that is listened on, once deployed. */
    public int port() {
        return port;
    }

    /** Degraded is ready all the same: known sessions go on, and another gateway would not reach it either. */
    private void ready(RoutingContext ctx) {
        boolean isReady = readiness.isReady();
        BreakerState asked = breaker.get();
        String whenReady = asked == BreakerState.CLOSED ? "ready" : "degraded";
        JsonObject state = new JsonObject()
                .put("state", userServer.state())
                .put("breaker", asked.toString())
                .put("lastAnswer", text(userServer.lastAnswer()))
                .put("lastFailure", text(userServer.lastFailure()));
        json(
                ctx,
                isReady ? 200 : 503,
                new JsonObject()
                        .put("status", isReady ? whenReady : "not ready")
                        .put("userServer", state));
    }

    private void authorize(RoutingContext ctx) {
        Secret token = settings.token();
        String given = ctx.request().getHeader("authorization");
        if (token == null
                || given != null
                        && given.length() > SCHEME.length()
                        && given.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                        && sameText(given.substring(SCHEME.length()).strip(), token.value())) {
            ctx.next();
        } else {
            ctx.response().putHeader("www-authenticate", "Bearer");
            json(ctx, 401, new JsonObject().put("status", 401).put("detail", "the admin token is needed"));
        }
    }

    /** Takes the same time wherever the texts differ. */
    private static boolean sameText(String left, String right) {
        return MessageDigest.isEqual(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }

    private static void json(RoutingContext ctx, int status, JsonObject body) {
        ctx.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .putHeader("cache-control", "no-store")
                .end(body.toBuffer());
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
