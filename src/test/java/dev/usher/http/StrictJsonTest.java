package dev.usher.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.50",
                "100.00",
                "0.10",
                "12345678901234567890123456789",
                "0.1234567890123456789012345",
                "\"\u00e9\"",
                "{\"a\":[1,2,{\"b\":null}]}"
            })
    void whatWasReadIsWrittenTheSame(String json) throws IOException {
        assertThat(new String(StrictJson.write(StrictJson.parse(json.getBytes(UTF_8))), UTF_8))
                .isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{\"a\":1,\"a\":1}", "{} x", "[1", "SECRET", "1e99999999999", "[-1e-99999999999]"})
    void aRefusalHoldsNoneOfTheBytes(String json) {
        assertThatThrownBy(() -> StrictJson.parse(json.getBytes(UTF_8)))
                .isInstanceOf(IOException.class)
                .hasNoCause()
                .message()
                .doesNotContain("SECRET");
    }

    @Test
    void overlongUtf8IsRefused() {
        assertThatThrownBy(() -> StrictJson.parse(new byte[] {'"', (byte) 0xc0, (byte) 0xaf, '"'}))
                .isInstanceOf(IOException.class);
    }
}
