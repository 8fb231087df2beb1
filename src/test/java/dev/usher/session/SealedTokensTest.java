package dev.usher.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.SealingKey;
import dev.usher.http.GatewayFailure;
import dev.usher.session.TokenFormat.Opened;
import dev.usher.userserver.UserToken;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedTokensTest {

    private static final URI USERS = URI.create("https://users.example.com/app/key");
    private static final SealingKey OLD = key(1);
    private static final SealingKey NEW = key(2);

    private final SealedTokens tokens = new SealedTokens(new Seals(List.of(OLD), USERS));

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBindingComesBackAsItWas(boolean stayLoggedIn) {
        Binding binding = binding("Alice \u00e9\ud83d\ude00", stayLoggedIn);

        assertThat(tokens.open(tokens.issue(binding))).isEqualTo(new Opened.Bound(binding));
    }

    @Test
    void theTokenShowsNothingAndIsNewEachTime() {
        Binding binding = binding("Alice", false);
        String token = tokens.issue(binding);

        assertThat(token).matches("us1\\.[0-9a-f]{8}\\.[A-Za-z0-9_-]+").isNotEqualTo(tokens.issue(binding));
        byte[] inside = Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
        assertThat(new String(inside, StandardCharsets.ISO_8859_1))
                .doesNotContain("Alice")
                .doesNotContain("TOKEN-OF-ALICE");
    }

    @Test
    void theFirstKeySealsAndAllOpen() {
        SealedTokens rotated = new SealedTokens(new Seals(List.of(NEW, OLD), USERS));
        SealedTokens onlyNew = new SealedTokens(new Seals(List.of(NEW), USERS));
        String old = tokens.issue(binding("Alice", false));
        String fresh = rotated.issue(binding("Alice", false));

        assertThat(rotated.open(old)).isInstanceOf(Opened.Bound.class);
        assertThat(onlyNew.open(fresh)).isInstanceOf(Opened.Bound.class);
        assertThat(tokens.open(fresh)).isInstanceOf(Opened.Malformed.class);
        assertThat(onlyNew.open(old)).isInstanceOf(Opened.Malformed.class);
    }

    @Test
    void withoutKeysTheTokensEndWithTheProcess() {
        String token = new SealedTokens(new Seals(List.of(), USERS)).issue(binding("Alice", false));

        assertThat(new SealedTokens(new Seals(List.of(), USERS)).open(token)).isInstanceOf(Opened.Malformed.class);
    }

    @Test
    void aTokenIsForOneUserServerOnly() {
        SealedTokens other =
                new SealedTokens(new Seals(List.of(OLD), URI.create("https://users.example.com/app/other")));

        assertThat(other.open(tokens.issue(binding("Alice", false)))).isInstanceOf(Opened.Malformed.class);
    }

    @Test
    void aChangeAtAnyPositionIsNoToken() {
        String token = tokens.issue(binding("Alice", false));
        for (int i = 0; i < token.length(); i++) {
            for (char c : new char[] {'A', 'B', '.', '=', '-', ' ', '\u00e9'}) {
                String tampered = token.substring(0, i) + c + token.substring(i + 1);
                if (!tampered.equals(token)) {
                    assertThat(tokens.open(tampered)).as("%s at %d", c, i).isInstanceOf(Opened.Malformed.class);
                }
            }
        }
    }

    @Test
    void aTokenCutOrGrownAtAnyPositionIsNoToken() {
        String token = tokens.issue(binding("Alice", false));
        for (int i = 0; i < token.length(); i++) {
            assertThat(tokens.open(token.substring(0, i))).isInstanceOf(Opened.Malformed.class);
            assertThat(tokens.open(token.substring(0, i) + "A" + token.substring(i)))
                    .isInstanceOf(Opened.Malformed.class);
        }
    }

    /** One session with several spellings would have several cache entries, and a logout ends but one. */
    @Test
    void anotherSpellingOfTheSameBytesIsNoToken() {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (String name : List.of("A", "Al", "Ali")) {
            String token = tokens.issue(binding(name, false));
            String text = token.substring(token.lastIndexOf('.') + 1);
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            for (int i = 0; i < alphabet.length(); i++) {
                String other = text.substring(0, text.length() - 1) + alphabet.charAt(i);
                if (!other.equals(text)
                        && Arrays.equals(bytes, Base64.getUrlDecoder().decode(other))) {
                    assertThat(tokens.open(token.replace(text, other))).isInstanceOf(Opened.Malformed.class);
                }
            }
            for (String other : List.of("=", "==", "\n")) {
                assertThat(tokens.open(token + other)).isInstanceOf(Opened.Malformed.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "us1", "us1.", "us1..", "us1.aaaaaaaa.", "us2.x.y", "TOKEN-OF-ALICE", "US1.AAAAAAAA.A"})
    void whatNeverWasATokenIsNone(String text) {
        assertThat(tokens.open(text)).isInstanceOf(Opened.Malformed.class);
    }

    @Test
    void aSessionThatWouldNotFitIntoACookieIsRefusedWithoutItsContent() {
        assertThatThrownBy(() -> tokens.issue(binding("x".repeat(4_000), false)))
                .isInstanceOf(GatewayFailure.ProfileTooLong.class)
                .message()
                .doesNotContain("TOKEN-OF-ALICE")
                .doesNotContain("xxx");
        assertThat(tokens.open("us1." + "x".repeat(100_000))).isInstanceOf(Opened.Malformed.class);
    }

    private static Binding binding(String name, boolean stayLoggedIn) {
        ObjectNode properties = JsonNodeFactory.instance.objectNode().put("name", name);
        return new Binding(
                new UserToken("TOKEN-OF-ALICE"), "U-1", properties, 1_700_000_000_000L, stayLoggedIn, !stayLoggedIn);
    }

    private static SealingKey key(int seed) {
        byte[] bytes = new byte[SealingKey.BYTES];
        Arrays.fill(bytes, (byte) seed);
        return SealingKey.of(bytes);
    }
}
