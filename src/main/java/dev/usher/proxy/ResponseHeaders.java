package dev.usher.proxy;

import dev.usher.http.Exchange;
import dev.usher.http.Fields;
import dev.usher.http.HopByHop;
import dev.usher.identity.ReservedNames;
import dev.usher.proxy.FieldFates.Fate;
import dev.usher.proxy.FieldFates.Field;
import dev.usher.session.TokenExtraction;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;
import java.util.Set;

/**
 * What a client receives as headers: the service's, without those that end here and those that are the gateway's. One
 * instance per event loop.
 */
public final class ResponseHeaders {

    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");

    private final String ownCookie;
    private final FieldFates fates;

    public ResponseHeaders(ReservedNames reserved, TokenExtraction tokens) {
        this.ownCookie = tokens.cookieName() + "=";
        this.fates = new FieldFates(name -> HopByHop.always(name) || reserved.contains(name), Set.of("set-cookie"));
    }

    void write(Exchange exchange, MultiMap received, MultiMap out) {
        HopByHop hopByHop = HopByHop.of(received);
        for (var fields = Fields.iterator(received); fields.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> entry = fields.next();
            Field field = fates.of(entry.getKey());
            boolean ends = field.fate() == Fate.ENDS
                    || hopByHop.nominates(field.lowerCase())
                    || field.fate() == Fate.DEPENDS && plantsSession(entry.getValue());
            if (!ends) {
                out.add(field.spelled(), entry.getValue());
            }
        }
        out.add(REQUEST_ID, exchange.id());
        exchange.writeOwnFields(out);
    }

    /** No service may set whom its clients are taken for. */
    private boolean plantsSession(CharSequence cookie) {
        return cookie.toString().stripLeading().startsWith(ownCookie);
    }
}
