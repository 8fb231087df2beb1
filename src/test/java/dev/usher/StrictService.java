package dev.usher;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A service that writes down every request that reached it whole, and everything that was none. */
final class StrictService implements AutoCloseable {

    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.ISO_8859_1);

    private final List<StrictRequest> requests = new CopyOnWriteArrayList<>();
    private final List<String> nonsense = new CopyOnWriteArrayList<>();
    private final ServerSocket server;

    StrictService() {
        try {
            server = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    List<StrictRequest> requests() {
        return requests;
    }

    /** What reached it and was not one clean message. */
    List<String> nonsense() {
        return nonsense;
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException closed) {
            // the end
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            for (StrictRequest next = StrictRequest.read(in); next != null; next = StrictRequest.read(in)) {
                requests.add(next);
                connection.getOutputStream().write(ANSWER);
            }
        } catch (StrictRequest.Malformed malformed) {
            nonsense.add(String.valueOf(malformed.getMessage()));
        } catch (EOFException brokenOff) {
            // a request that was never completed is none
        } catch (IOException gone) {
            // so is one whose connection was reset
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
