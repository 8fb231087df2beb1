package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.config.IdentitySettings;
import dev.usher.http.Exchange;
import dev.usher.http.FieldList;
import dev.usher.http.ForwardedHeaders;
import dev.usher.identity.IdentityHeader;
import dev.usher.identity.ReservedNames;
import dev.usher.session.Session;
import dev.usher.session.TokenExtraction;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a service receives as headers. First the client's are copied, without those that end here, those that are the
 * gateway's, and those that hold the token; then the gateway's own are written, so that nothing a client says (not
 * even in {@code Connection}) can touch them. One instance per event loop.
 */
public final class RequestHeaders implements RequestHead {

    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence USER_TOKEN = HttpHeaders.createOptimized("user-token");

    private final ReservedNames reserved;
    private final ForwardedHeaders forwarded;
    private final @Nullable ClientSubject subject;
    private final boolean forwardToken;
    private final ClientFields fields;

    public RequestHeaders(
            ReservedNames reserved, ForwardedHeaders forwarded, TokenExtraction tokens, IdentitySettings identity) {
        this.reserved = reserved;
        this.forwarded = forwarded;
        String subjectHeader = identity.clientCertificate();
        this.subject = subjectHeader == null ? null : new ClientSubject(subjectHeader);
        this.forwardToken = identity.forwardToken();
        this.fields = new ClientFields(tokens, reserved::contains);
    }

    @Override
    public boolean isOwn(String name) {
        return reserved.contains(name);
    }

    @Override
    public void write(Exchange exchange, Forward permit, FieldList out) {
        HttpServerRequest request = exchange.request();
        fields.copy(request, permit.route().definition().auth(), out);
        out.add(HttpHeaders.HOST, exchange.client().host());
        forwarded.write(exchange.client(), request.headers(), out);
        out.add(REQUEST_ID, exchange.id());
        if (subject != null) {
            subject.write(request, out);
        }
        Session session = permit.session();
        if (session != null) {
            identify(session, out);
        }
    }

    @Override
    public void writeTrailers(
            HttpServerRequest request,
            Iterable<Map.Entry<CharSequence, CharSequence>> received,
            io.netty.handler.codec.http.HttpHeaders out) {
        fields.copyTrailers(request, received, out);
    }

    /** Writes who the user is, and nothing else. */
    public void identify(Session session, FieldList out) {
        for (IdentityHeader header : session.headers()) {
            out.add(header.name(), header.value());
        }
        if (forwardToken) {
            out.set(USER_TOKEN, session.userToken().value());
        }
    }
}
