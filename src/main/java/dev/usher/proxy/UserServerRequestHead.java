package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.config.RouteDefinition.AuthMode;
import dev.usher.http.Exchange;
import dev.usher.http.FieldList;
import dev.usher.identity.ReservedNames;
import dev.usher.session.Session;
import dev.usher.session.TokenExtraction;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.Map;
import java.util.Set;

/**
 * What the user server receives as headers with calls that are passed on: its own name and its own token, and of the
 * client's what no other server is meant by. It is told of no user but by the token, and of no address.
 */
public final class UserServerRequestHead implements RequestHead {

    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence USER_TOKEN = HttpHeaders.createOptimized("user-token");
    private static final Set<String> ENDS = Set.of("cookie", "accept-encoding", "trailer");

    private final ClientFields fields;
    private final String host;

    /** @param url of the user server */
    public UserServerRequestHead(ReservedNames reserved, TokenExtraction tokens, URI url) {
        this.fields = new ClientFields(tokens, name -> ENDS.contains(name) || reserved.contains(name));
        this.host = url.getRawAuthority();
    }

    @Override
    public void write(Exchange exchange, Forward permit, FieldList out) {
        fields.copy(exchange.request(), AuthMode.OPTIONAL, out);
        out.add(HttpHeaders.HOST, host);
        // what goes wrong is read here; and its SDK does not unpack what it has not asked for
        out.add(HttpHeaders.ACCEPT_ENCODING, "identity");
        out.add(REQUEST_ID, exchange.id());
        Session session = permit.session();
        if (session != null) {
            out.set(USER_TOKEN, session.userToken().value());
        }
    }

    /** It waits for none. */
    @Override
    public void writeTrailers(
            HttpServerRequest request,
            Iterable<Map.Entry<CharSequence, CharSequence>> received,
            io.netty.handler.codec.http.HttpHeaders out) {}

    @Override
    public boolean isOwn(String name) {
        return false;
    }
}
