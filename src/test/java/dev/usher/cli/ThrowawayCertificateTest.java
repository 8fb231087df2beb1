package dev.usher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThrowawayCertificateTest {

    private static final Path KEYTOOL = Path.of(System.getProperty("java.home"), "bin", "keytool");

    @TempDir
    private Path directory;

    private Path place = Path.of("");

    @BeforeEach
    void makePlace() throws IOException {
        place = Files.createDirectory(directory.resolve("place"));
    }

    @Test
    void isMadeWhereverJavaIs() throws Exception {
        Path keytool = keytool("exec '" + KEYTOOL + "' \"$@\"");

        try (ThrowawayCertificate own = new ThrowawayCertificate(place)) {
            own.fill(keytool, Duration.ofSeconds(60));

            assertThat(own.certificate()).content().startsWith("-----BEGIN CERTIFICATE-----");
            assertThat(own.key()).content().startsWith("-----BEGIN PRIVATE KEY-----");
        }
        assertThat(place).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 1", "exit 0", "exec sleep 60"})
    @Timeout(20)
    void leavesNothingBehindWhereItFails(String script) throws IOException {
        Path keytool = keytool(script);

        assertThatThrownBy(() -> new ThrowawayCertificate(place).fill(keytool, Duration.ofMillis(300)))
                .isInstanceOf(Exception.class);
        assertThat(place).doesNotExist();
    }

    private Path keytool(String script) throws IOException {
        Path program = Files.createDirectory(directory.resolve("with a blank")).resolve("keytool");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
}
