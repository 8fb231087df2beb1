package dev.usher.listener;

import dev.usher.bench.SampleRequest;
import dev.usher.http.Exchange;
import dev.usher.http.ForwardedHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The first stage: a browser's request is taken and looked at. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class GuardBenchmark {

    private static final int MOST_FIELDS = 100;

    private final Guard guard = new Guard(new ForwardedHeaders(address -> false), MOST_FIELDS);
    private final HttpServerRequest plain = SampleRequest.get("/api/service-77/4711/items?page=2", "us1.token");
    private final HttpServerRequest escaped =
            SampleRequest.get("/api//service-77/%7Ealice/caf%c3%a9?page=2", "us1.token");

    @Benchmark
    public Object admitsPlain() {
        return admits(plain);
    }

    @Benchmark
    public Object admitsEscaped() {
        return admits(escaped);
    }

    private Object admits(HttpServerRequest request) {
        Exchange exchange = guard.open(request);
        guard.identify(exchange);
        return guard.admit(exchange);
    }
}
