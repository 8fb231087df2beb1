package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** Runs what was packaged, as its own process that ends with the test whatever happens. */
final class Distribution implements AutoCloseable {

    /** A process that lives for seconds has nothing from code that is compiled for long ones. */
    static final String QUICK_START = "-XX:TieredStopAtLevel=1";

    private static final int LIMIT_SECONDS = 60;

    private final Process process;
    private final Path out;
    private final Path err;

    private Distribution(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static Path home() {
        return Path.of(System.getProperty("usher.distribution", "target/usher-0.1.0"));
    }

    static Path launcher() {
        return home().resolve("bin/usher").toAbsolutePath();
    }

    /** Starts {@code bin/usher} on this test's own Java. */
    static Distribution usher(Path directory, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher().toString()));
        command.addAll(Arrays.asList(arguments));
        return start(
                directory,
                Map.of("USHER_JAVA_HOME", System.getProperty("java.home"), "JAVA_OPTS", QUICK_START),
                command);
    }

    /** Starts a command with the given variables beside the machine's; an empty value removes one. */
    static Distribution start(Path directory, Map<String, String> variables, List<String> command) throws IOException {
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path err = Files.createTempFile(directory, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(interruptible(command))
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        Map<String, String> environment = builder.environment();
        new HashMap<>(variables).forEach((name, value) -> {
            if (value.isEmpty()) {
                environment.remove(name);
            } else {
                environment.put(name, value);
            }
        });
        return new Distribution(builder.start(), out, err);
    }

    /** A build in the background has SIGINT ignored, and every child inherits that; a terminal's has not. */
    private static List<String> interruptible(List<String> command) {
        Path env = Path.of("/usr/bin/env");
        if (!ignoresInterrupts() || !Files.isExecutable(env)) {
            return command;
        }
        List<String> reset = new ArrayList<>(List.of(env.toString(), "--default-signal=INT"));
        reset.addAll(command);
        return reset;
    }

    private static boolean ignoresInterrupts() {
        try {
            Matcher ignored = Pattern.compile("SigIgn:\\s+\\p{XDigit}*(\\p{XDigit})\\n")
                    .matcher(Files.readString(Path.of("/proc/self/status")));
            return ignored.find() && (Character.digit(ignored.group(1).charAt(0), 16) & 2) != 0;
        } catch (IOException notLinux) {
            return false;
        }
    }

    /** Waits until standard output has a text, and fails as soon as the process has ended without it. */
    String awaitOutput(String text) {
        Awaitility.await()
                .atMost(LIMIT_SECONDS, TimeUnit.SECONDS)
                .failFast(() -> assertThat(process.isAlive() || out().contains(text))
                        .as(() -> "it runs: " + out() + err())
                        .isTrue())
                .until(() -> out().contains(text));
        return out();
    }

    /** Sends a signal as a terminal or an orchestrator does. */
    void signal(String name) throws IOException, InterruptedException {
        int sent = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
        assertThat(sent).isZero();
    }

    int awaitExit(int seconds) throws InterruptedException {
        assertThat(process.waitFor(seconds, TimeUnit.SECONDS))
                .as(() -> "ends within " + seconds + " s: " + out() + err())
                .isTrue();
        return process.exitValue();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError("cannot be read: " + file, e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
