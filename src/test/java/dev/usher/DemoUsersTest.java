package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import dev.usher.sandbox.DemoUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The README's table of demo users says what the gateway answers each of them. */
class DemoUsersTest {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual();

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EMPTY")
    void theReadmeSaysWhatALoginAnswers(DemoUser user) throws IOException {
        Answer answer = gateway.client().login(user.email(), user.password());

        String outcome = answer.status() == 200
                ? "200"
                : answer.status() + ", code " + answer.json().get("code").asInt();
        assertThat(Files.readAllLines(Path.of("README.md")))
                .anyMatch(line ->
                        line.startsWith("| " + user.email() + " | " + user.password() + " | " + outcome + " | "));
        assertThat(answer.status() == 200).isEqualTo(user.logsIn());
    }
}
