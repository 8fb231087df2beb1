package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.http.Exchange;
import dev.usher.http.Fields;
import dev.usher.http.HopByHop;
import dev.usher.identity.ReservedNames;
import dev.usher.proxy.FieldFates.Fate;
import dev.usher.proxy.FieldFates.Field;
import dev.usher.session.Session;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What clients receive as headers of the user server's answers to calls that are passed on: no cookie of its sessions,
 * and nothing that holds its own token.
 */
public final class UserServerResponseHead implements ResponseHead {

    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final String SET_COOKIE = "set-cookie";

    private final FieldFates fates;

    public UserServerResponseHead(ReservedNames reserved) {
        this.fates = new FieldFates(
                name -> HopByHop.always(name) || name.equals(SET_COOKIE) || reserved.contains(name), Set.of());
    }

    @Override
    public void write(Exchange exchange, Forward permit, MultiMap received, MultiMap out) {
        HopByHop hopByHop = HopByHop.of(received);
        Session session = permit.session();
        String token = session == null ? null : session.userToken().value();
        for (var fields = Fields.iterator(received); fields.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> entry = fields.next();
            Field field = fates.of(entry.getKey());
            if (field.fate() == Fate.PASSES
                    && !hopByHop.nominates(field.lowerCase())
                    && !holds(entry.getValue(), token)) {
                out.add(field.spelled(), entry.getValue());
            }
        }
        out.add(REQUEST_ID, exchange.id());
        exchange.writeOwnFields(out);
    }

    private static boolean holds(CharSequence value, @Nullable String token) {
        return token != null && value.toString().contains(token);
    }
}
