package dev.usher.sandbox;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** An echo service and two ways to ask it: a well-behaved client and a bare connection. */
final class EchoFixture implements AutoCloseable {

    final Vertx vertx = Vertx.vertx();
    final EchoService service = EchoService.start(vertx, "127.0.0.1", 0).await();
    final HttpClient client = HttpClient.newHttpClient();

    @Override
    public void close() {
        client.shutdownNow();
        vertx.close().await();
    }

    HttpResponse<byte[]> send(String method, String target, BodyPublisher body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(service.url() + target))
                .timeout(Duration.ofSeconds(30))
                .method(method, body)
                .build();
        return client.send(request, BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> get(String target) throws IOException, InterruptedException {
        return send("GET", target, BodyPublishers.noBody());
    }

    static JsonObject json(HttpResponse<byte[]> response) {
        return new JsonObject(text(response));
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /** A connection on which the request is what the test writes, its line ends aside. */
    Socket connect(String request) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    String raw(String request) throws IOException {
        try (Socket socket = connect(request)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
