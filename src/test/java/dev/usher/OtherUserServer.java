package dev.usher;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The user server of docs/custom-user-server.md. */
final class OtherUserServer implements AfterAllCallback {

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server = vertx.createHttpServer().requestHandler(this::answer);
    private final Set<String> keys = ConcurrentHashMap.newKeySet();
    private final Map<String, Said> instead = new ConcurrentHashMap<>();
    private final Queue<String> calls = new ConcurrentLinkedQueue<>();
    private volatile JsonArray groups = JsonArray.of("author");

    /** An answer of a test's choice. */
    private record Said(int status, String body) {}

    OtherUserServer() {
        server.listen(0, "127.0.0.1").await();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        TestGateway.await(vertx.close());
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** {@code auth} of the documented file, for this server. */
    String auth() {
        return section("auth").replace("https://users.internal", url());
    }

    /** What stands below a key of the documented file. */
    static String section(String key) {
        try {
            String text = Files.readString(Path.of("docs/custom-user-server.md"));
            String yaml = text.substring(text.indexOf("```yaml\n") + 8, text.lastIndexOf("```"));
            String below = yaml.substring(yaml.indexOf(key + ":\n") + key.length() + 1);
            return below.split("\n(?=[a-z`])", 2)[0] + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has a call answered in this way until {@link #mend}. */
    void say(String call, int status, String body) {
        instead.put(call, new Said(status, body));
    }

    void mend() {
        instead.clear();
        groups = JsonArray.of("author");
    }

    void groups(String... names) {
        groups = JsonArray.of((Object[]) names);
    }

    void endAll() {
        keys.clear();
    }

    boolean knows(String key) {
        return keys.contains(key);
    }

    /** Method, path and {@code Authorization} of each call so far. */
    Queue<String> calls() {
        return calls;
    }

    private void answer(HttpServerRequest request) {
        String call = request.method() + " " + request.path();
        String key = request.getHeader("authorization");
        calls.add(call + " " + key);
        request.body().onSuccess(body -> {
            Said said = instead.get(call);
            if (said == null) {
                said = said(call, key == null ? "" : key.replaceFirst("^Bearer ", ""), body.toString());
            }
            request.response().setStatusCode(said.status()).end(said.body());
        });
    }

    private Said said(String call, String key, String body) {
        if (call.equals(HttpMethod.POST + " /v1/sessions")) {
            return login(new JsonObject(body));
        }
        if (!keys.contains(key)) {
            return new Said(401, "");
        }
        return switch (call) {
            case "GET /v1/sessions/current" -> new Said(200, "{\"alive\":true}");
            case "GET /v1/account" -> new Said(200, ada().encode());
            case "DELETE /v1/sessions/current" -> {
                keys.remove(key);
                yield new Said(204, "");
            }
            default -> new Said(404, "");
        };
    }

    private Said login(JsonObject sent) {
        if (!sent.equals(JsonObject.of("username", "ada", "secret", "engine"))) {
            return new Said(401, "{\"error\":\"no\"}");
        }
        String key = "k-" + UUID.randomUUID();
        keys.add(key);
        return new Said(
                201,
                JsonObject.of("session", JsonObject.of("key", key), "account", ada())
                        .encode());
    }

    private JsonObject ada() {
        return JsonObject.of("number", 1815, "mail", "ada@example.com", "groups", groups, "userStatus", "GUEST");
    }
}
