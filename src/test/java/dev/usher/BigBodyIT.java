package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution in a small heap: a body larger than it passes in both directions, and SIGTERM ends it well. */
class BigBodyIT {

    private static final long HEAP_MIB = 256;

    /** A gibibyte: four times what the heap could hold. */
    private static final long BIG = 4 * HEAP_MIB << 20;

    private static final Path USHER = Path.of(System.getProperty("usher.distribution", ""), "bin", "usher");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final List<Process> processes = new ArrayList<>();
    private int port;

    @BeforeEach
    void start() throws Exception {
        launch("demo", "demo", "--port", "0");
        Path file = Files.writeString(directory.resolve("usher.yaml"), """
                listen: { http: { host: 127.0.0.1, port: 0 }, admin: { host: 127.0.0.1, port: 0 } }
                auth: { url: "http://127.0.0.1:%d/DEMO-APP/DEMO-KEY" }
                defaults: { body: 2GB }
                routes: { /big/**: { target: "http://127.0.0.1:%d", auth: none } }
                """.formatted(
                        awaitPort("demo", "user server"), awaitPort("demo", "service behind it is")));
        launch("gateway", "run", "-c", file.toString());
        port = awaitPort("gateway", "");
    }

    @AfterEach
    void killWhatIsLeft() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void aBodyLargerThanTheHeapFitsThroughUpAndDown() throws Exception {
        String digest = StreamingTest.sha256(new StreamingTest.Pattern(BIG));

        var uploaded = new ObjectMapper()
                .readTree(client().send(
                                request("/big/1")
                                        .POST(BodyPublishers.ofInputStream(() -> new StreamingTest.Pattern(BIG)))
                                        .build(),
                                BodyHandlers.ofString())
                        .body())
                .get("body");
        assertThat(uploaded.get("length").asLong()).isEqualTo(BIG);
        assertThat(uploaded.get("sha256").asText()).isEqualTo(digest);

        try (InputStream down = client().send(request("/big/bytes/" + BIG).build(), BodyHandlers.ofInputStream())
                .body()) {
            assertThat(StreamingTest.sha256(down)).isEqualTo(digest);
        }
        for (Process process : processes.reversed()) {
            process.destroy();
            assertThat(process.waitFor(15, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue())
                    .as(() -> output("gateway") + output("demo"))
                    .isZero();
        }
        assertThat(output("gateway")).doesNotContain("OutOfMemoryError").doesNotContain("Exception");
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60));
    }

    private void launch(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(USHER.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile());
        builder.environment().put("JAVA_OPTS", Distribution.QUICK_START + " -Xmx" + HEAP_MIB + "m");
        processes.add(builder.start());
    }

    /** The port of the first address that a process announces behind a text. */
    private int awaitPort(String name, String text) {
        Pattern address = Pattern.compile(text + ".*?http://[a-z0-9.]+:(\\d+)");
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> {
                            Matcher found = address.matcher(output(name));
                            return found.find() ? Integer.parseInt(found.group(1)) : 0;
                        },
                        found -> found > 0);
    }

    private String output(String name) {
        try {
            return Files.readString(log(name), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Path log(String name) {
        return directory.resolve(name + ".log");
    }
}
