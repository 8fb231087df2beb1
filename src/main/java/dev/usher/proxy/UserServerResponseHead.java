package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.http.Exchange;
import dev.usher.http.FieldList;
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
 * nothing that holds its own token, and no page of the gateway's origin: anybody may have uploaded what it shows.
 */
public final class UserServerResponseHead implements ResponseHead {

    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence SECURITY_POLICY = HttpHeaders.createOptimized("content-security-policy");
    private static final CharSequence SANDBOX = HttpHeaders.createOptimized("sandbox");
    private static final CharSequence TYPE_OPTIONS = HttpHeaders.createOptimized("x-content-type-options");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final Set<String> WITHHELD =
            Set.of("set-cookie", SECURITY_POLICY.toString(), TYPE_OPTIONS.toString());

    private final FieldFates fates;

    public UserServerResponseHead(ReservedNames reserved) {
        this.fates = new FieldFates(
                name -> HopByHop.always(name) || WITHHELD.contains(name) || reserved.contains(name), Set.of());
    }

    @Override
    public void write(Exchange exchange, Forward permit, MultiMap received, FieldList out) {
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
        out.add(SECURITY_POLICY, SANDBOX);
        out.add(TYPE_OPTIONS, NOSNIFF);
    }

    private static boolean holds(CharSequence value, @Nullable String token) {
        return token != null && value.toString().contains(token);
    }
}
