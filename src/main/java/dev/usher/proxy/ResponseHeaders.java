package dev.usher.proxy;

import dev.usher.http.Exchange;
import dev.usher.http.HopByHop;
import dev.usher.identity.ReservedNames;
import dev.usher.session.TokenExtraction;
import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Map;

/** What a client receives as headers: the service's, without those that end here and those that are the gateway's. */
public final class ResponseHeaders {

    private final ReservedNames reserved;
    private final String ownCookie;

    public ResponseHeaders(ReservedNames reserved, TokenExtraction tokens) {
        this.reserved = reserved;
        this.ownCookie = tokens.cookieName() + "=";
    }

    void write(Exchange exchange, MultiMap received, MultiMap out) {
        HopByHop hopByHop = HopByHop.of(received);
        for (Map.Entry<String, String> field : received) {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            if (!hopByHop.ends(name) && !reserved.contains(name) && !plantsSession(name, field.getValue())) {
                out.add(field.getKey(), field.getValue());
            }
        }
        out.set("x-request-id", exchange.id());
        exchange.writeOwnFields(out);
    }

    /** No service may set whom its clients are taken for. */
    private boolean plantsSession(String name, String value) {
        return name.equals("set-cookie") && value.stripLeading().startsWith(ownCookie);
    }
}
