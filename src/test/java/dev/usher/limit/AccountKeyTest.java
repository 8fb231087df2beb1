package dev.usher.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What user servers take for the same account is one. */
class AccountKeyTest {

    private static final AccountKey ZOE = AccountKey.of("zoe@example.com");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Zoe@Example.COM",
                // what Java's trim takes
                "\0zoe@example.com\u0008",
                "\u000ezoe@example.com\u001b",
                "zoe@example.com\u007f",
                " \u0001 zoe@example.com\u3000\u0001\u00a0",
                // what nobody sees
                "z\u200boe@exam\u00adple.com\ufeff",
                "\u202ezoe@example.com",
                "zoe@example.com\ue000",
                "zoe@example.com\ud800",
                // what collations ignore
                "zo\u00eb@example.com",
                "Zo\u0112\u0323@example.com",
                "zoe\u0308\u034f\ufe0f@example.com",
                "\uff3aoe\uff20example\uff0ecom",
            })
    @Tag("T19")
    void isOneHoweverItIsSpelled(String spelling) {
        assertThat(AccountKey.of(spelling)).isEqualTo(ZOE);
    }

    /** Its small letter has a dot of its own. */
    @Test
    void aCapitalThatFallsApartIsOneLetter() {
        assertThat(AccountKey.of("\u0130da")).isEqualTo(AccountKey.of("ida"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zoe@example.org", "zo@example.com", "z oe@example.com", "\u0396oe@example.com"})
    void othersAreOthers(String other) {
        assertThat(AccountKey.of(other)).isNotEqualTo(ZOE);
    }
}
