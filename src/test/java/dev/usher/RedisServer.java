package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real Redis on a free port, which keeps nothing on disk and can be killed, stopped in its tracks and started again.
 * Where there is no {@code redis-server}, the class is skipped; on CI it fails. Register it before the gateways, with
 * {@code @Order}.
 */
public final class RedisServer implements BeforeAllCallback, AfterAllCallback {

    private final int port = FreePort.any();
    private final List<String> options;
    private @Nullable Process process;

    /** @param options as on Redis's command line; {@code PORT} in them is its port, {@code FREE} another one */
    public RedisServer(String... options) {
        this.options = Stream.of(options)
                .map(option -> option.replace("PORT", Integer.toString(port)).replace("FREE", "" + FreePort.any()))
                .toList();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        boolean installed = isInstalled();
        if (System.getenv("CI") == null) {
            assumeTrue(installed, "redis-server is not installed (Debian's package redis-server): nothing is shared");
        }
        assertThat(installed).as("redis-server on CI").isTrue();
        start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (process != null) {
            kill();
        }
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** With nothing in it. */
    public void start() throws IOException {
        Path directory = Files.createTempDirectory("usher-redis");
        List<String> command = new ArrayList<>(List.of("redis-server"));
        if (options.contains("--sentinel")) {
            Path file = Files.writeString(directory.resolve("sentinel.conf"), "");
            command.add(file.toString());
        }
        command.addAll(List.of("--bind", "127.0.0.1", "--dir", directory.toString(), "--loglevel", "warning"));
        if (!options.contains("--sentinel")) {
            command.addAll(List.of("--save", "", "--appendonly", "no"));
        }
        if (!options.contains("--tls-port")) {
            command.addAll(List.of("--port", Integer.toString(port)));
        }
        command.addAll(options);
        Path log = directory.resolve("log");
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process = started;
        Awaitility.await().until(() -> listens(started, log));
    }

    public boolean isRunning() {
        return running().isAlive();
    }

    /** Its connections break, and there is nobody. */
    public void kill() throws InterruptedException {
        running().destroyForcibly().waitFor();
    }

    /** It hangs: connections stand, and nobody answers. */
    public void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    /** Says a command and returns what is answered, without the last line break. */
    public String cli(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("redis-cli", "-h", "127.0.0.1", "-p", Integer.toString(port)));
        all.addAll(List.of(command));
        Process cli = new ProcessBuilder(all).redirectErrorStream(true).start();
        String answer = new String(cli.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(cli.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return answer.strip();
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(running().pid()))
                .start()
                .waitFor();
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("Redis was not started");
        }
        return process;
    }

    private boolean listens(Process started, Path log) throws IOException {
        assertThat(started.isAlive()).as(() -> "Redis said: " + read(log)).isTrue();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isInstalled() {
        return Stream.of("redis-server", "redis-cli")
                .allMatch(tool -> Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool))));
    }
}
