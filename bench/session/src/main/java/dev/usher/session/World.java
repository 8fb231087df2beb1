package dev.usher.session;

import dev.usher.config.ConfigFile;
import dev.usher.config.Reading;
import dev.usher.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;

/** One day: a town, the gateway before it, the user server, which is away for a while at the worst time. */
final class World {

    private static final Duration OUTAGE_FROM = Duration.ofHours(15).plusMinutes(10);
    private static final Duration OUTAGE_TO = OUTAGE_FROM.plusMinutes(10);
    private static final long SEED = 42;

    private final SimulatedTime time;
    private final Simulation simulation;
    private final Upstream upstream;
    private final Gateway gateway;
    private final Meter direct;
    private final Tally tally = new Tally();

    private World(SimulatedTime time, Simulation simulation, Upstream upstream, Gateway gateway) {
        this.time = time;
        this.simulation = simulation;
        this.upstream = upstream;
        this.gateway = gateway;
        this.direct = new Meter(time);
    }

    /**
     * Lives through the day, on the event loop of the caller.
     *
     * @param identity the section of the file
     * @param perHour how many visitors come in the busiest hour
     */
    static Future<World> live(Vertx vertx, String identity, double perHour) {
        SimulatedTime time = new SimulatedTime();
        Simulation simulation = new Simulation(time, vertx.getOrCreateContext());
        Upstream upstream = new Upstream(vertx, simulation, new Meter(time));
        return upstream.listen().compose(port -> {
            SplittableRandom random = new SplittableRandom(SEED);
            Gateway gateway = new Gateway(vertx, settings(port, identity), time, random.split(), simulation::wake);
            World world = new World(time, simulation, upstream, gateway);
            new Town(world, random, perHour).wakesUp();
            world.in(OUTAGE_FROM, () -> upstream.isAway(true));
            world.in(OUTAGE_TO, () -> upstream.isAway(false));
            return simulation.run(() -> gateway.waiting() <= upstream.held()).map(world);
        });
    }

    private static Settings settings(int port, String identity) {
        String file = "auth: { url: \"http://127.0.0.1:" + port + "/APP/KEY\", timeout: 1m }\nidentity: " + identity
                + "\nroutes: { /**: http://unused:1 }\n";
        return switch (ConfigFile.read("day.yaml", file, Path.of(""), name -> null)) {
            case Reading.Valid valid -> valid.settings();
            case Reading.Invalid invalid -> throw new IllegalArgumentException(invalid.toString());
        };
    }

    void in(Duration delay, Runnable action) {
        simulation.in(delay, action);
    }

    long now() {
        return time.read();
    }

    Upstream upstream() {
        return upstream;
    }

    Gateway gateway() {
        return gateway;
    }

    /** What the user server would be asked if every request were validated there. */
    Meter direct() {
        return direct;
    }

    Tally tally() {
        return tally;
    }

    /** A token that was killed got in for so long yet. */
    void believed(long killedAt, long howLong) {
        boolean away = killedAt < OUTAGE_TO.toNanos() && killedAt + howLong >= OUTAGE_FROM.toNanos();
        (away ? tally.believedInOutage : tally.believed).add(howLong);
    }
}
