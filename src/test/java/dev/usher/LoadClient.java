package dev.usher;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks one request after the other on a connection that it keeps, until nobody listens any more. What it counts as lost
 * is what no client could repeat in good faith: an answer that ends early, or a kept connection that ends without an
 * answer though none before had said so.
 */
final class LoadClient implements Runnable {

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");
    private static final Pattern CLOSES = Pattern.compile("(?i)connection: close");

    private final int port;
    private final String path;
    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();
    private int onThisConnection;
    private int received;

    LoadClient(int port, String path) {
        this.port = port;
        this.path = path;
    }

    int answered() {
        return answered.get();
    }

    Queue<String> lost() {
        return lost;
    }

    @Override
    public void run() {
        try {
            while (true) {
                converse();
            }
        } catch (ConnectException nobodyListens) {
            // the end
        } catch (IOException unexpected) {
            lost.add("no connection: " + unexpected);
        }
    }

    private void converse() throws IOException {
        onThisConnection = 0;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            boolean open = true;
            while (open) {
                open = ask(socket);
            }
        } catch (ConnectException refused) {
            throw refused;
        } catch (IOException broken) {
            if (received > 0 || onThisConnection > 0) {
                lost.add("after " + onThisConnection + " answers and " + received + " bytes: " + broken);
            }
        }
    }

    /** Whether the connection goes on. */
    private boolean ask(Socket socket) throws IOException {
        received = 0;
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        String head = head(socket.getInputStream());
        if (head == null) {
            throw new IOException("closed");
        }
        Matcher length = LENGTH.matcher(head);
        if (!head.startsWith("HTTP/1.1 200 ") || !length.find()) {
            throw new IOException("unexpected: " + head);
        }
        int expected = Integer.parseInt(length.group(1));
        if (socket.getInputStream().readNBytes(expected).length < expected) {
            throw new IOException("truncated");
        }
        received = 0;
        onThisConnection++;
        answered.incrementAndGet();
        return !CLOSES.matcher(head).find();
    }

    private @Nullable String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            received++;
            head.append((char) next);
        }
        return head.toString();
    }
}
