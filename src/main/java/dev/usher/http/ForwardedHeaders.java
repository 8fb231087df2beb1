package dev.usher.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * {@code X-Forwarded-*} and {@code Forwarded} (RFC 7239): believed from trusted proxies alone, rewritten for every
 * service. Stateless but for the list of whom to trust; safe to share between event loops.
 */
public final class ForwardedHeaders {

    private static final CharSequence FOR = HttpHeaders.createOptimized("x-forwarded-for");
    private static final CharSequence PROTO = HttpHeaders.createOptimized("x-forwarded-proto");
    private static final CharSequence HOST = HttpHeaders.createOptimized("x-forwarded-host");
    private static final CharSequence FORWARDED = HttpHeaders.createOptimized("forwarded");

    private final Predicate<InetAddress> trusted;

    public ForwardedHeaders(Predicate<InetAddress> trusted) {
        this.trusted = trusted;
    }

    /** The other end of a connection; absent: its address is not known. */
    public Peer peer(@Nullable String address) {
        InetAddress literal = address == null ? null : literal(address);
        return new Peer(address == null ? "unknown" : address, literal != null && trusted.test(literal));
    }

    /** Finds the client behind the connection's peer. */
    public Client client(Peer peer, String scheme, String host, MultiMap headers) {
        if (!peer.trusted()) {
            return peer.asClient(scheme, host);
        }
        return new Client(
                nearestUntrusted(peer.address(), headers.getAll(FOR)),
                secure(scheme, headers.getAll(PROTO)),
                last(headers.getAll(HOST), host),
                peer);
    }

    /** Writes the chain for the service; what the client sent under these names was not copied. */
    public void write(Client client, MultiMap received, FieldList out) {
        String chain = client.peer();
        String forwarded = client.forwarded();
        if (client.behindProxy()) {
            chain = joined(received.getAll(FOR), chain);
            forwarded = joined(whole(received.getAll(FORWARDED)), forwarded);
        }
        out.add(FOR, chain);
        out.add(PROTO, client.scheme());
        out.add(HOST, client.host());
        out.add(FORWARDED, forwarded);
    }

    private static String joined(List<String> received, String own) {
        return received.isEmpty() ? own : String.join(", ", received) + ", " + own;
    }

    /** A quoted string that a client left open would swallow the element behind it. */
    private static List<String> whole(List<String> received) {
        String all = String.join(",", received);
        long quotes = all.chars().filter(c -> c == '"').count();
        return quotes % 2 != 0 || all.indexOf('\\') >= 0 ? List.of() : received;
    }

    /** Reads the chain from our end, since only its right side was written by proxies that are trusted. */
    private String nearestUntrusted(String peer, List<String> chain) {
        String client = peer;
        for (int line = chain.size() - 1; line >= 0; line--) {
            String[] hops = chain.get(line).split(",", -1);
            for (int i = hops.length - 1; i >= 0; i--) {
                InetAddress hop = literal(withoutPort(hops[i].strip()));
                if (hop == null) {
                    return client;
                }
                client = hop.getHostAddress();
                if (!trusted.test(hop)) {
                    return client;
                }
            }
        }
        return client;
    }

    /** Some proxies note the port too: {@code 192.0.2.1:4711}, {@code [2001:db8::1]:4711}. */
    private static String withoutPort(String hop) {
        int bracket = hop.startsWith("[") ? hop.indexOf(']') : -1;
        if (bracket > 0) {
            return hop.substring(1, bracket);
        }
        int colon = hop.indexOf(':');
        return colon > 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
    }

    private static @Nullable InetAddress literal(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String secure(String scheme, List<String> claimed) {
        return switch (last(claimed, scheme)) {
            // as Traefik has it of a handshake for a WebSocket
            case "https", "wss" -> "https";
            case "http", "ws" -> "http";
            default -> scheme;
        };
    }

    /** What the nearest proxy wrote: it adds to the end of the last line, or a line of its own. */
    private static String last(List<String> lines, String otherwise) {
        String list = lines.isEmpty() ? "" : lines.getLast();
        return list.isBlank()
                ? otherwise
                : list.substring(list.lastIndexOf(',') + 1).strip().toLowerCase(Locale.ROOT);
    }
}
