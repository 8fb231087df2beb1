package dev.usher.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoTest {

    private final List<Integer> workedOut = new ArrayList<>();
    private final Memo<Integer, String> memo = new Memo<>(3, key -> {
        workedOut.add(key);
        return "v" + key;
    });

    @Test
    void whatIsKnownIsNotWorkedOutAgain() {
        assertThat(List.of(memo.of(1), memo.of(2), memo.of(1))).containsExactly("v1", "v2", "v1");
        assertThat(workedOut).containsExactly(1, 2);
    }

    @Test
    void beyondItsLimitItBeginsAnew() {
        for (int key = 0; key < 1_000; key++) {
            assertThat(memo.of(key)).isEqualTo("v" + key);
        }
        workedOut.clear();
        for (int key = 0; key < 1_000; key++) {
            assertThat(memo.of(key)).isEqualTo("v" + key);
        }
        assertThat(workedOut).as("those that it had forgotten").hasSizeGreaterThanOrEqualTo(997);
    }
}
