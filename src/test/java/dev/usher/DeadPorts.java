package dev.usher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** Addresses at which no service answers, and nobody else can for as long as they are open. */
final class DeadPorts {

    private DeadPorts() {}

    /** Bound and not listening: nobody else can have the port, and every connection is refused. */
    static final class Refusing implements AutoCloseable {
        private final Socket bound = new Socket();

        Refusing() {
            try {
                bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String url() {
            return "http://127.0.0.1:" + bound.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            bound.close();
        }
    }

    /** Listens and never accepts; what is waiting fills the backlog, so that a further SYN is not answered. */
    static final class FullBacklog implements AutoCloseable {
        private final ServerSocket server;
        private final List<Socket> waiting = new ArrayList<>();

        FullBacklog() {
            try {
                server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                fill();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void fill() throws IOException {
            for (int i = 0; i < 16; i++) {
                Socket socket = new Socket();
                waiting.add(socket);
                try {
                    socket.connect(server.getLocalSocketAddress(), 200);
                } catch (SocketTimeoutException full) {
                    return;
                }
            }
            throw new IOException("the backlog takes everything");
        }

        String url() {
            return "http://127.0.0.1:" + ((InetSocketAddress) server.getLocalSocketAddress()).getPort();
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : waiting) {
                socket.close();
            }
            server.close();
        }
    }
}
