package dev.usher.sandbox;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A sandbox on a clock of its own, and a plain HTTP client for it. */
final class SandboxFixture implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T12:00:00Z"));
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    final SandboxUserServer server;

    SandboxFixture() {
        server = SandboxUserServer.start(vertx, SandboxOptions.defaults().withClock(now::get))
                .await();
    }

    void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    HttpResponse<String> login(String email, String password) {
        return post(
                "/users/login",
                null,
                new JsonObject().put("login", email).put("password", password).encode());
    }

    /** The token of a login that must succeed. */
    String token(DemoUser user) {
        return json(login(user.email(), user.password())).getString("user-token");
    }

    HttpResponse<String> get(String path, @Nullable String token) {
        return send("GET", path, token, "");
    }

    HttpResponse<String> post(String path, @Nullable String token, String body) {
        return send("POST", path, token, body);
    }

    HttpResponse<String> send(String method, String path, @Nullable String token, String body) {
        return client.sendAsync(request(method, server.url() + path, token, body), BodyHandlers.ofString())
                .join();
    }

    /** A request by its whole URL. */
    HttpResponse<String> fetch(String method, String url, String body) {
        return fetch(method, url, body, Map.of());
    }

    HttpResponse<String> fetch(String method, String url, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(request(method, url, null, body), (name, value) -> true);
        headers.forEach(request::header);
        return client.sendAsync(request.build(), BodyHandlers.ofString()).join();
    }

    CompletableFuture<HttpResponse<String>> getLater(String path, @Nullable String token) {
        return client.sendAsync(request("GET", server.url() + path, token, ""), BodyHandlers.ofString());
    }

    private static HttpRequest request(String method, String url, @Nullable String token, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(PATIENCE)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (token != null) {
            request.header("user-token", token);
        }
        return request.build();
    }

    static JsonObject json(HttpResponse<String> response) {
        return new JsonObject(response.body());
    }

    static int code(HttpResponse<String> response) {
        return json(response).getInteger("code");
    }

    @Override
    public void close() {
        client.shutdownNow();
        vertx.close().await();
    }
}
