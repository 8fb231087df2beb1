package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Alone, since what others have had refused leaves no room for its lines. */
class LoginAuditTest {

    private static final FakeTime time = new FakeTime();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .at(time, time)
            .with("trusted-proxies", "[127.0.0.1]")
            .throttled("{}");

    private final Guesses guesses = new Guesses(gateway.client(), "198.51.100.1");

    /** Ten lines in ten seconds, and how many there were; an account has the same alias however it is spelled. */
    @Test
    void whatIsRefusedIsInTheAuditLogWithoutTheNamesOfAccounts() {
        for (int i = 0; i < 5; i++) {
            guesses.login("mallory@example.com", "wrong");
        }
        try (AuditLines audit = new AuditLines()) {
            guesses.login("mallory@example.com", "wrong");
            guesses.login(" Mallory@example.com", "wrong");
            for (int i = 0; i < 40; i++) {
                guesses.login("somebody-" + i, "wrong");
            }

            assertThat(audit.all())
                    .hasSizeBetween(2, 10)
                    .allSatisfy(line -> assertThat(line)
                            .contains("\"event\":\"login-refused\"", "\"address\":\"" + guesses.address() + "\"")
                            .doesNotContainIgnoringCase("mallory")
                            .doesNotContain("somebody"));
            assertThat(audit.all().getFirst())
                    .matches("\\{\"time\":\"[^\"]+\",\"event\":\"login-refused\",\"limit\":\"login-account\","
                            + "\"address\":\"[^\"]+\",\"account\":\"[0-9a-f]{64}\".*}");
            assertThat(audit.all().get(1)).isEqualTo(audit.all().getFirst());
            assertThat(audit.all().getLast())
                    .contains("\"limit\":\"login-address\"")
                    .doesNotContain("account");
        }
    }
}
