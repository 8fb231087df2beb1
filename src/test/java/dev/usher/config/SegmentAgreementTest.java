package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.http.GatewayFailure;
import dev.usher.http.RequestTarget;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Patterns and requests are brought into one form by two readers. Where they disagreed, a pattern would be taken and
 * never match: a route that nobody reaches, or a rule that protects nothing.
 */
class SegmentAgreementTest {

    private static final String[] PARTS = {
        "a",
        "Z",
        "0",
        "9",
        "-",
        ".",
        "_",
        "~",
        "!",
        "$",
        "&",
        "'",
        "(",
        ")",
        ",",
        "=",
        ":",
        "@",
        "%41",
        "%7e",
        "%2E",
        "%2d",
        "%20",
        "%22",
        "%25",
        "%2525",
        "%2a",
        "%2A",
        "%2b",
        "+",
        "*",
        "%2f",
        "%5C",
        "%3b",
        ";",
        "%00",
        "%7f",
        "%",
        "%4",
        "%zz",
        "%c3%a9",
        "%C3",
        "%a9",
        "%e2%82%ac",
        "%f0%9f%98%80",
        "%ed%a0%80",
        "%ff",
        "\u00e9",
        "\u20ac",
        "\ud83d\ude00",
        "\ud800",
        " ",
        "\"",
        "[",
        "|",
        "\\",
        "#"
    };

    @Test
    void aPatternThatIsTakenIsFoundByARequestForIt() {
        Random random = new Random(20_261);
        int taken = 0;
        for (int i = 0; i < 100_000; i++) {
            String written = segment(random);
            String pattern = pattern(written);
            if (pattern != null) {
                taken++;
                assertThat(request(asAClientSendsIt(written))).as(written).isEqualTo(pattern);
                assertThat(request(pattern)).as(written).isEqualTo(pattern);
            }
        }
        assertThat(taken).isGreaterThan(10_000);
    }

    /** All but a plus, which patterns leave to {@code *}. */
    @Test
    void whatARequestMayAskForAPatternMaySay() {
        Random random = new Random(20_262);
        int taken = 0;
        for (int i = 0; i < 100_000; i++) {
            String written = segment(random);
            String requested = request(written);
            if (requested != null && !requested.contains("+") && !requested.contains("%2B")) {
                taken++;
                assertThat(pattern(requested)).as(written).isEqualTo(requested);
            }
        }
        assertThat(taken).isGreaterThan(10_000);
    }

    private static String segment(Random random) {
        StringBuilder segment = new StringBuilder();
        int kinds = random.nextBoolean() ? PARTS.length : 25;
        for (int n = random.nextInt(5); n >= 0; n--) {
            segment.append(PARTS[random.nextInt(kinds)]);
        }
        return segment.toString();
    }

    private static @Nullable String pattern(String segment) {
        try {
            List<String> segments = RoutePattern.parse("/" + segment).segments();
            boolean standsForItself = segments.size() == 1 && !segments.contains(RoutePattern.ANY);
            return standsForItself ? segments.getFirst() : null;
        } catch (Rejected notAPattern) {
            return null;
        }
    }

    private static @Nullable String request(String segment) {
        try {
            return RequestTarget.parse("/" + segment).path().substring(1);
        } catch (GatewayFailure.BadRequest ambiguous) {
            return null;
        }
    }

    /** A file may have what a request line may not: characters beyond ASCII, which clients escape. */
    private static String asAClientSendsIt(String written) {
        StringBuilder sent = new StringBuilder();
        for (byte octet : written.getBytes(StandardCharsets.UTF_8)) {
            if (octet < 0) {
                sent.append('%').append(HexFormat.of().toHexDigits(octet));
            } else {
                sent.append((char) octet);
            }
        }
        return sent.toString();
    }
}
