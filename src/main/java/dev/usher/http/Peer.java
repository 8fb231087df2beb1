package dev.usher.http;

import org.jspecify.annotations.Nullable;

/** The other end of a connection. Belongs to one event loop. */
public final class Peer {

    private final String address;
    private final boolean trusted;
    private @Nullable Client last;

    Peer(String address, boolean trusted) {
        this.address = address;
        this.trusted = trusted;
    }

    /** An IP literal, without a port. */
    public String address() {
        return address;
    }

    /** Whether it is a trusted proxy. */
    public boolean trusted() {
        return trusted;
    }

    /**
     * The client that this peer is itself. The last one is kept, since a connection mostly keeps to one host; but none
     * that will be refused, whose host may be as long as a head.
     */
    Client asClient(String scheme, String host) {
        Client client = last;
        if (client == null || !client.host().equals(host) || !client.scheme().equals(scheme)) {
            client = new Client(address, scheme, host, this);
            last = client.hasHost() ? client : last;
        }
        return client;
    }
}
