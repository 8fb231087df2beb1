package dev.usher.session;

import dev.usher.bench.Samples;
import dev.usher.config.Settings;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a login and a miss cost beside the call to the user server. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SealedTokensBenchmark {

    private final SealedTokens tokens = sealedTokens(Samples.settings());
    private final Binding alice = Alice.binding();
    private final String token = tokens.issue(alice);

    private static SealedTokens sealedTokens(Settings settings) {
        return new SealedTokens(new Seals(settings.session().keys(), settings.auth().url()));
    }

    @Benchmark
    public Object issues() {
        return tokens.issue(alice);
    }

    @Benchmark
    public Object opens() {
        return tokens.open(token);
    }
}
