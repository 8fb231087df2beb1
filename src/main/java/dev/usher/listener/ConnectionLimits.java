package dev.usher.listener;

import dev.usher.config.LimitsSettings;
import dev.usher.http.AddressGroup;
import dev.usher.http.Defect;
import dev.usher.http.Seldom;
import dev.usher.observe.Metrics;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of a process: how many there are, in all and from each address, and what they may take. Shared by all
 * loops; touched when a connection comes and goes, not by its requests. Holds one entry per address that is connected.
 */
public final class ConnectionLimits {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLimits.class);

    private final LimitsSettings settings;
    private final Predicate<InetAddress> uncounted;
    private final Metrics metrics;
    private final Seldom defects = new Seldom();
    private final AtomicInteger open = new AtomicInteger();
    private final Map<AddressGroup, Integer> byClient = new ConcurrentHashMap<>();
    private final Map<EventLoop, HeadClocks> clocks = new ConcurrentHashMap<>();
    private final Map<EventLoop, IdleClocks> idleClocks = new ConcurrentHashMap<>();

    /** @param uncounted peers that many clients may come from */
    public ConnectionLimits(LimitsSettings settings, Predicate<InetAddress> uncounted, Metrics metrics) {
        this.settings = settings;
        this.uncounted = uncounted;
        this.metrics = metrics;
        metrics.gauge("usher.connections", "Open connections from clients", open::get);
    }

    LimitsSettings settings() {
        return settings;
    }

    /** Counts a connection in, or says no. Whoever was let in is counted out when it closes. */
    boolean admit(Channel connection, @Nullable SocketAddress peer) {
        AddressGroup client = counted(peer);
        if (!isAllowed(open.incrementAndGet(), settings.connections(), "connections")) {
            open.decrementAndGet();
            return false;
        }
        if (client != null
                && !isAllowed(
                        byClient.merge(client, 1, Integer::sum),
                        settings.connectionsPerClient(),
                        "connections-per-client")) {
            left(client);
            open.decrementAndGet();
            return false;
        }
        connection.closeFuture().addListener(closed -> {
            open.decrementAndGet();
            if (client != null) {
                left(client);
            }
        });
        return true;
    }

    /** Whether {@link #admit} would let one more in; for who is not there yet. */
    boolean hasRoom(InetSocketAddress peer) {
        AddressGroup client = counted(peer);
        return isAllowed(open.get() + 1, settings.connections(), "connections")
                && (client == null
                        || isAllowed(
                                byClient.getOrDefault(client, 0) + 1,
                                settings.connectionsPerClient(),
                                "connections-per-client"));
    }

    private boolean isAllowed(int count, int most, String limit) {
        if (count > most) {
            metrics.refusedConnection(limit);
            return false;
        }
        return true;
    }

    private @Nullable AddressGroup counted(@Nullable SocketAddress peer) {
        return peer instanceof InetSocketAddress address && !uncounted.test(address.getAddress())
                ? AddressGroup.of(address.getAddress())
                : null;
    }

    private void left(AddressGroup client) {
        byClient.computeIfPresent(client, (c, count) -> count == 1 ? null : count - 1);
    }

    HeadClock clock(Channel connection) {
        return new HeadClock(
                clocks.computeIfAbsent(
                        connection.eventLoop(),
                        loop -> new HeadClocks(loop, settings.head(), () -> metrics.refusedConnection("slow-head"))),
                connection);
    }

    /** @param limit the same for all connections */
    IdleClock idleClock(Channel connection, Duration limit) {
        return new IdleClock(
                idleClocks.computeIfAbsent(connection.eventLoop(), loop -> new IdleClocks(loop, limit)), connection);
    }

    /** A connection is closed since it cannot be watched: then Vert.x or Netty is not as this package has it. */
    void unwatched(Throwable why) {
        metrics.refusedConnection("unwatched");
        defects.say(
                more -> LOG.error("a connection cannot be watched and is closed: {}{}", Defect.describe(why), more));
    }

    /** A connection is closed since it came in the moment before there was anything to watch it. */
    void early() {
        metrics.refusedConnection("early");
    }

    void flooded() {
        metrics.refusedConnection("flood");
    }
}
