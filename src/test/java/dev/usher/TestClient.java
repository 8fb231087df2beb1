package dev.usher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Speaks HTTP/1.1 to one port, by the JDK's client or by hand where a client would be too well-behaved. */
public final class TestClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final int port;

    TestClient(int port) {
        this.port = port;
    }

    /** An answer, with what tests ask of it. */
    public record Answer(int status, Map<String, List<String>> headers, String body) {

        public @Nullable String header(String name) {
            List<String> values = headers.get(name.toLowerCase(java.util.Locale.ROOT));
            return values == null ? null : values.getFirst();
        }

        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + body, e);
            }
        }

        /** The values of a header as the echo service received it, in order; names compared without case. */
        public List<String> received(String name) {
            return json().get("headers")
                    .valueStream()
                    .filter(field -> field.get("name").asText().equalsIgnoreCase(name))
                    .map(field -> field.get("value").asText())
                    .toList();
        }

        /** Every header name as the echo service received it. */
        public List<String> receivedNames() {
            return json().get("headers")
                    .valueStream()
                    .map(field -> field.get("name").asText())
                    .toList();
        }

        /** The request target as the echo service received it. */
        public String receivedTarget() {
            return json().get("target").asText();
        }
    }

    /** More of what stands in turn, such as names and values. */
    static String[] with(String[] headers, String... more) {
        return Stream.of(headers, more).flatMap(Stream::of).toArray(String[]::new);
    }

    /** {@code headers} are names and values in turn. */
    public Answer get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    public Answer post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    public Answer send(String method, String path, @Nullable String body, String... headers) {
        try {
            return answer(CLIENT.send(request(method, path, body, headers), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " was not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public CompletableFuture<Answer> sendAsync(String method, String path, @Nullable String body, String... headers) {
        return CLIENT.sendAsync(request(method, path, body, headers), BodyHandlers.ofString())
                .thenApply(TestClient::answer);
    }

    /** Logs in as JSON; the answer of {@code POST /auth/login}. */
    public Answer login(String login, String password) {
        String body = JSON.createObjectNode()
                .put("login", login)
                .put("password", password)
                .toString();
        return post("/auth/login", body, "content-type", "application/json");
    }

    /** The token of a login that must succeed. */
    public String token(String login, String password) {
        Answer answer = login(login, password);
        if (answer.status() != 200) {
            throw new AssertionError("login failed: " + answer);
        }
        return answer.json().get("user-token").asText();
    }

    public String aliceToken() {
        return token("alice@example.com", "wonderland");
    }

    /** Sends bytes as they are (ISO-8859-1) and reads until the server closes or is silent for a second. */
    public String raw(String bytes) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            StringBuilder received = new StringBuilder();
            byte[] buffer = new byte[8_192];
            try {
                for (int n = socket.getInputStream().read(buffer);
                        n >= 0;
                        n = socket.getInputStream().read(buffer)) {
                    received.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
                }
            } catch (java.net.SocketTimeoutException silent) {
                // a connection that stays open ends the reading
            }
            return received.toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends bytes as they are, and reads the answer's head, whatever comes after it. */
    String rawHead(String bytes) {
        try (RawClient connection = new RawClient(port)) {
            return connection.say(bytes).readHead();
        }
    }

    public int port() {
        return port;
    }

    private HttpRequest request(String method, String path, @Nullable String body, String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        return builder.build();
    }

    private static Answer answer(HttpResponse<String> response) {
        return new Answer(response.statusCode(), response.headers().map(), response.body());
    }
}
