package dev.usher.route;

import dev.usher.bench.Samples;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Which route a request has, among two hundred. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouteTableBenchmark {

    private final RouteTable table = new RouteTable(Samples.settings().routes());
    private String host = "gateway.example.net";
    private String deep = "/api/service-77/4711/items";
    private String ofHost = "/cart/1";
    private String unknown = "/nowhere/at/all";

    @Benchmark
    public Object matchesDeep() {
        return table.match(host, deep);
    }

    @Benchmark
    public Object matchesByHost() {
        return table.match("shop.example.com", ofHost);
    }

    @Benchmark
    public Object matchesNothing() {
        return table.match(host, unknown);
    }
}
