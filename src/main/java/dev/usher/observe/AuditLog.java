package dev.usher.observe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One JSON line for each thing that an operator did to users. Holds no token. Safe from every thread. */
public final class AuditLog {

    private static final Logger LOG = LoggerFactory.getLogger("usher.audit");

    private final JsonFactory json = new JsonFactory();
    private final InstantSource clock;

    public AuditLog(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Sessions were ended.
     *
     * @param by the address of whoever said so
     * @param what {@code user}, {@code token-hash} or {@code all}
     * @param which the user's id, the hash, or {@code true}
     * @param ended how many this gateway knew of
     */
    public void revoked(String by, String what, String which, int ended) {
        StringWriter line = new StringWriter();
        try (JsonGenerator out = json.createGenerator(line)) {
            out.writeStartObject();
            out.writeStringField("time", clock.instant().toString());
            out.writeStringField("event", "sessions-revoked");
            out.writeStringField("by", by);
            out.writeStringField(what, which);
            out.writeNumberField("ended", ended);
            out.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("a string can always be written to", e);
        }
        LOG.info(line.toString());
    }
}
