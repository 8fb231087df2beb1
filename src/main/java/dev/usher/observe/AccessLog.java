package dev.usher.observe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.usher.http.Exchange;
import java.io.IOException;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JSON line per request, and the same in numbers. Holds a path without its query, and no header: what could be a
 * secret is not there to leak. Called on the event loop; the appender behind it does not block.
 */
public final class AccessLog {

    private static final Logger LOG = LoggerFactory.getLogger("usher.access");

    private final JsonFactory json = new JsonFactory();
    private final Metrics metrics;
    private final InstantSource clock;

    public AccessLog(Metrics metrics, InstantSource clock) {
        this.metrics = metrics;
        this.clock = clock;
    }

    public void write(Exchange exchange) {
        long nanos = System.nanoTime() - exchange.startedNanos();
        int status = exchange.outcome();
        metrics.request(exchange.route(), status, nanos);
        if (LOG.isInfoEnabled()) {
            LOG.info(line(exchange, status, nanos));
        }
    }

    private String line(Exchange exchange, int status, long nanos) {
        StringWriter line = new StringWriter(320);
        try (JsonGenerator out = json.createGenerator(line)) {
            out.writeStartObject();
            out.writeStringField("time", clock.instant().toString());
            out.writeStringField("id", exchange.id());
            out.writeStringField("client", exchange.client().address());
            out.writeStringField("method", exchange.method().name());
            out.writeStringField("path", exchange.shownPath());
            out.writeStringField("route", exchange.route());
            out.writeNumberField("status", status);
            out.writeNumberField("ms", TimeUnit.NANOSECONDS.toMicros(nanos) / 1000.0);
            out.writeNumberField("bytes", exchange.bytes());
            out.writeStringField("user", exchange.userId());
            out.writeStringField("target", exchange.service());
            out.writeStringField("cache", exchange.cache().toString());
            out.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("a string can always be written to", e);
        }
        return line.toString();
    }
}
