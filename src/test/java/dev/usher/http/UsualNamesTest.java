package dev.usher.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name that is known is the very same, as it was spelled; one that is not is nobody else's. */
class UsualNamesTest {

    private static @Nullable CharSequence found(String line, int start, int length) {
        return UsualNames.of(line.getBytes(StandardCharsets.US_ASCII), start, length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Type", "content-type", "ETag", "etag", "Strict-Transport-Security"})
    void aUsualNameIsMadeOnce(String name) {
        CharSequence known = found(name, 0, name.length());

        assertThat(known).hasToString(name).isSameAs(found("\r\n" + name + ": a", 2, name.length()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CONTENT-TYPE", "Content-typE", "X-User-Id", "Strict-Transport-Security-And-More"})
    void anotherSpellingOrNameIsNotTakenForOne(String name) {
        assertThat(found(name, 0, name.length())).isNull();
    }

    @Test
    void theEndOfAnotherNameIsNotOne() {
        assertThat(found("X-Server: a", 0, 8)).isNull();
    }
}
