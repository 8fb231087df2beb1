package dev.usher;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.admin.AdminServer;
import dev.usher.admin.Health;
import dev.usher.admin.Readiness;
import dev.usher.admin.SessionsApi;
import dev.usher.config.ListenSettings;
import dev.usher.config.Settings;
import dev.usher.facade.ErrorCheck;
import dev.usher.facade.Facade;
import dev.usher.facade.UserCalls;
import dev.usher.http.ForwardedHeaders;
import dev.usher.http.Parting;
import dev.usher.http.Rescue;
import dev.usher.identity.ReservedNames;
import dev.usher.limit.LoginThrottle;
import dev.usher.limit.RateLimits;
import dev.usher.listener.BoundPorts;
import dev.usher.listener.CertificateFiles;
import dev.usher.listener.ConnectionLimits;
import dev.usher.listener.ForwardAuth;
import dev.usher.listener.Guard;
import dev.usher.listener.Http3Port;
import dev.usher.listener.Listener;
import dev.usher.listener.Loop;
import dev.usher.listener.Overload;
import dev.usher.listener.RequestPath;
import dev.usher.listener.Unread;
import dev.usher.login.Browsers;
import dev.usher.login.Challenge;
import dev.usher.login.CrossSite;
import dev.usher.login.Endpoints;
import dev.usher.login.Entrance;
import dev.usher.observe.AccessLog;
import dev.usher.observe.AuditLog;
import dev.usher.observe.Metrics;
import dev.usher.proxy.AnswerCheck;
import dev.usher.proxy.Forwarder;
import dev.usher.proxy.HealthChecks;
import dev.usher.proxy.RequestHeaders;
import dev.usher.proxy.ResponseHeaders;
import dev.usher.proxy.ResponseTrailers;
import dev.usher.proxy.ServiceClient;
import dev.usher.proxy.Standings;
import dev.usher.proxy.UserServerRequestHead;
import dev.usher.proxy.UserServerResponseHead;
import dev.usher.route.RouteTable;
import dev.usher.session.Authentication;
import dev.usher.session.LiveStreams;
import dev.usher.session.Sessions;
import dev.usher.session.SharedSessions;
import dev.usher.session.TokenExtraction;
import dev.usher.userserver.Calls;
import dev.usher.userserver.Reachability;
import dev.usher.userserver.Turnstile;
import dev.usher.userserver.UserServer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The composition root: makes every part of one gateway, once, and says what stands on what. The lower half is made per
 * event loop, so that a request meets only what belongs to its own.
 */
public final class Usher {

    private static final int LOOPS = Runtime.getRuntime().availableProcessors();
    private static final Duration IDLE_CONNECTION = Duration.ofSeconds(75);

    private final Vertx vertx;
    private final Ticker ticker;
    private final InstantSource clock;
    private final Settings settings;
    private final BoundPorts ports = new BoundPorts();
    private final Http3Port http3Port = new Http3Port();
    private final Readiness readiness = new Readiness();
    private final Metrics metrics = new Metrics();
    private final AccessLog accessLog;
    private final Reachability reachability;
    private final Turnstile turnstile;
    private final AdminServer admin;
    private final @Nullable CertificateFiles certificates;
    private final RouteTable routes;
    private final ForwardedHeaders forwarded;
    private final ConnectionLimits connectionLimits;
    private final RateLimits rates;
    private final LoginThrottle throttle;
    private final ReservedNames reserved;
    private final SharedSessions sessions;
    private final TokenExtraction extraction;
    private final CrossSite crossSite;
    private final Browsers browsers;
    private final Standings standings;
    private final List<String> deployments = new CopyOnWriteArrayList<>();
    private @Nullable Future<Void> stopped;

    private Usher(Vertx vertx, Settings settings, Ticker ticker, InstantSource clock) {
        this.vertx = vertx;
        this.settings = settings;
        this.ticker = ticker;
        this.clock = clock;
        this.accessLog = new AccessLog(metrics, clock);
        this.reachability = new Reachability(clock);
        this.turnstile = new Turnstile(vertx, settings.auth(), metrics, ticker);
        ListenSettings.Https https = settings.listen().https();
        this.certificates = https == null ? null : new CertificateFiles(https, metrics);
        this.routes = new RouteTable(settings.routes());
        Predicate<InetAddress> isTrusted =
                peer -> settings.trustedProxies().stream().anyMatch(block -> block.contains(peer));
        this.forwarded = new ForwardedHeaders(isTrusted);
        this.connectionLimits = new ConnectionLimits(settings.limits(), isTrusted, metrics);
        this.rates = new RateLimits(ticker, metrics);
        this.reserved = new ReservedNames(settings.identity().names());
        this.sessions = new SharedSessions(vertx, settings, metrics, ticker, clock);
        AuditLog audit = new AuditLog(clock);
        this.throttle = new LoginThrottle(
                settings.login().throttle(), ticker, metrics, audit, sessions::alias, sessions.tries());
        this.admin = new AdminServer(
                settings.listen().admin(),
                new Health(readiness, reachability, turnstile::breakerState, sessions.store()),
                new SessionsApi(sessions, readiness, audit),
                metrics);
        this.extraction = new TokenExtraction(settings.login());
        this.browsers = new Browsers(settings.login(), settings.session(), extraction);
        this.crossSite = new CrossSite(settings.login(), extraction);
        this.standings = new Standings(settings.routes(), metrics);
    }

    /** Starts a gateway on a Vert.x of the caller's; fails when a port is taken. */
    public static Future<Usher> start(Vertx vertx, Settings settings) {
        return start(vertx, settings, Ticker.systemTicker(), InstantSource.system());
    }

    /** The same with a time of the caller's. */
    static Future<Usher> start(Vertx vertx, Settings settings, Ticker ticker, InstantSource clock) {
        return new Usher(vertx, settings, ticker, clock).deploy();
    }

    /** Where the gateway listens for plain HTTP. */
    public int httpPort() {
        return ports.http();
    }

    /** Where the gateway listens for TLS; 0 when it does not. */
    public int httpsPort() {
        return ports.https();
    }

    public int adminPort() {
        return admin.port();
    }

    /**
     * Drains: readiness goes red, nothing new is accepted, what is in flight ends within {@code shutdown.drain}. The
     * admin listener goes last, so that all of it can be watched. Again: joins the stop that is under way.
     */
    public synchronized Future<Void> stop() {
        if (stopped == null) {
            stopped = drain();
        }
        return stopped;
    }

    private Future<Void> drain() {
        readiness.draining();
        Future<Void> ended = Future.succeededFuture();
        for (String deployment : deployments.reversed()) {
            ended = ended.eventually(() -> vertx.undeploy(deployment));
        }
        return ended;
    }

    private Future<Usher> deploy() {
        DeploymentOptions onePerCore = new DeploymentOptions().setInstances(LOOPS);
        return vertx.deployVerticle(admin)
                .onSuccess(deployments::add)
                .compose(deployed -> deployIfAny(certificates))
                .compose(read -> deployIfAny(sessions.store()))
                .compose(caughtUp -> vertx.deployVerticle(new HealthChecks(standings, metrics)))
                .onSuccess(deployments::add)
                .compose(deployed -> vertx.deployVerticle(this::listener, onePerCore))
                .onSuccess(deployments::add)
                .onSuccess(deployed -> readiness.routesAreUp())
                .<Usher>map(this)
                .recover(failure -> stop().transform(stopped -> Future.failedFuture(failure)));
    }

    private Future<?> deployIfAny(@Nullable VerticleBase part) {
        return part == null
                ? Future.succeededFuture()
                : vertx.deployVerticle(part).onSuccess(deployments::add);
    }

    private Listener listener() {
        return new Listener(
                settings.listen(),
                certificates,
                idleConnection(),
                settings.shutdown(),
                this::loop,
                ports,
                http3Port,
                connectionLimits);
    }

    private Loop loop(Vertx loopVertx) {
        Parting parting = new Parting(loopVertx);
        Rescue rescue = new Rescue(parting, browsers::unravel);
        Calls calls = new Calls(loopVertx, settings.auth(), turnstile, metrics, reachability, clock);
        UserServer userServer = UserServer.of(calls, settings.auth());
        Sessions own = new Sessions(loopVertx, sessions, userServer);
        Entrance entrance = new Entrance(throttle, userServer);
        Authentication authentication = new Authentication(extraction, own);
        LiveStreams streams = new LiveStreams(loopVertx, sessions, own);
        ServiceClient client = new ServiceClient(loopVertx, metrics, LOOPS);
        ResponseTrailers trailers = new ResponseTrailers(reserved);
        RequestHeaders fields = new RequestHeaders(reserved, forwarded, extraction, settings.identity());
        Forwarder forwarder = new Forwarder(
                loopVertx,
                client,
                standings,
                fields,
                new ResponseHeaders(reserved, extraction),
                trailers,
                AnswerCheck.NONE,
                rescue,
                parting,
                streams,
                metrics);
        Forwarder toUserServer = new Forwarder(
                loopVertx,
                client,
                standings,
                new UserServerRequestHead(reserved, extraction, settings.auth().url()),
                new UserServerResponseHead(reserved),
                trailers,
                new ErrorCheck(own),
                rescue,
                parting,
                streams,
                metrics);
        Facade facade = new Facade(
                settings.login().facade(),
                new UserCalls(loopVertx, entrance, userServer, authentication, own),
                authentication,
                crossSite,
                rates,
                toUserServer,
                rescue,
                parting);
        Endpoints endpoints = new Endpoints(
                loopVertx, settings.login(), browsers, entrance, crossSite, own, authentication, rescue, parting);
        Overload overload = new Overload(loopVertx, perLoop(settings.limits().requests()), metrics);
        Unread unread = new Unread(loopVertx, ticker, metrics, idleConnection().multipliedBy(2), LOOPS);
        return new Loop(
                new RequestPath(
                        new Guard(forwarded, settings.limits().headers()),
                        endpoints,
                        facade,
                        routes,
                        authentication,
                        forwarder,
                        new ForwardAuth(settings.login().path(), routes, fields, parting),
                        rescue,
                        accessLog,
                        overload,
                        crossSite,
                        new Challenge(browsers, rescue, parting),
                        rates,
                        parting,
                        unread),
                List.of(client, streams, calls, overload, unread));
    }

    private static int perLoop(int most) {
        return Math.ceilDiv(most, LOOPS);
    }

    /** A client's connection may be silent for as long as a request of any route. */
    private Duration idleConnection() {
        return settings.routes().stream()
                .map(route -> route.longestSilence().plusSeconds(5))
                .reduce(IDLE_CONNECTION, (a, b) -> a.compareTo(b) > 0 ? a : b);
    }
}
