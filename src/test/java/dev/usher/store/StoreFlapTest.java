package dev.usher.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A Redis that hangs up on everybody is tried again, and left alone for longer and longer. */
class StoreFlapTest {

    /** Two connections are one attempt. */
    private static final int CONNECTIONS = 2;

    @Test
    void isTriedLessAndLessOften() throws Exception {
        List<Long> accepted = new CopyOnWriteArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> hangUp(server, accepted));
            try (Shared shared = new Shared(Shared.at(server.getLocalPort()))) {
                await().until(() -> accepted.size() >= 5 * CONNECTIONS);
                assertThat(shared.store().isConnected()).isFalse();
            }
        }
        // at least half of 100, 200, 400 and 800 ms
        long between = accepted.get(4 * CONNECTIONS) - accepted.getFirst();
        assertThat(between / 1_000_000).isGreaterThanOrEqualTo(740);
    }

    private static void hangUp(ServerSocket server, List<Long> accepted) {
        while (!server.isClosed()) {
            try {
                server.accept().close();
                accepted.add(System.nanoTime());
            } catch (IOException closed) {
                return;
            }
        }
    }
}
