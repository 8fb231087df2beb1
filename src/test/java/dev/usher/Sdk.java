package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The official JavaScript SDK, from npm, and what it is asked to do. */
public final class Sdk {

    private static final Path SOURCE = Path.of("src", "test", "sdk");
    private static final Path SDK = Path.of("target", "sdk");
    private static final List<String> FILES =
            List.of("package.json", "package-lock.json", ".npmrc", "check.mjs", "checks.mjs", "page.html");

    /** The SDK as its makers bundle it for browsers. */
    private static final String BUNDLE = "backendless.min.js";

    private Sdk() {}

    /** Installs it, or skips the test where it cannot be. */
    public static void install() throws IOException, InterruptedException {
        boolean node = runs("node", "--version") && runs("npm", "--version");
        if (System.getenv("CI") == null) {
            assumeTrue(node, "Node.js and npm are not installed: the SDK is not checked");
        }
        assertThat(node).as("Node.js and npm on CI").isTrue();
        Files.createDirectories(SDK);
        for (String file : FILES) {
            Files.copy(SOURCE.resolve(file), SDK.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Path log = SDK.resolve("npm.log");
        int exit = run(log, 300, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        assertThat(exit).as(() -> "npm ci: " + read(log)).isZero();
    }

    /** Runs all checks at once, then reports each as a test. */
    public static Stream<DynamicTest> checks(String name, String... options) throws IOException, InterruptedException {
        Path log = SDK.resolve(name + ".log");
        List<String> command = new ArrayList<>(List.of("node", "check.mjs"));
        command.addAll(List.of(options));
        int exit = run(log, 60, command.toArray(String[]::new));
        List<JsonObject> results = read(log)
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(JsonObject::new)
                .toList();
        DynamicTest end = DynamicTest.dynamicTest(
                "the script runs to its end",
                () -> assertThat(exit).as(() -> read(log)).isZero());
        return Stream.concat(Stream.of(end), tests(results));
    }

    /** One test for each of the checks, which are not few. */
    static Stream<DynamicTest> tests(List<JsonObject> results) {
        DynamicTest enough = DynamicTest.dynamicTest(
                "all of it is checked", () -> assertThat(results).hasSizeGreaterThan(20));
        return Stream.concat(
                Stream.of(enough),
                results.stream()
                        .map(result -> DynamicTest.dynamicTest(
                                result.getString("check"),
                                () -> assertThat(result.getBoolean("ok"))
                                        .as(result.getString("detail", ""))
                                        .isTrue())));
    }

    /** A file of the SDK or of ours, where it was installed. */
    static byte[] file(String name) throws IOException {
        return Files.readAllBytes(
                name.equals(BUNDLE) ? SDK.resolve("node_modules/backendless/dist/" + name) : SDK.resolve(name));
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }

    private static int run(Path log, int seconds, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(SDK.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(seconds, TimeUnit.SECONDS))
                    .as(() -> command[0] + " ends in time: " + read(log))
                    .isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
