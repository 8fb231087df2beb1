package dev.usher.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeldomTest {

    private final List<String> written = new ArrayList<>();
    private long now;
    private final Seldom seldom = new Seldom(() -> now);

    @Test
    void someAreWrittenAndThenHowManyWereNot() {
        say(Seldom.MOST + 5);
        assertThat(written).hasSize(Seldom.MOST).containsOnly("");

        now += Seldom.WHILE.toNanos();
        say(2);
        assertThat(written).hasSize(Seldom.MOST + 2).endsWith(" (and 5 like it)", "");
    }

    @Test
    void whatIsSeldomIsAlwaysWritten() {
        for (int i = 0; i < 100; i++) {
            now += Seldom.WHILE.dividedBy(Seldom.MOST).toNanos();
            say(1);
        }
        assertThat(written).hasSize(100);
    }

    private void say(int times) {
        for (int i = 0; i < times; i++) {
            seldom.say(written::add);
        }
    }
}
