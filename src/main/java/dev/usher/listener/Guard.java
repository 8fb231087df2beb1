package dev.usher.listener;

import dev.usher.http.Client;
import dev.usher.http.Exchange;
import dev.usher.http.Fields;
import dev.usher.http.ForwardedHeaders;
import dev.usher.http.GatewayFailure;
import dev.usher.http.Peer;
import dev.usher.http.RequestTarget;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what two servers could understand differently, before anything is decided about it. Framing itself (both
 * lengths, bare line feeds, bad chunks) is refused by the HTTP codec. One instance per event loop, called on it.
 */
public final class Guard {

    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z0-9_-]{0,31}");
    private static final Set<HttpMethod> USUAL = Set.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);
    private static final CharSequence REQUEST_ID_HEADER = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence NO_NAME = HttpHeaders.createOptimized("");
    private static final CharSequence DRAFT_KEY = HttpHeaders.createOptimized("sec-websocket-key1");
    private static final AttributeKey<Peer> PEER = AttributeKey.valueOf(Guard.class, "peer");
    private static final int MOST_DIGITS = 18;

    private final ForwardedHeaders forwarded;
    private final int mostFields;
    private String lastHost = "";

    public Guard(ForwardedHeaders forwarded, int mostFields) {
        this.forwarded = forwarded;
        this.mostFields = mostFields;
    }

    /** Gives a request an id and looks at nothing, so that whatever is wrong with it can be answered. */
    Exchange open(HttpServerRequest request) {
        return new Exchange(
                request, HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
    }

    /** Finds out who sent it; refuses nothing, so that a refusal is in the log with its client. */
    void identify(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        String host = hostOf(request);
        Client client = forwarded.client(
                peerOf(request),
                request.isSSL() ? "https" : "http",
                host == null ? "" : shared(host.toLowerCase(Locale.ROOT)),
                request.headers());
        exchange.sentBy(client);
        String received = client.behindProxy() ? request.getHeader(REQUEST_ID_HEADER) : null;
        if (received != null && REQUEST_ID.matcher(received).matches()) {
            exchange.knownAs(received);
        }
    }

    /** Each connection remembers its host, and mostly it is the one that all others have. */
    private String shared(String host) {
        if (!host.equals(lastHost)) {
            lastHost = host;
        }
        return lastHost;
    }

    /** Kept with the connection, whose other end is the same for all of its requests. */
    private Peer peerOf(HttpServerRequest request) {
        HttpServerConnection connection = (HttpServerConnection) request.connection();
        Attribute<Peer> kept = connection.channelHandlerContext().channel().attr(PEER);
        Peer peer = kept.get();
        if (peer == null) {
            SocketAddress address = request.remoteAddress();
            peer = forwarded.peer(address == null ? null : address.hostAddress());
            kept.set(peer);
        }
        return peer;
    }

    /**
     * The target that is matched and forwarded.
     *
     * @throws GatewayFailure when the request is ambiguous or of a kind that is never forwarded
     */
    RequestTarget admit(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        refuseMethod(request.method());
        refuseHost(request, exchange.client());
        if (Exchange.isStream(request)) {
            StreamFields.require(request, mostFields);
        }
        refuseFields(request.headers());
        RequestTarget target = RequestTarget.parse(originForm(request));
        exchange.accepted(target);
        return target;
    }

    /** Methods are case-sensitive, RFC 9110 section 9.1, but some services are not: {@code post} would pass a rule. */
    private static void refuseMethod(HttpMethod method) {
        if (USUAL.contains(method)) {
            return;
        }
        requireMethod(method.name());
        if (method.equals(HttpMethod.CONNECT) || method.equals(HttpMethod.TRACE)) {
            throw new GatewayFailure.MethodNotAllowed("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        }
    }

    /** A method that somebody else received, if it may be one here. */
    static HttpMethod method(String name) {
        requireMethod(name);
        HttpMethod method = HttpMethod.valueOf(name);
        refuseMethod(method);
        return method;
    }

    private static void requireMethod(String name) {
        if (!METHOD.matcher(name).matches()) {
            throw new GatewayFailure.BadRequest("a method is up to 32 upper-case letters");
        }
    }

    /** RFC 9112 section 3.2: exactly one Host; RFC 9113 section 8.3.1 and RFC 9114 section 4.3.1: as the authority. */
    private static void refuseHost(HttpServerRequest request, Client client) {
        List<String> hosts = Fields.values(request.headers(), HttpHeaders.HOST);
        if (hosts.size() > 1 || hosts.isEmpty() && request.version() == HttpVersion.HTTP_1_1) {
            throw new GatewayFailure.BadRequest("the request needs exactly one Host");
        }
        if (Exchange.isStream(request) && !hosts.isEmpty()) {
            HostAndPort authority = request.authority(true);
            if (authority == null || !authority.toString().equalsIgnoreCase(hosts.getFirst())) {
                throw new GatewayFailure.BadRequest("Host and :authority differ");
            }
        }
        boolean mayLackHost = request.version() == HttpVersion.HTTP_1_0;
        if (!client.hasHost() && !(mayLackHost && client.host().isEmpty())) {
            throw new GatewayFailure.BadRequest("the Host is not a host name or address");
        }
    }

    /** What the codec lets through and services do not understand alike. */
    private static void refuseFields(MultiMap headers) {
        if (headers.contains(NO_NAME)) {
            throw new GatewayFailure.BadRequest("a header needs a name");
        }
        if (!hasOnly("100-continue", Fields.values(headers, HttpHeaders.EXPECT))) {
            throw new GatewayFailure.ExpectationFailed();
        }
        // there is one at most: HeadDecoder refuses more, and the codecs of streams make those that agree one
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        if (length != null && !isLength(length)) {
            throw new GatewayFailure.BadRequest("the Content-Length is not one plain number");
        }
        // a body in another coding than chunked would lose that coding's name on its way
        if (!hasOnly("chunked", Fields.values(headers, HttpHeaders.TRANSFER_ENCODING))) {
            throw new GatewayFailure.BadRequest("the transfer coding is not supported");
        }
        // the codec takes eight bytes behind such a request for its body, as a draft of 2010 had it
        if (headers.contains(DRAFT_KEY)) {
            throw new GatewayFailure.BadRequest("this draft of WebSocket is not supported");
        }
    }

    /** RFC 9110 section 8.6, in one spelling for each number: some read {@code 010} as eight, and few count further. */
    private static boolean isLength(String value) {
        if (value.isEmpty() || value.length() > MOST_DIGITS || value.length() > 1 && value.charAt(0) == '0') {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean hasOnly(String word, List<String> values) {
        return values.isEmpty() || values.size() == 1 && values.getFirst().equalsIgnoreCase(word);
    }

    /** RFC 9112 section 3.2.2: the absolute form counts, so it must not say anything else than Host does. */
    private static String originForm(HttpServerRequest request) {
        String uri = request.uri();
        if (uri.startsWith("/")) {
            return uri;
        }
        int authority =
                uri.regionMatches(true, 0, "http://", 0, 7) ? 7 : uri.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
        if (authority < 0) {
            throw new GatewayFailure.BadRequest("the request target must be a path that starts with /");
        }
        int end = authority;
        while (end < uri.length() && "/?#".indexOf(uri.charAt(end)) < 0) {
            end++;
        }
        if (!uri.substring(authority, end).equalsIgnoreCase(hostOf(request))) {
            throw new GatewayFailure.BadRequest("the request target names another host than Host does");
        }
        String rest = uri.substring(end);
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    private static @Nullable String hostOf(HttpServerRequest request) {
        String host = request.getHeader(HttpHeaders.HOST);
        if (host == null && Exchange.isStream(request) && request.authority() != null) {
            return request.authority().toString();
        }
        return host;
    }
}
