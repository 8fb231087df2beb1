package dev.usher.proxy;

import dev.usher.observe.Metrics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Asks the targets how they are, each once for the whole process and on an event loop of its own. */
public final class HealthChecks extends VerticleBase {

    private final Standings standings;
    private final Metrics metrics;
    private List<Probe> probes = List.of();
    private AutoCloseable client = () -> {};

    public HealthChecks(Standings standings, Metrics metrics) {
        this.standings = standings;
        this.metrics = metrics;
    }

    @Override
    public Future<?> start() {
        if (standings.checks().isEmpty()) {
            return Future.succeededFuture();
        }
        RandomGenerator random = new SplittableRandom();
        ServiceClient own = new ServiceClient(vertx, metrics, 1);
        client = own;
        probes = standings.checks().entrySet().stream()
                .map(check -> new Probe(vertx, own, check.getKey(), check.getValue(), random))
                .toList();
        probes.forEach(Probe::start);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() throws Exception {
        probes.forEach(Probe::stop);
        client.close();
        return Future.succeededFuture();
    }
}
