package dev.usher.proxy;

import dev.usher.access.Forward;
import dev.usher.config.Digest;
import dev.usher.http.Exchange;
import dev.usher.http.FieldList;
import dev.usher.http.GatewayFailure;
import dev.usher.http.ServiceFailed;
import io.netty.handler.codec.http.HttpRequest;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A client's wish for a WebSocket, RFC 6455 section 4, and what a service must answer to grant it. Any other protocol
 * that {@code Upgrade} names is not for the gateway to switch to; such a request goes on without the field.
 */
final class Handshake {

    private static final String WEBSOCKET = "websocket";
    private static final String VERSION = "13";
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    /** 16 bytes in base64. */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{21}[AQgw]==");

    private final Silence silence;
    private final String key;
    private final List<String> protocols;

    private Handshake(Silence silence, String key, List<String> protocols) {
        this.silence = silence;
        this.key = key;
        this.protocols = protocols;
    }

    /** Whether a request asks for a WebSocket; HTTP/1.0 cannot, and on HTTP/2 these fields mean nothing. */
    static boolean isWanted(HttpServerRequest request) {
        MultiMap headers = request.headers();
        return request.version() == HttpVersion.HTTP_1_1
                && headers.contains(HttpHeaders.UPGRADE)
                && isWanted(headers.getAll("upgrade"), headers.getAll("connection"));
    }

    /** The same of a head that Vert.x has not seen yet. */
    static boolean isWanted(HttpRequest head) {
        io.netty.handler.codec.http.HttpHeaders headers = head.headers();
        return head.protocolVersion().equals(io.netty.handler.codec.http.HttpVersion.HTTP_1_1)
                && headers.contains(HttpHeaders.UPGRADE)
                && isWanted(headers.getAll("upgrade"), headers.getAll("connection"));
    }

    private static boolean isWanted(List<String> upgrade, List<String> connection) {
        return names(upgrade, WEBSOCKET) && names(connection, "upgrade");
    }

    /**
     * Reads what a request wants.
     *
     * @return null when it does not ask for a WebSocket
     * @throws GatewayFailure when it does so in a way that two servers could understand differently
     */
    static @Nullable Handshake of(HttpServerRequest request) {
        if (!isWanted(request)) {
            return null;
        }
        MultiMap headers = request.headers();
        if (!request.method().equals(HttpMethod.GET)) {
            throw new GatewayFailure.BadRequest("a WebSocket is asked for by GET");
        }
        if (headers.contains(HttpHeaders.TRANSFER_ENCODING)
                || !"0".equals(headers.contains(HttpHeaders.CONTENT_LENGTH) ? headers.get("content-length") : "0")) {
            throw new GatewayFailure.BadRequest("a request for a WebSocket has no body");
        }
        List<String> versions = headers.getAll("sec-websocket-version");
        if (versions.isEmpty()) {
            throw new GatewayFailure.BadRequest("a request for a WebSocket needs a Sec-WebSocket-Version");
        }
        if (!versions.equals(List.of(VERSION))) {
            throw new GatewayFailure.WebSocketVersion(VERSION);
        }
        List<String> keys = headers.getAll("sec-websocket-key");
        if (keys.size() != 1 || !KEY.matcher(keys.getFirst()).matches()) {
            throw new GatewayFailure.BadRequest("a request for a WebSocket needs one Sec-WebSocket-Key of 16 bytes");
        }
        Silence silence = Silence.of(request);
        if (silence.isBroken()) {
            throw early();
        }
        return new Handshake(silence, keys.getFirst(), members(headers.getAll("sec-websocket-protocol")));
    }

    /** A client must await the answer; what it says before that is not frames yet and no request any more. */
    static GatewayFailure early() {
        return new GatewayFailure.BadRequest("nothing may follow a request for a WebSocket before its answer");
    }

    void whenEarly(Runnable action) {
        silence.whenBroken(action);
    }

    /** Sends it with what ends at each hop; the rest of it is copied like other headers. */
    void send(ServiceRequest service) {
        service.head().set(HttpHeaders.UPGRADE, WEBSOCKET);
        service.head().set(HttpHeaders.CONNECTION, "Upgrade");
        service.end();
    }

    /**
     * Answers the client as the service has answered; from then on neither side speaks HTTP on its connection, and
     * neither connection is used for anything else.
     *
     * @throws GatewayFailure when the service has granted something else, or the client has not awaited it
     */
    Future<Tunnel> tunnel(
            Forwarder forwarder,
            Exchange exchange,
            Forward permit,
            Http1Response service,
            ServiceConnection connection) {
        check(service.headers());
        MultiMap out = exchange.response().headers();
        FieldList granted = new FieldList();
        forwarder.responseHead().write(exchange, permit, service.headers(), granted);
        granted.copyTo(out);
        exchange.writeOwnFields(out);
        exchange.response()
                .headersEndHandler(v -> out.set(HttpHeaders.UPGRADE, WEBSOCKET).set(HttpHeaders.CONNECTION, "Upgrade"));
        return exchange.request().toNetSocket().map(near -> new Tunnel(forwarder, exchange, near, service, connection));
    }

    /** The answer is out. A client that has not awaited it is cut off. */
    void open(Tunnel tunnel, Duration idle) {
        tunnel.open(idle);
        silence.end();
        if (silence.isBroken()) {
            tunnel.cut();
        }
    }

    /**
     * Looks at a 101 of the service.
     *
     * @throws GatewayFailure when it is not what was asked for, section 4.1, or when the client has not awaited it
     */
    private void check(MultiMap answer) {
        if (silence.isBroken()) {
            throw early();
        }
        List<String> upgrade = answer.getAll("upgrade");
        if (!members(upgrade).stream().allMatch(WEBSOCKET::equalsIgnoreCase)
                || !isWanted(upgrade, answer.getAll("connection"))) {
            throw nonsense("a 101 to something else than websocket");
        }
        if (!answer.getAll("sec-websocket-accept").equals(List.of(accept()))) {
            throw nonsense("a 101 with a wrong Sec-WebSocket-Accept");
        }
        List<String> chosen = answer.getAll("sec-websocket-protocol");
        if (chosen.size() > 1 || !protocols.containsAll(chosen)) {
            throw nonsense("a 101 with a subprotocol that was not offered");
        }
    }

    private String accept() {
        byte[] asked = (key + GUID).getBytes(StandardCharsets.US_ASCII);
        return Base64.getEncoder().encodeToString(Digest.SHA_1.of(asked));
    }

    private static GatewayFailure nonsense(String what) {
        return ServiceFailed.gone(new IllegalStateException(what));
    }

    private static boolean names(List<String> lines, String word) {
        return members(lines).stream().anyMatch(word::equalsIgnoreCase);
    }

    /** The members of a list that may be spread over several fields, RFC 9110 section 5.6.1. */
    private static List<String> members(List<String> lines) {
        List<String> members = new ArrayList<>();
        for (String line : lines) {
            for (String member : line.split(",", -1)) {
                if (!member.isBlank()) {
                    members.add(member.strip());
                }
            }
        }
        return members;
    }
}
