package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.http.Exchange;
import dev.usher.http.FieldList;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client receives as headers: the service's, without those that end here and those that are the gateway's. One
 * instance per event loop.
 */
public final class ResponseHeaders implements ResponseHead {

    private static final Logger LOG = LoggerFactory.getLogger(ResponseHeaders.class);
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");

    private final TokenExtraction tokens;
    private final FieldFates fates;

    public ResponseHeaders(ReservedNames reserved, TokenExtraction tokens) {
        this.tokens = tokens;
        this.fates = new FieldFates(name -> HopByHop.always(name) || reserved.contains(name), Set.of("set-cookie"));
    }

    @Override
    public void write(Exchange exchange, Forward permit, MultiMap received, FieldList out) {
        HopByHop hopByHop = HopByHop.of(received);
        for (var fields = Fields.iterator(received); fields.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> entry = fields.next();
            Field field = fates.of(entry.getKey());
            boolean ends = field.fate() == Fate.ENDS
                    || hopByHop.nominates(field.lowerCase())
                    || field.fate() == Fate.DEPENDS && plantsSession(exchange, entry.getValue());
            if (!ends) {
                out.add(field.spelled(), entry.getValue());
            }
        }
        out.add(REQUEST_ID, exchange.id());
    }

    /** No service may set whom its clients are taken for. */
    private boolean plantsSession(Exchange exchange, CharSequence cookie) {
        boolean plants = tokens.setsToken(cookie.toString());
        if (plants) {
            LOG.debug("{}: {} would set the session's cookie, which is dropped", exchange.id(), exchange.service());
        }
        return plants;
    }
}
