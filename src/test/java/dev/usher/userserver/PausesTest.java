package dev.usher.userserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PausesTest {

    /** Two calls may have been under way when the first one heard of it. */
    @Test
    void aShorterPauseDoesNotEndALongerOne() {
        Pauses pauses = new Pauses();
        pauses.begin(Operation.LOGIN, Duration.ofSeconds(30), 0);

        pauses.begin(Operation.LOGIN, Duration.ofSeconds(5), 0);

        assertThat(pauses.left(Operation.LOGIN, 0)).isEqualTo(Duration.ofSeconds(30));
    }
}
