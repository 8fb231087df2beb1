package dev.usher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A service that says exactly the bytes a test wants. Each connection runs the script of the moment. Registered as an
 * extension it is closed after the class.
 */
final class RawService implements AutoCloseable, AfterAllCallback {

    private final ServerSocket server;
    private final AtomicInteger connections = new AtomicInteger();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private volatile Script script = connection -> {};

    private RawService(ServerSocket server) {
        this.server = server;
    }

    interface Script {
        void run(Connection connection) throws IOException;
    }

    static RawService start() {
        try {
            RawService service = new RawService(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().start(service::accept);
            return service;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** Connections that run an earlier script are closed. */
    void runs(Script next) {
        connections.set(0);
        script = next;
        closeConnections();
    }

    private void closeConnections() {
        for (Socket socket = open.poll(); socket != null; socket = open.poll()) {
            closeQuietly(socket);
        }
    }

    /** Reads a request's head, says the bytes, and closes after that. */
    void answers(String bytes) {
        runs(connection -> {
            connection.readHead();
            connection.say(bytes);
        });
    }

    /** How many connections there were since the script was set. */
    int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                Script current = script;
                Thread.ofVirtual().start(() -> serve(socket, current));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private static void serve(Socket socket, Script script) {
        try (socket) {
            script.run(new Connection(socket));
        } catch (IOException gone) {
            // the gateway has left, which is what many tests are about
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException already) {
            // closed is closed
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        closeConnections();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        close();
    }

    record Connection(Socket socket) {

        /** The next head, with its empty line; empty when the gateway has closed. */
        String readHead() throws IOException {
            return readUntil("\r\n\r\n");
        }

        /** The same for what ends otherwise. */
        String readUntil(String end) throws IOException {
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                read.write(next);
                String text = read.toString(StandardCharsets.ISO_8859_1);
                if (text.endsWith(end)) {
                    return text;
                }
            }
            return "";
        }

        void say(String bytes) throws IOException {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /** What comes until the gateway closes, in order or not. */
        String readAll() {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(read);
            } catch (IOException reset) {
                // an end, too
            }
            return read.toString(StandardCharsets.ISO_8859_1);
        }

        /** Waits until the gateway closes. */
        void awaitClose() throws IOException {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[8_192];
            while (in.read(buffer) >= 0) {
                // what it still sends is of no interest
            }
        }
    }
}
