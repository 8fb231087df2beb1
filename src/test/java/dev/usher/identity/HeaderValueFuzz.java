package dev.usher.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** No property can end its field, begin another one, or pass for another text. */
public class HeaderValueFuzz {

    @FuzzTest(maxDuration = "2m")
    void fuzz(byte[] property) {
        law(new String(property, StandardCharsets.UTF_8));
    }

    /** Holds of every text, and of its lines as a list. */
    public static void law(String text) {
        String value = HeaderValue.of(new TextNode(text));
        isOneField(value);
        if (value != null) {
            assertThat(decoded(value)).isEqualTo(asUtf8(text));
        }
        List<String> elements = text.lines().filter(line -> !line.isEmpty()).toList();
        String joined = HeaderValue.of(array(elements));
        isOneField(joined);
        assertThat(joined).isEqualTo(HeaderValue.of(elements));
        if (joined != null) {
            assertThat(Arrays.stream(joined.split(",", -1)).map(HeaderValueFuzz::decoded))
                    .containsExactlyElementsOf(
                            elements.stream().map(HeaderValueFuzz::asUtf8).toList());
        }
    }

    private static void isOneField(@Nullable String value) {
        if (value != null) {
            assertThat(value).hasSizeBetween(1, HeaderValue.MAX_LENGTH).matches("[!-~]([ -~]*[!-~])?");
        }
    }

    private static ArrayNode array(List<String> elements) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        elements.forEach(array::add);
        return array;
    }

    /** As {@code decodeURIComponent} does it: a plus is a plus. */
    private static String decoded(String value) {
        return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Half a surrogate pair has no UTF-8. */
    private static String asUtf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
