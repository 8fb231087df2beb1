package dev.usher.session;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Prints what a day of sessions costs, with the gateway's own cache and without one. */
public final class SimulatedDay {

    /** So that about 2,500 requests come in the busiest minute. */
    private static final double PER_HOUR = 370;

    private static final String WITHOUT_ROLES = "{ headers: { X-User-Id: objectId, X-User-Email: email } }";
    private static final String WITH_ROLES =
            "{ headers: { X-User-Id: objectId, X-User-Email: email, X-User-Roles: roles } }";

    /** The longest that an answer is believed: the time to live, 10 % more by chance, and what an answer takes. */
    private static final Duration LONGEST_BELIEF = Duration.ofMillis(66_000);

    /** The longest that an old answer may stand in: session.stale-if-error, as it is where the file does not say. */
    private static final Duration LONGEST_STANDING_IN = Duration.ofMinutes(5);

    private SimulatedDay() {}

    /** @param args the share of the usual number of visitors; absent: all of them */
    public static void main(String[] args) throws Exception {
        double perHour = PER_HOUR * (args.length == 0 ? 1 : Double.parseDouble(args[0]));
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            World plain = live(vertx, WITHOUT_ROLES, perHour);
            World roles = live(vertx, WITH_ROLES, perHour);
            print(plain, roles);
            check(plain);
            check(roles);
        } finally {
            vertx.close();
        }
    }

    private static World live(Vertx vertx, String identity, double perHour) throws Exception {
        return Future.<World>future(done ->
                        vertx.runOnContext(v -> World.live(vertx, identity, perHour).onComplete(done)))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.MINUTES);
    }

    private static void print(World plain, World roles) {
        Tally day = roles.tally();
        Meter direct = roles.direct();
        System.out.printf(
                Locale.ROOT,
                "%,d sessions, %,d requests; the user server takes 50 ms and is away from 15:10 to 15:20%n%n",
                day.sessions,
                day.requests);
        System.out.println("| | every request asks | Usher | Usher, roles used |\n|---|---|---|---|");
        row("calls in the busiest minute", count(direct.peak()), plain, roles, w -> count(meter(w).peak()));
        row(
                "price of the day (June 2023)",
                Price.ofPeak(direct.peak()),
                plain,
                roles,
                w -> Price.ofPeak(meter(w).peak()));
        row("calls of the day", count(direct.ofTheDay()), plain, roles, w -> count(meter(w).ofTheDay()));
        row("answered at once, from the cache", "0 %", plain, roles, w -> share(w.tally().atOnce, w));
        row("in the outage: answered as usual", "0 %", plain, roles, w -> inOutage(w.tally().outage.fresh, w));
        row("... by an old answer, up to 5 minutes", "0 %", plain, roles, w -> inOutage(w.tally().outage.stale, w));
        row("... by 401", "0 %", plain, roles, w -> inOutage(w.tally().outage.refused, w));
        row("... by 503", "100 %", plain, roles, w -> inOutage(w.tally().outage.failed, w));
        row("a token killed there gets in for, p99 / max", "0 s", plain, roles, w -> believed(w.tally().believed));
        row("... killed within a minute of the outage", "", plain, roles, w -> believed(w.tally().believedInOutage));
        row("the oldest answer that stood in", "", plain, roles, w -> w.tally().outage.oldest().toSeconds() + " s");
        row("requests let in after a logout", "0", plain, roles, w -> count(w.tally().afterLogout));
    }

    private static void row(String name, String direct, World plain, World roles, Function<World, String> value) {
        List<String> cells = List.of(name, direct, value.apply(plain), value.apply(roles));
        System.out.println("| " + String.join(" | ", cells) + " |");
    }

    private static Meter meter(World world) {
        return world.upstream().meter();
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String share(long part, World world) {
        return share(part, world.tally().requests);
    }

    private static String inOutage(long part, World world) {
        return share(part, world.tally().outage.requests);
    }

    private static String share(long part, long all) {
        return String.format(Locale.ROOT, "%.1f %%", 100.0 * part / Math.max(all, 1));
    }

    private static String believed(Tally.Believed believed) {
        return "%d s / %d s, of %d"
                .formatted(believed.percentile(0.99).toSeconds(), believed.max().toSeconds(), believed.count());
    }

    /** What must be true of every such day. */
    private static void check(World world) {
        Tally tally = world.tally();
        if (tally.afterLogout > 0
                || tally.believed.max().compareTo(LONGEST_BELIEF) > 0
                || meter(world).peak() * 4 > world.direct().peak()
                || tally.believedInOutage.max().compareTo(LONGEST_STANDING_IN) > 0
                || tally.outage.oldest().compareTo(LONGEST_STANDING_IN) > 0
                || !tally.outage.isBalanced()
                || tally.outage.fresh + tally.outage.stale == 0) {
            throw new IllegalStateException("the table above breaks a promise");
        }
    }
}
