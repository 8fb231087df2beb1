package dev.usher.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.http.CannotKnow;
import dev.usher.http.GatewayFailure;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A person is told what to do, and not how the gateway is built. */
class PlainWordsTest {

    @ParameterizedTest
    @CsvSource({
        "PT0.001S, 1 second",
        "PT1S, 1 second",
        "PT1.5S, 2 seconds",
        "PT60S, 60 seconds",
        "PT60.5S, 2 minutes",
        "PT5M, 5 minutes",
        "PT119M, 119 minutes",
        "PT119M1S, 2 hours",
        "PT25H, 25 hours"
    })
    void theyAreToldHowLongToWaitAndNeverTooShort(Duration wait, String words) {
        assertThat(PlainWords.of(new GatewayFailure.RateLimited(wait)))
                .isEqualTo("Too many attempts. Try again in " + words + ".");
    }

    @Test
    void whetherTheUserServerIsBusyOrAwayIsNotAboutThem() {
        assertThat(PlainWords.of(CannotKnow.throttled(Duration.ofMinutes(3))))
                .isEqualTo("Too many people are signing in. Try again in 3 minutes.");
        assertThat(PlainWords.of(CannotKnow.slow(null)))
                .isEqualTo("Signing in does not work at the moment, whatever the password.");
    }

    @Test
    void aDefectIsOursAndNotExplained() {
        assertThat(PlainWords.of(new GatewayFailure.Internal(new IllegalStateException("secret"))))
                .isEqualTo("Something went wrong here. Try again in a moment.");
    }
}
