package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The browser that most people have, without a window, driven over its DevTools protocol by nothing but the JDK. A
 * machine without it skips the test, and CI fails.
 */
final class Chromium implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LIMIT_SECONDS = 20;

    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final Map<String, Consumer<JsonNode>> tabs = new ConcurrentHashMap<>();

    private Chromium(Process process, URI devTools) {
        this.process = process;
        try {
            this.socket = client.newWebSocketBuilder()
                    .buildAsync(devTools, new Messages())
                    .join();
        } catch (CompletionException refused) {
            client.shutdownNow();
            throw refused;
        }
    }

    /** Starts one whose profile and whose words for us are in a directory of the test's. */
    static Chromium start(Path directory, String... flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                program().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--hide-scrollbars",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + directory.resolve("profile"),
                // gateways of tests listen on one address, and Chromium would try ::1 first
                "--host-resolver-rules=MAP localhost 127.0.0.1",
                "--remote-debugging-port=0"));
        command.addAll(List.of(flags));
        command.add("about:blank");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("chromium.txt").toFile())
                .start();
        try {
            return new Chromium(process, devTools(process, directory.resolve("profile/DevToolsActivePort")));
        } catch (IOException | RuntimeException | Error notStarted) {
            end(process);
            throw notStarted;
        }
    }

    private static URI devTools(Process process, Path port) throws IOException {
        await().atMost(LIMIT_SECONDS, TimeUnit.SECONDS)
                .failFast("Chromium has ended", () -> !process.isAlive())
                .until(() -> Files.exists(port) && Files.readAllLines(port).size() == 2);
        List<String> lines = Files.readAllLines(port);
        return URI.create("ws://127.0.0.1:" + lines.getFirst() + lines.getLast());
    }

    private static Path program() {
        Path found = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(Path.of(""));
        if (System.getenv("CI") == null) {
            assumeThat(found)
                    .as("Chromium is installed (Debian's package chromium); in CI it must be")
                    .isNotEqualTo(Path.of(""));
        }
        return found;
    }

    /** A page of a profile of its own, which has no cookie yet. */
    ChromiumTab tab() {
        JsonNode context = call("", "Target.createBrowserContext", Map.of()).get("browserContextId");
        JsonNode target = call("", "Target.createTarget", Map.of("url", "about:blank", "browserContextId", context))
                .get("targetId");
        String session = call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId")
                .asText();
        return new ChromiumTab(this, session);
    }

    void listen(String session, Consumer<JsonNode> events) {
        tabs.put(session, events);
    }

    /** @param session of a tab; empty: the browser itself */
    JsonNode call(String session, String method, Map<String, ?> parameters) {
        int id = lastId.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        asked.put(id, answer);
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        synchronized (socket) {
            socket.sendText(message.toString(), true).join();
        }
        JsonNode said = answer.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
        assertThat(said.get("error")).as(method).isNull();
        return said.get("result");
    }

    private void heard(JsonNode message) {
        if (message.has("id")) {
            CompletableFuture<JsonNode> answer = asked.remove(message.get("id").asInt());
            if (answer != null) {
                answer.complete(message);
            }
        } else {
            tabs.getOrDefault(message.path("sessionId").asText(), event -> {}).accept(message);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        end(process);
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly()
                .onExit()
                .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private final class Messages implements WebSocket.Listener {

        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
            message.append(part);
            if (isLast) {
                try {
                    heard(JSON.readTree(message.toString()));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                message.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }
    }
}
