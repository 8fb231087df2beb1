package dev.usher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Stands between a client of QUIC and a server, whom it shows other addresses, and no more datagrams than it likes. */
final class UdpRelay implements AutoCloseable {

    private final DatagramSocket front;
    private final int port;
    private final Queue<DatagramSocket> backs = new ConcurrentLinkedQueue<>();
    private volatile DatagramSocket back;
    private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    private volatile boolean movesAtFirstAnswer;
    private volatile int longer = Integer.MAX_VALUE;
    private volatile boolean losesNext;
    private final AtomicInteger lost = new AtomicInteger();
    private volatile @Nullable SocketAddress client;

    UdpRelay(int port) {
        this.port = port;
        this.front = socket("127.0.0.1");
        this.back = socket("127.0.0.1");
        Thread.ofVirtual().start(this::forth);
        back(back);
    }

    int port() {
        return front.getLocalPort();
    }

    /** Only so many datagrams of the client will arrive. */
    UdpRelay passing(int datagrams) {
        left.set(datagrams);
        return this;
    }

    /** The client seems to move to another port when the server has answered for the first time. */
    UdpRelay movingAtFirstAnswer() {
        movesAtFirstAnswer = true;
        return this;
    }

    /** From now on, what the server sends behind a datagram of more than so many octets does not arrive. */
    void loseBehind(int octets) {
        longer = octets;
    }

    /** How many datagrams of the server that were. */
    int lost() {
        return lost.get();
    }

    /** From now on the client seems to be there. */
    void sendFrom(String address) {
        back = socket(address);
        back(back);
    }

    private void forth() {
        pump(front, packet -> {
            client = packet.getSocketAddress();
            packet.setSocketAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return left.getAndDecrement() > 0;
        });
    }

    private void back(DatagramSocket from) {
        backs.add(from);
        Thread.ofVirtual()
                .start(() -> pump(from, packet -> {
                    if (movesAtFirstAnswer) {
                        movesAtFirstAnswer = false;
                        sendFrom("127.0.0.1");
                    }
                    packet.setSocketAddress(client);
                    boolean arrives = !losesNext;
                    if (!arrives) {
                        lost.incrementAndGet();
                    }
                    losesNext = arrives && packet.getLength() > longer;
                    return arrives;
                }));
    }

    private void pump(DatagramSocket from, Predicate<DatagramPacket> readdress) {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
                from.receive(packet);
                if (readdress.test(packet)) {
                    (from.equals(front) ? back : front).send(packet);
                }
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private static DatagramSocket socket(String address) {
        try {
            return new DatagramSocket(new InetSocketAddress(address, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        front.close();
        backs.forEach(DatagramSocket::close);
    }
}
