package dev.usher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** First packets of QUIC by hand, RFC 9000 section 17.2.2, as far as they are in plain text: the rest is zeros. */
final class QuicInitial implements AutoCloseable {

    private static final int ID_OCTETS = 20;

    private final DatagramSocket socket;
    private final InetSocketAddress server;

    QuicInitial(int port) {
        try {
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            socket.setSoTimeout(10_000);
            server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A packet of so many octets, without a token. */
    void send(int octets, int version) {
        ByteBuffer packet = ByteBuffer.allocate(octets);
        packet.put((byte) 0xc0).putInt(version).put((byte) ID_OCTETS).put(new byte[ID_OCTETS]);
        // neither an id of its own nor a token
        packet.put((byte) 0).put((byte) 0);
        packet.putShort((short) (0x4000 | packet.remaining() - Short.BYTES));
        send(packet.array());
    }

    void send(byte[] datagram) {
        try {
            socket.send(new DatagramPacket(datagram, datagram.length, server));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next datagram of the server. */
    ByteBuffer heard() {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
            socket.receive(packet);
            return ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
