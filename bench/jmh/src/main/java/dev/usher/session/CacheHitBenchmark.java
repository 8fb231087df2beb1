package dev.usher.session;

import dev.usher.config.Freshness;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.bench.SampleRequest;
import dev.usher.bench.Samples;
import dev.usher.config.Settings;
import io.vertx.core.MultiMap;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A known session: its token taken from the fields, hashed, and looked up. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CacheHitBenchmark {

    private final Settings settings = Samples.settings();
    private final TokenExtraction extraction = new TokenExtraction(settings.login());
    private final TokenHash.Hasher hasher = new TokenHash.Hasher();
    private final SessionCache cache = new SessionCache(
            settings.session(), policy(), new SingleFlight(), new Endings(), Ticker.systemTicker(), InstantSource.system());
    private final String token =
            new SealedTokens(new Seals(settings.session().keys(), settings.auth().url())).issue(Alice.binding());
    private final TokenHash hash = hasher.hash(token);
    private final MultiMap fields = SampleRequest.get("/", token).headers();

    public CacheHitBenchmark() {
        cache.believe(Alice.session(hash, settings));
    }

    private BeliefPolicy policy() {
        return new BeliefPolicy(settings.session(), settings.auth().sessionTimeout(), () -> 0.5);
    }

    @Benchmark
    public Object extracts() {
        return extraction.token(fields, true);
    }

    @Benchmark
    public Object hashes() {
        return hasher.hash(token);
    }

    @Benchmark
    public Object finds() {
        return cache.find(hash, Freshness.USUAL);
    }

    @Benchmark
    public Object extractsHashesAndFinds() {
        return cache.find(hasher.hash(extraction.token(fields, true)), Freshness.USUAL);
    }
}
