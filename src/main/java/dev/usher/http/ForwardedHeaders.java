package dev.usher.http;

import io.vertx.core.MultiMap;
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

    private static final String FOR = "x-forwarded-for";
    private static final String PROTO = "x-forwarded-proto";
    private static final String HOST = "x-forwarded-host";

    private final Predicate<InetAddress> trusted;

    public ForwardedHeaders(Predicate<InetAddress> trusted) {
        this.trusted = trusted;
    }

    /** Finds the client behind the connection's peer. */
    public Client client(String peer, String scheme, String host, MultiMap headers) {
        if (!trusts(peer)) {
            return new Client(peer, scheme, host, peer, false);
        }
        return new Client(
                nearestUntrusted(peer, headers.getAll(FOR)),
                secure(scheme, headers.get(PROTO)),
                last(headers.get(HOST), host),
                peer,
                true);
    }

    /** Writes the chain for the service; what the client sent under these names was not copied. */
    public void write(Client client, MultiMap received, MultiMap out) {
        String chain = client.peer();
        String forwarded = element(client);
        if (client.behindProxy()) {
            chain = joined(received.getAll(FOR), chain);
            forwarded = joined(received.getAll("forwarded"), forwarded);
        }
        out.add(FOR, chain);
        out.add(PROTO, client.scheme());
        out.add(HOST, client.host());
        out.add("forwarded", forwarded);
    }

    private static String element(Client client) {
        String node = client.peer().indexOf(':') < 0 ? client.peer() : "\"[" + client.peer() + "]\"";
        return "for=" + node + ";host=\"" + client.host() + "\";proto=" + client.scheme();
    }

    private static String joined(List<String> received, String own) {
        return received.isEmpty() ? own : String.join(", ", received) + ", " + own;
    }

    /** Reads the chain from our end, since only its right side was written by proxies that are trusted. */
    private String nearestUntrusted(String peer, List<String> chain) {
        String client = peer;
        for (int line = chain.size() - 1; line >= 0; line--) {
            String[] hops = chain.get(line).split(",", -1);
            for (int i = hops.length - 1; i >= 0; i--) {
                InetAddress hop = literal(hops[i].strip());
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

    private boolean trusts(String peer) {
        InetAddress address = literal(peer);
        return address != null && trusted.test(address);
    }

    private static @Nullable InetAddress literal(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String secure(String scheme, @Nullable String claimed) {
        String last = last(claimed, scheme);
        return last.equals("https") || last.equals("http") ? last : scheme;
    }

    private static String last(@Nullable String list, String otherwise) {
        if (list == null || list.isBlank()) {
            return otherwise;
        }
        return list.substring(list.lastIndexOf(',') + 1).strip().toLowerCase(Locale.ROOT);
    }
}
