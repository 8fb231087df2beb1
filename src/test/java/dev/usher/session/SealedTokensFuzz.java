package dev.usher.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.usher.config.SealingKey;
import dev.usher.session.TokenFormat.Opened;
import dev.usher.userserver.UserToken;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Only what was sealed here opens; everything else is malformed, and never an exception. */
public class SealedTokensFuzz {

    private static final SealedTokens TOKENS = new SealedTokens(new Seals(
            List.of(SealingKey.of(new byte[SealingKey.BYTES])), URI.create("https://users.example.com/app/key")));
    private static final String TOKEN = TOKENS.issue(new Binding(
            new UserToken("TOKEN-OF-ALICE"),
            "U-1",
            JsonNodeFactory.instance.objectNode(),
            1_700_000_000_000L,
            false,
            false));
    private static final String HEAD = TOKEN.substring(0, TOKEN.lastIndexOf('.') + 1);

    @FuzzTest(maxDuration = "2m")
    void fuzz(byte[] text) {
        law(new String(text, StandardCharsets.ISO_8859_1));
    }

    /** Holds of every text: as a token, behind a good head, before and behind a good token, and as flipped bits. */
    public static void law(String text) {
        opensOnlyWhatWasSealed(text);
        opensOnlyWhatWasSealed(HEAD + text);
        opensOnlyWhatWasSealed(TOKEN + text);
        opensOnlyWhatWasSealed(text + TOKEN);
        opensOnlyWhatWasSealed(flipped(text));
    }

    /** Each pair of characters names a bit of the token. */
    private static String flipped(String text) {
        StringBuilder token = new StringBuilder(TOKEN);
        for (int i = 0; i + 1 < text.length(); i += 2) {
            int at = (text.charAt(i) * 256 + text.charAt(i + 1)) / 8 % TOKEN.length();
            token.setCharAt(at, (char) (token.charAt(at) ^ 1 << text.charAt(i + 1) % 8));
        }
        return token.toString();
    }

    private static void opensOnlyWhatWasSealed(String text) {
        assertThat(TOKENS.open(text) instanceof Opened.Bound).as(text).isEqualTo(text.equals(TOKEN));
    }
}
