package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.access.Policy;
import dev.usher.bench.SampleRequest;
import dev.usher.bench.Samples;
import dev.usher.config.Settings;
import dev.usher.http.Exchange;
import dev.usher.http.FieldList;
import dev.usher.http.ForwardedHeaders;
import dev.usher.identity.ReservedNames;
import dev.usher.route.RouteTable;
import dev.usher.session.Alice;
import dev.usher.session.TokenExtraction;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The one pass over a request's fields: what the client sent is sifted, and the gateway's own are added. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RequestHeadersBenchmark {

    private static final String PATH = "/api/service-77/4711/items";

    private final Settings settings = Samples.settings();
    private final ForwardedHeaders forwarded = new ForwardedHeaders(address -> false);
    private final RequestHeaders headers = new RequestHeaders(
            new ReservedNames(settings.identity().names()),
            forwarded,
            new TokenExtraction(settings.login()),
            settings.identity());
    private final Exchange exchange = exchange();
    private final Forward permit = (Forward) Policy.decide(
            new RouteTable(settings.routes()).match("gateway.example.com", PATH), "GET", PATH, Alice.known(settings));

    private Exchange exchange() {
        HttpServerRequest request = SampleRequest.get(PATH, "us1.token");
        Exchange sample = new Exchange(request, "34c62bfeb9c27265");
        sample.sentBy(forwarded.client(
                forwarded.peer("192.0.2.7"), "https", "gateway.example.com", request.headers()));
        return sample;
    }

    @Benchmark
    public Object writes() {
        FieldList out = new FieldList();
        headers.write(exchange, permit, out);
        return out;
    }
}
