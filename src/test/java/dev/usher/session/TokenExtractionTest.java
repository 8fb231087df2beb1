package dev.usher.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.config.CookieSettings;
import dev.usher.config.CookieSettings.SameSite;
import dev.usher.config.FacadeSettings;
import dev.usher.config.LoginSettings;
import dev.usher.config.LoginSettings.TokenSource;
import dev.usher.config.PageSettings;
import dev.usher.config.ThrottleSettings;
import dev.usher.http.TokensDisagree;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenExtractionTest {

    private final TokenExtraction everywhere =
            extraction(new TokenSource.Bearer(), new TokenSource.Header("user-token"), new TokenSource.Cookie());

    @ParameterizedTest
    @CsvSource({
        "Authorization, Bearer abc",
        "authorization, bearer   abc",
        "AUTHORIZATION, BEARER abc",
        "User-Token, abc",
        "Cookie, a=1; s=abc; b=2"
    })
    void aTokenIsFoundInEachPlace(String name, String value) {
        assertThat(everywhere.token(headers(name, value), true)).isEqualTo("abc");
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization, Basic abc",
        "Authorization, Bearerabc",
        "Authorization, 'Bearer '",
        "Authorization, DPoP abc",
        "User-Token, ''",
        "User-Token, ' '",
        "Cookie, 's='",
        "Cookie, S=abc",
        "Cookie, xs=abc",
        "X-User-Token, abc"
    })
    void whatIsNoTokenIsNone(String name, String value) {
        assertThat(everywhere.token(headers(name, value), true)).isNull();
    }

    @Test
    void equalCopiesAreOneToken() {
        assertThat(everywhere.token(
                        headers(
                                "Authorization",
                                "Bearer abc",
                                "user-token",
                                "abc",
                                "user-token",
                                "abc",
                                "Cookie",
                                "s=abc;s=abc"),
                        true))
                .isEqualTo("abc");
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization, Bearer abc, Authorization, Bearer abd",
        "Authorization, Bearer abc, user-token, ABC",
        "Authorization, Bearer abc, Cookie, s=x",
        "user-token, abc, user-token, x",
        "user-token, abc, Cookie, s=x",
        "Cookie, s=abc, Cookie, s=x",
        "Cookie, s=abc; s=x, Cookie, s=abc"
    })
    @Tag("T20")
    void tokensThatDisagreeAreABadRequest(String name, String value, String otherName, String otherValue) {
        assertThatThrownBy(() -> everywhere.token(headers(name, value, otherName, otherValue), true))
                .isInstanceOf(TokensDisagree.class)
                .message()
                .doesNotContain("abc");
    }

    @Test
    void onlyThePlacesOfTheFileAreLookedAt() {
        TokenExtraction headerOnly = extraction(new TokenSource.Header("x-key"));

        assertThat(headerOnly.token(headers("Authorization", "Bearer abc", "Cookie", "s=x", "X-Key", "y"), true))
                .isEqualTo("y");
    }

    private static TokenExtraction extraction(TokenSource... sources) {
        CookieSettings cookie = new CookieSettings("s", SameSite.LAX);
        return new TokenExtraction(new LoginSettings(
                "/auth",
                cookie,
                List.of(sources),
                Set.of(),
                Set.of(),
                PageSettings.USUAL,
                new ThrottleSettings(null, null),
                FacadeSettings.NONE));
    }

    private static MultiMap headers(String... namesAndValues) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }
}
