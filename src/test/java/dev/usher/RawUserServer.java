package dev.usher;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A user server that no HTTP library would make: whatever is asked, it does to the connection what a test wants.
 * Registered as an extension it is closed after the class.
 */
final class RawUserServer implements AfterAllCallback {

    private final Vertx vertx;
    private final NetServer server;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private volatile Handler<NetSocket> behaviour = NetSocket::close;
    private volatile String lastRequest = "";

    private RawUserServer(Vertx vertx, NetServer server) {
        this.vertx = vertx;
        this.server = server;
    }

    static RawUserServer start() {
        Vertx vertx = Vertx.vertx();
        RawUserServer raw = new RawUserServer(vertx, vertx.createNetServer());
        raw.server.connectHandler(socket -> {
            AtomicReference<Handler<NetSocket>> did = new AtomicReference<>();
            socket.handler(request -> {
                raw.requests.incrementAndGet();
                raw.lastRequest = request.toString(StandardCharsets.ISO_8859_1);
                did.set(raw.behaviour);
                raw.behaviour.handle(socket);
            });
            socket.exceptionHandler(gone -> {});
            socket.closeHandler(v -> {
                if (raw.behaviour.equals(did.get())) {
                    raw.closed.incrementAndGet();
                }
            });
        });
        raw.server.listen(0, "127.0.0.1").await();
        return raw;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        vertx.close().await();
    }

    /** What is done when a request has arrived. */
    void does(Handler<NetSocket> whatToDo) {
        closed.set(0);
        behaviour = whatToDo;
    }

    /** Answers with these bytes and leaves the connection open. */
    void says(String bytes) {
        does(socket -> socket.write(bytes));
    }

    /** Answers a whole HTTP message. */
    void answers(String statusLine, String headers, String body) {
        says("HTTP/1.1 " + statusLine + "\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    int requests() {
        return requests.get();
    }

    /** As its octets came, if they came at once. */
    String lastRequest() {
        return lastRequest;
    }

    /** Connections that have ended after they were last asked for what is done now. */
    int closed() {
        return closed.get();
    }

    Vertx vertx() {
        return vertx;
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/app/key";
    }
}
