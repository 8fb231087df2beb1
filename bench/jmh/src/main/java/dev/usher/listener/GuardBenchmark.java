package dev.usher.listener;

import dev.usher.bench.SampleRequest;
import dev.usher.bench.Samples;
import dev.usher.http.ForwardedHeaders;
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
    private final SampleRequest plain = request("/api/service-77/4711/items?page=2");
    private final SampleRequest escaped = request("/api//service-77/%7Ealice/caf%c3%a9?page=2");

    private static SampleRequest request(String uri) {
        return new SampleRequest(uri, Samples.fields("us1.token"));
    }

    @Benchmark
    public Object admitsPlain() {
        return guard.admit(guard.open(plain));
    }

    @Benchmark
    public Object admitsEscaped() {
        return guard.admit(guard.open(escaped));
    }
}
