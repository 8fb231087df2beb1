package dev.usher.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Names are compared as the loosest server behind us would. */
class ReservedNamesTest {

    private final ReservedNames names = new ReservedNames(List.of("X-Plan", "Remote_User", "X-User-Id"));

    @Test
    void mappedAndFixedNamesAreReservedInEverySpelling() {
        for (String name : List.of(
                "X-Plan",
                "x_plan",
                "x.PLAN",
                "XPLAN",
                "-x-plan-",
                "remote-user",
                "Remote.User",
                "X-User-Id",
                "x_user_roles",
                "User-Token",
                "user_token",
                "Forwarded",
                "X-Forwarded-Anything",
                "xforwarded",
                "x_forwarded_for",
                "X-Request-ID",
                "X-Rewrite_URL",
                "X-HTTP-Method-Override")) {
            assertThat(names.contains(name)).as(name).isTrue();
        }
    }

    @Test
    void otherNamesAreFree() {
        for (String name : List.of(
                "X-Plane",
                "Plan",
                "X-Pla",
                "X-User",
                "X-User-Idx",
                "X-Forward",
                "Forwarded-For",
                "Token",
                "User",
                "",
                "---",
                "Cookie",
                "Accept",
                "X-Forwarde")) {
            assertThat(names.contains(name)).as(name).isFalse();
        }
    }

    /** The table is only a faster way to fold and look up. */
    @Test
    void everyNameIsReservedExactlyWhenItsFoldedFormIs() {
        Set<String> folded = Set.of("xplan", "remoteuser", "xuserid");
        Random random = new Random(7_230);
        for (int i = 0; i < 200_000; i++) {
            StringBuilder name = new StringBuilder();
            String seed =
                    List.of("xplan", "remoteuser", "xuserid", "xplna", "userid").get(random.nextInt(5));
            for (int at = 0; at < seed.length(); at++) {
                char c = seed.charAt(at);
                name.append(random.nextInt(8) == 0 ? "-_.!".charAt(random.nextInt(4)) : "");
                name.append(random.nextBoolean() ? Character.toUpperCase(c) : c);
                name.append(random.nextInt(60) == 0 ? "q" : "");
            }
            String form = name.toString().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
            assertThat(names.contains(name)).as(name.toString()).isEqualTo(folded.contains(form));
        }
    }
}
