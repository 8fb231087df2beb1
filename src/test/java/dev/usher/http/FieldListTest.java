package dev.usher.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import org.junit.jupiter.api.Test;

class FieldListTest {

    private final FieldList fields = new FieldList();

    @Test
    void keepsAllInTheirOrder() {
        for (int i = 0; i < 50; i++) {
            fields.add("x-" + i, "a");
            fields.add("x-again", String.valueOf(i));
        }

        MultiMap copied = copy();
        assertThat(copied.getAll("x-again")).hasSize(50).startsWith("0", "1").endsWith("49");
        assertThat(copied.entries().get(98).getKey()).isEqualTo("x-49");
    }

    @Test
    void namesAreTheSameInAnyCaseAndOfAnyKind() {
        fields.add("Content-Length", "1");

        assertThat(fields.get(AsciiString.of("content-length"))).isEqualTo("1");
        assertThat(fields.contains("CONTENT-LENGTH")).isTrue();
        assertThat(fields.get("Content-Lengths")).isNull();
        assertThat(fields.contains("1")).isFalse();
    }

    @Test
    void whatIsSetTakesThePlaceOfAllOfItsName() {
        fields.add("a", "1");
        fields.add("b", "2");
        fields.add("A", "3");

        fields.set(AsciiString.of("a"), "4");

        assertThat(copy().entries()).extracting(Object::toString).containsExactly("b=2", "a=4");
    }

    @Test
    void whatIsRemovedIsGone() {
        fields.add("a", "1");
        fields.add("b", "2");

        fields.remove("B");
        fields.remove("c");

        assertThat(fields.contains("b")).isFalse();
        assertThat(copy().names()).containsExactly("a");
    }

    @Test
    void aCodecsMapLooksAtWhatItGets() {
        fields.add("a", "1\r\nb: 2");

        assertThatIllegalArgumentException().isThrownBy(this::copy);
    }

    private MultiMap copy() {
        MultiMap headers = HttpHeaders.headers();
        fields.copyTo(headers);
        return headers;
    }
}
