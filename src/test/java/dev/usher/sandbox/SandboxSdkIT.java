package dev.usher.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The official JavaScript SDK against the sandbox: what it accepts is what the sandbox must speak. */
class SandboxSdkIT {

    private static final Path SOURCE = Path.of("src", "test", "sdk");
    private static final Path SDK = Path.of("target", "sdk");
    private static final List<String> FILES = List.of("package.json", "package-lock.json", ".npmrc", "check.mjs");

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @BeforeAll
    static void install() throws IOException, InterruptedException {
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

    @TestFactory
    Stream<DynamicTest> theSdkWorksWithIdAndKeyInThePath() throws IOException, InterruptedException {
        SandboxUserServer sandbox =
                SandboxUserServer.start(vertx, SandboxOptions.defaults()).await();
        return checks("path", "--server-url", sandbox.origin());
    }

    @TestFactory
    Stream<DynamicTest> theSdkWorksWithADomain() throws IOException, InterruptedException {
        SandboxUserServer sandbox =
                SandboxUserServer.start(vertx, SandboxOptions.defaults()).await();
        return checks("domain", "--domain", sandbox.origin());
    }

    /** Runs all checks at once, then reports each as a test. */
    private static Stream<DynamicTest> checks(String form, String option, String value)
            throws IOException, InterruptedException {
        Path log = SDK.resolve(form + ".log");
        int exit = run(log, 60, "node", "check.mjs", option, value);
        List<JsonObject> results = read(log)
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(JsonObject::new)
                .toList();
        List<DynamicTest> tests = new ArrayList<>();
        tests.add(DynamicTest.dynamicTest("the script runs to its end", () -> {
            assertThat(exit).as(() -> read(log)).isZero();
            assertThat(results).hasSizeGreaterThan(15);
        }));
        for (JsonObject result : results) {
            tests.add(DynamicTest.dynamicTest(
                    result.getString("check"),
                    () -> assertThat(result.getBoolean("ok"))
                            .as(result.getString("detail", ""))
                            .isTrue()));
        }
        return tests.stream();
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
