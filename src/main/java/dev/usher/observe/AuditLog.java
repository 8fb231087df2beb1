package dev.usher.observe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Seldom;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JSON line for each thing that an operator did to users, and for what looks as if passwords were guessed. Holds no
 * token, and no name that anybody logs in with. Safe from every thread.
 */
public final class AuditLog {

    private static final Logger LOG = LoggerFactory.getLogger("usher.audit");

    private final Seldom refusals = new Seldom();
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
        write(event("sessions-revoked").put("by", by).put(what, which).put("ended", ended));
    }

    /**
     * A login was refused, since too many were tried. Of many, some are written, and how many were not.
     *
     * @param limit which one it was
     * @param address of the client
     * @param account an alias for it; absent: the limit is the address's
     */
    public void refusedLogin(String limit, String address, @Nullable String account) {
        refusals.count(leftOut -> {
            ObjectNode line = event("login-refused").put("limit", limit).put("address", address);
            if (account != null) {
                line.put("account", account);
            }
            write(leftOut == 0 ? line : line.put("more", leftOut));
        });
    }

    private ObjectNode event(String name) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("time", clock.instant().toString())
                .put("event", name);
    }

    private static void write(ObjectNode line) {
        LOG.info(line.toString());
    }
}
