package dev.usher;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket by the JDK's client, with everything that comes from it in the order in which it came. */
final class TestSocket implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private @Nullable WebSocket socket;

    /** {@code headers} are names and values in turn. */
    static TestSocket open(int port, String path, String... headers) throws Exception {
        return offering("", port, path, headers);
    }

    /** The same with a subprotocol, offered after another that nobody knows. */
    static TestSocket offering(String protocol, int port, String path, String... headers) throws Exception {
        TestSocket opened = new TestSocket();
        WebSocket.Builder builder = CLIENT.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(10));
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        if (!protocol.isEmpty()) {
            builder.subprotocols("other", protocol);
        }
        opened.socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + port + path), opened)
                .get(20, TimeUnit.SECONDS);
        return opened;
    }

    WebSocket socket() {
        if (socket == null) {
            throw new IllegalStateException("not open");
        }
        return socket;
    }

    /** The next event: {@code text:...}, {@code binary:<bytes>}, {@code ping:}, {@code pong:}, {@code close:<code>}. */
    String next() throws InterruptedException {
        String event = events.poll(20, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("nothing came");
        }
        return event;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            events.add("text:" + text);
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        binary.writeBytes(bytes);
        if (last) {
            events.add("binary:" + binary.size() + ":" + java.util.Arrays.hashCode(binary.toByteArray()));
            binary.reset();
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer data) {
        events.add("pong:" + java.nio.charset.StandardCharsets.UTF_8.decode(data));
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        events.add("close:" + code + ":" + reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        events.add("error:" + failure.getClass().getSimpleName());
    }

    @Override
    public void close() {
        socket().abort();
    }
}
