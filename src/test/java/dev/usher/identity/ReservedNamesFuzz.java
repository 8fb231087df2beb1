package dev.usher.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** No spelling of a name that the gateway writes is a client's, as the loosest server would read it. */
public class ReservedNamesFuzz {

    private static final ReservedNames NAMES = new ReservedNames(List.of("X-Plan", "X-User-Id", "X-Team.Name"));
    private static final Set<String> RESERVED =
            Set.of("xplan", "xuserid", "xteamname", "xuserroles", "usertoken", "forwarded", "xrealip", "xrequestid");
    private static final Set<String> AS_SPELLED = Set.of("content-length", "transfer-encoding", "host", "cookie");
    private static final Set<String> FREE = Set.of("accept", "x-user", "x-own", "user", "token", "contentlengthy");

    @FuzzTest(maxDuration = "2m")
    void fuzz(byte[] name) {
        law(new String(name, StandardCharsets.ISO_8859_1));
    }

    /** Holds of every name. */
    public static void law(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String folded = lower.replaceAll("[^a-z0-9]", "");
        boolean reserved = NAMES.contains(name);

        if (RESERVED.contains(folded) || folded.startsWith("xforwarded")) {
            assertThat(reserved).as(name).isTrue();
        }
        if (AS_SPELLED.stream().anyMatch(spelled -> folded.equals(spelled.replace("-", "")))) {
            assertThat(reserved).as(name).isEqualTo(!AS_SPELLED.contains(lower));
        }
        if (FREE.contains(lower)) {
            assertThat(reserved).as(name).isFalse();
        }
    }
}
