package dev.usher;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A DNS server on loopback that knows the same IPv4 addresses for every name, and no others. RFC 1035 section 4. */
final class FakeDns implements AutoCloseable {

    private static final int HEADER_BYTES = 12;
    private static final int TYPE_A = 1;
    private static final int CLASS_IN = 1;

    private final DatagramSocket socket;
    private final AtomicInteger questions = new AtomicInteger();
    private volatile List<String> addresses = List.of();
    private volatile int ttlSeconds = 1;

    private FakeDns(DatagramSocket socket) {
        this.socket = socket;
    }

    static FakeDns start() {
        try {
            FakeDns server =
                    new FakeDns(new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
            Thread.ofVirtual().start(server::serve);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    void says(int forSeconds, String... now) {
        ttlSeconds = forSeconds;
        addresses = List.of(now);
    }

    /** How many questions for addresses there were. */
    int questions() {
        return questions.get();
    }

    private void serve() {
        byte[] buffer = new byte[512];
        try {
            while (!socket.isClosed()) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                byte[] answer = answer(buffer);
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private byte[] answer(byte[] question) throws IOException {
        ByteBuffer query = ByteBuffer.wrap(question);
        int end = HEADER_BYTES;
        while (query.get(end) != 0) {
            end += query.get(end) + 1;
        }
        boolean known = query.getShort(end + 1) == TYPE_A;
        List<String> own = known ? addresses : List.of();
        if (known) {
            questions.incrementAndGet();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(query.getShort(0));
        out.writeShort(0x8580); // an answer, with authority, recursion asked for and done
        out.writeShort(1);
        out.writeShort(own.size());
        out.writeInt(0);
        out.write(question, HEADER_BYTES, end + 5 - HEADER_BYTES);
        for (String address : own) {
            out.writeShort(0xc000 | HEADER_BYTES); // the name of the question
            out.writeShort(TYPE_A);
            out.writeShort(CLASS_IN);
            out.writeInt(ttlSeconds);
            out.writeShort(4);
            out.write(InetAddress.ofLiteral(address).getAddress());
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
