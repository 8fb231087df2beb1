package dev.usher.proxy;

import dev.usher.http.Exchange;
import dev.usher.http.HopByHop;
import dev.usher.identity.ReservedNames;
import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Map;

/** What a client receives as headers: the service's, without those that end here and those that are the gateway's. */
public final class ResponseHeaders {

    private final ReservedNames reserved;

    public ResponseHeaders(ReservedNames reserved) {
        this.reserved = reserved;
    }

    void write(Exchange exchange, MultiMap received, MultiMap out) {
        HopByHop hopByHop = HopByHop.of(received);
        for (Map.Entry<String, String> field : received) {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            if (!hopByHop.ends(name) && !reserved.contains(name)) {
                out.add(field.getKey(), field.getValue());
            }
        }
        out.set("x-request-id", exchange.id());
    }
}
