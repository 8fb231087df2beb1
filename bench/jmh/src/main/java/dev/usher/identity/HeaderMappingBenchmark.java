package dev.usher.identity;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.bench.Samples;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A user becomes headers: once for each session, when the user server has said that it counts. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeaderMappingBenchmark {

    private final HeaderMapping mapping = new HeaderMapping(Samples.settings().identity());
    private final ObjectNode alice = JsonNodeFactory.instance
            .objectNode()
            .put("objectId", "42B94154-EFC3-4B82-A539-CD4A057B5453")
            .put("email", "alice@example.com")
            .put("name", "Alïce, of Wonderland");
    private final List<String> roles = List.of("Manager", "Seller");

    @Benchmark
    public Object encodes() {
        return mapping.encode(alice, roles);
    }
}
