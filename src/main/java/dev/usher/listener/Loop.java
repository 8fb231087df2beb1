package dev.usher.listener;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What belongs to one event loop: the way of its requests, and the connections that it uses.
 *
 * @param owned closed with the loop, in this order
 */
public record Loop(RequestPath requestPath, List<AutoCloseable> owned) {

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    public Loop {
        owned = List.copyOf(owned);
    }

    void close() {
        for (AutoCloseable resource : owned) {
            try {
                resource.close();
            } catch (Exception failure) {
                LOG.warn("closing {} failed", resource, failure);
            }
        }
    }
}
