package dev.usher.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The session's cookie is taken out whole, and no other cookie is lost or changed. */
public class CookiesFuzz {

    private static final String NAME = "__Host-session";

    @FuzzTest(maxDuration = "2m")
    void fuzz(byte[] line) {
        law(new String(line, StandardCharsets.ISO_8859_1));
    }

    /** Holds of every Cookie field. */
    public static void law(String line) {
        List<String> others = pairs(line).stream().filter(pair -> !isOurs(pair)).toList();
        List<String> own = pairs(line).stream()
                .filter(CookiesFuzz::isOurs)
                .map(pair -> trimmed(pair.substring(pair.indexOf('=') + 1)))
                .toList();
        String rest = Cookies.without(line, NAME);

        assertThat(values(line)).isEqualTo(own);
        assertThat(rest == null ? List.of() : pairs(rest)).isEqualTo(others);
        if (rest != null) {
            assertThat(values(rest)).isEmpty();
            assertThat(Cookies.without(rest, NAME)).isEqualTo(rest);
        }
    }

    private static List<String> values(String line) {
        return Cookies.values(MultiMap.caseInsensitiveMultiMap().add("Cookie", line), NAME);
    }

    private static List<String> pairs(String line) {
        return Arrays.stream(line.split(";", -1))
                .map(CookiesFuzz::trimmed)
                .filter(pair -> !pair.isEmpty())
                .toList();
    }

    private static boolean isOurs(String pair) {
        return pair.matches("(?s)" + NAME + "[ \t]*=.*");
    }

    private static String trimmed(String text) {
        return text.replaceAll("^[ \t]+|[ \t]+\\z", "");
    }
}
