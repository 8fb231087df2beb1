package dev.usher.admin;

import dev.usher.config.ListenSettings;
import dev.usher.config.Secret;
import dev.usher.http.CannotListen;
import dev.usher.observe.Metrics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The admin listener: health for orchestrators, numbers for Prometheus, sessions for operators. Health is open to
 * whoever reaches the listener, everything else wants the token where one is set.
 */
public final class AdminServer extends VerticleBase {

    private static final String SCHEME = "Bearer ";
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final ListenSettings.Admin settings;
    private final Health health;
    private final SessionsApi sessions;
    private final Metrics metrics;
    private final OwnHost ownHost;
    private volatile int port;

    public AdminServer(ListenSettings.Admin settings, Health health, SessionsApi sessions, Metrics metrics) {
        this.settings = settings;
        this.health = health;
        this.sessions = sessions;
        this.metrics = metrics;
        this.ownHost = new OwnHost(settings.host());
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.route("/health/live")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(ctx -> Answers.send(ctx, 200, new JsonObject().put("status", "live")));
        router.route("/health/ready")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(ctx -> Answers.send(ctx, health.isReady() ? 200 : 503, health.toJson()));
        router.route().handler(this::authorize);
        router.get("/metrics")
                .handler(ctx -> ctx.response()
                        .putHeader("content-type", PROMETHEUS_TEXT)
                        .end(metrics.scrape()));
        sessions.mount(vertx, router);
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

    private void authorize(RoutingContext ctx) {
        Secret token = settings.token();
        if (token == null) {
            wantOwnHost(ctx);
        } else if (isGiven(token, ctx.request().getHeader("authorization"))) {
            ctx.next();
        } else {
            ctx.response().putHeader("www-authenticate", "Bearer");
            Answers.refuse(ctx, 401, "the admin token is needed");
        }
    }

    /** Where no token is needed, whoever reaches the listener is let in, but not by a name of somebody else's. */
    private void wantOwnHost(RoutingContext ctx) {
        if (ownHost.isMeantBy(ctx.request().authority())) {
            ctx.next();
        } else {
            Answers.refuse(ctx, 403, "Host must be localhost, a loopback address or listen.admin.host");
        }
    }

    private static boolean isGiven(Secret token, @Nullable String given) {
        return given != null
                && given.length() > SCHEME.length()
                && given.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && sameText(given.substring(SCHEME.length()).strip(), token.value());
    }

    /** Takes the same time wherever the texts differ. */
    private static boolean sameText(String left, String right) {
        return MessageDigest.isEqual(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }
}
