package dev.usher.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** What Connection nominates ends here, the body's frame does not, and nothing else does. */
public class HopByHopFuzz {

    private static final List<String> ALWAYS =
            List.of("connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "http2-settings");

    /** What Connection may say that is no field's name. */
    private static final List<String> OPTIONS = List.of("close", "keep-alive");

    @FuzzTest(maxDuration = "2m")
    void fuzz(byte[] lines) {
        law(new String(lines, StandardCharsets.ISO_8859_1));
    }

    /** Holds of every set of Connection fields, one a line. */
    public static void law(String lines) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        lines.lines().forEach(line -> headers.add("Connection", line));
        HopByHop ending = HopByHop.of(headers);

        assertThat(ALWAYS).allMatch(ending::ends);
        assertThat(ending.ends("content-length")).isFalse();
        boolean nominatesEvil = false;
        for (String token : lines.split("[,\r\n]", -1)) {
            String name = token.strip().toLowerCase(Locale.ROOT);
            nominatesEvil |= name.equals("x-evil");
            boolean isField = !name.isEmpty() && !OPTIONS.contains(name) && !name.equals("content-length");
            assertThat(!isField || ending.ends(name)).as(name).isTrue();
        }
        assertThat(ending.ends("x-evil")).isEqualTo(nominatesEvil);
    }
}
