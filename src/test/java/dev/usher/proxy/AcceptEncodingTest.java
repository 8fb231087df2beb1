package dev.usher.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 9110 section 12.5.3 makes of what clients say of gzip. */
class AcceptEncodingTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "GZIP",
                "x-gzip",
                "deflate, gzip",
                "br, gzip;q=0.5",
                "br;q=1.0, gzip ; q=0.001, *;q=0",
                "*",
                "identity;q=0.5, gzip",
                "identity;q=0, *;q=0.5"
            })
    void itIsWanted(String line) {
        assertThat(AcceptEncoding.prefersGzip(List.of(line))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "br",
                "gzipx",
                "identity",
                "gzip;q=0",
                "gzip;q=0.000, *",
                "*;q=0",
                "identity, gzip;q=0.5",
                "gzip;q=2",
                "gzip;q=0.0001",
                "gzip;q=",
                "gzip;level=9",
                "gzip q=1"
            })
    void itIsNotWanted(String line) {
        assertThat(AcceptEncoding.prefersGzip(List.of(line))).isFalse();
    }

    @Test
    void severalLinesAreOneList() {
        assertThat(AcceptEncoding.prefersGzip(List.of())).isFalse();
        assertThat(AcceptEncoding.prefersGzip(List.of("br", "gzip"))).isTrue();
        assertThat(AcceptEncoding.prefersGzip(List.of("gzip;q=0.5", "identity")))
                .isFalse();
    }
}
