package dev.usher.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's numbers. Labels come from the configuration and from fixed words, never from a request: no
 * client can grow them. Safe from every thread; a meter is looked up once and then only incremented.
 */
public final class Metrics {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, ByClass> requests = new ConcurrentHashMap<>();
    private final Counters<CallKey> calls = new Counters<>(
            registry,
            "usher.userserver.calls",
            "Calls to the user server by what came of them",
            key -> Tags.of("operation", key.operation(), "outcome", key.outcome()));
    private final Counters<String> notAsked = counters(
            "usher.userserver.refused",
            "Calls to the user server that were not made, by what stood in their way",
            "reason");
    private final Timer waits = Timer.builder("usher.userserver.waits")
            .description("How long calls to the user server waited for their turn, those that had to")
            .register(registry);
    private final Counters<String> refusedConnections =
            counters("usher.connections.refused", "Connections closed by a limit", "limit");
    private final Counters<String> refused = counters("usher.requests.refused", "Requests refused by a limit", "limit");
    private final Counters<String> lookups =
            counters("usher.session.lookups", "Looks at the session cache by what was found", "result");
    private final Counters<String> refreshes = counters(
            "usher.session.refreshes", "Sessions that were asked about before their answer was old", "outcome");
    private final Counters<String> retries =
            counters("usher.service.retries", "Requests that were tried again at a service", "route");
    private final Counters<TargetKey> ejections = new Counters<>(
            registry,
            "usher.service.ejections",
            "How often a target was taken out because requests to it failed",
            key -> Tags.of("route", key.route(), "target", key.target()));
    private final Map<String, AtomicInteger> streams = new ConcurrentHashMap<>();
    private final Counters<StreamKey> endedStreams = new Counters<>(
            registry,
            "usher.session.streams.ended",
            "Streams that were ended because of their session, by why",
            key -> Tags.of("kind", key.kind(), "reason", key.reason()));

    private final Counter staleAnswers = Counter.builder("usher.session.stale.answers")
            .description("Requests that went on with a session that could not be confirmed")
            .register(registry);

    private final AtomicInteger serviceConnections = new AtomicInteger();
    private final AtomicInteger forwarding = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger tunnels = new AtomicInteger();
    private final AtomicInteger userServerConnections = new AtomicInteger();
    private final AtomicInteger calling = new AtomicInteger();

    public Metrics() {
        gauge("usher.service.connections", "Open connections to services", serviceConnections::get);
        gauge("usher.service.requests.active", "Requests that a service has not answered yet", forwarding::get);
        gauge("usher.service.requests.waiting", "Requests that wait for a connection to a service", waiting::get);
        gauge("usher.tunnels", "Open WebSockets", tunnels::get);
        gauge("usher.userserver.connections", "Open connections to the user server", userServerConnections::get);
        gauge("usher.userserver.calls.active", "Calls that the user server has not answered yet", calling::get);
    }

    /** The timers of one route by the first digit of the status; a meter is made when it is first needed. */
    private final class ByClass {
        private final AtomicReferenceArray<@Nullable Timer> timers = new AtomicReferenceArray<>(10);
        private final String route;

        ByClass(String route) {
            this.route = route;
        }

        Timer of(int status) {
            int first = Math.clamp(status / 100, 0, 9);
            Timer timer = timers.get(first);
            if (timer == null) {
                timer = requestTimer(route, first);
                timers.set(first, timer);
            }
            return timer;
        }
    }

    /** Those that differ in one label. */
    private Counters<String> counters(String name, String description, String label) {
        return new Counters<>(registry, name, description, word -> Tags.of(label, word));
    }

    private record StreamKey(String kind, String reason) {}

    private record TargetKey(String route, String target) {}

    private record CallKey(String operation, String outcome) {}

    /** Counts and times one request; the route is a pattern of the file or a fixed word for our own paths. */
    public void request(String route, int status, long nanos) {
        ByClass known = requests.get(route);
        if (known == null) {
            known = requests.computeIfAbsent(route, ByClass::new);
        }
        known.of(status).record(nanos, TimeUnit.NANOSECONDS);
    }

    public void userServerCall(String operation, String outcome) {
        calls.count(new CallKey(operation, outcome));
    }

    /** Counts a call to the user server that was not made, by what stood in its way. */
    public void userServerRefused(String reason) {
        notAsked.count(reason);
    }

    /** How long one call to the user server waited for its turn. */
    public void userServerWait(long nanos) {
        waits.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Counts a look at the session cache: {@code hit}, {@code miss}, {@code stale} or {@code negative}. */
    public void sessionLookup(String result) {
        lookups.count(result);
    }

    /** Counts a question that was asked ahead of its time: {@code valid}, {@code ended} or {@code unknown}. */
    public void sessionRefresh(String outcome) {
        refreshes.count(outcome);
    }

    /** A request went on with a session that could not be confirmed. */
    public void staleAnswer() {
        staleAnswers.increment();
    }

    /** Counts a connection that a limit closed, by the limit. */
    public void refusedConnection(String limit) {
        refusedConnections.count(limit);
    }

    /** Counts a request that a limit refused, by the limit. */
    public void refused(String limit) {
        refused.count(limit);
    }

    /** Connections to services that were opened, or closed when negative. */
    public void serviceConnections(int change) {
        serviceConnections.addAndGet(change);
    }

    /** Requests that went to a service, or came back when negative. */
    public void forwarding(int change) {
        forwarding.addAndGet(change);
    }

    /** Requests that began to wait for a connection to a service, or waited long enough when negative. */
    public void waiting(int change) {
        waiting.addAndGet(change);
    }

    /** A request of a route is tried again. */
    public void retried(String route) {
        retries.count(route);
    }

    /** A target of a route gets no requests for a while, because it failed. */
    public void ejected(String route, String target) {
        ejections.count(new TargetKey(route, target));
    }

    /** Reports how a target of a route is, whenever somebody asks. */
    public void target(String route, String target, BooleanSupplier healthy, BooleanSupplier ejected) {
        Tags tags = Tags.of("route", route, "target", target);
        Gauge.builder("usher.service.target.healthy", () -> healthy.getAsBoolean() ? 1 : 0)
                .description("1 unless health checks say that the target does not work")
                .tags(tags)
                .register(registry);
        Gauge.builder("usher.service.target.ejected", () -> ejected.getAsBoolean() ? 1 : 0)
                .description("1 while the target gets no requests because it failed")
                .tags(tags)
                .register(registry);
    }

    /** WebSockets that were opened, or ended when negative. */
    public void tunnels(int change) {
        tunnels.addAndGet(change);
    }

    /** Streams of a kind that were opened in the name of a session, or left when negative. */
    public void streams(String kind, int change) {
        streams.computeIfAbsent(kind, this::streamGauge).addAndGet(change);
    }

    private AtomicInteger streamGauge(String kind) {
        AtomicInteger open = new AtomicInteger();
        Gauge.builder("usher.session.streams", open::get)
                .description("Streams that are open in the name of a session")
                .tag("kind", kind)
                .register(registry);
        return open;
    }

    /** A stream of a kind was ended because of its session. */
    public void streamEnded(String kind, String reason) {
        endedStreams.count(new StreamKey(kind, reason));
    }

    /** Connections to the user server that were opened, or closed when negative. */
    public void userServerConnections(int change) {
        userServerConnections.addAndGet(change);
    }

    /** Calls to the user server that began, or ended when negative. */
    public void calling(int change) {
        calling.addAndGet(change);
    }

    /** Reports a number that is read when somebody asks. */
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    /** The Prometheus text exposition, format 0.0.4. */
    public String scrape() {
        return registry.scrape();
    }

    private Timer requestTimer(String route, int statusClass) {
        return Timer.builder("usher.requests")
                .description("Requests by route and status class")
                .tag("route", route)
                .tag("status", statusClass + "xx")
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30))
                .register(registry);
    }
}
