package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import dev.usher.config.CustomSettings.TokenField;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a user server of another kind is described, and what is said of mistakes in that. */
class CustomProblemTest {

    private static final String RIGHT = """
            auth:
              url: http://users
              preset: custom
              custom:
                login: { path: login, token: /token, user: /user }
                validate: { path: /session }
                me: { path: me }
                user: { id: /id }
            routes: { /a: http://a }
            """;

    @Test
    void theRestHasDefaults() {
        CustomSettings custom = Texts.settings(RIGHT).auth().custom();

        assertThat(custom)
                .isEqualTo(new CustomSettings(
                        new CustomSettings.Login(
                                "/login",
                                "login",
                                "password",
                                JsonPointer.compile("/token"),
                                JsonPointer.compile("/user")),
                        new CustomSettings.Validate("/session", null),
                        null,
                        new CustomSettings.Me("/me", JsonPointer.empty()),
                        new CustomSettings.User(JsonPointer.compile("/id"), null),
                        new TokenField("authorization", "Bearer ")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "header: X-Key                       | x-key         | ''",
                "header: Authorization, scheme: Token | authorization | 'Token '",
                "header: X-Key, scheme: Key          | x-key         | 'Key '",
            })
    void aTokenMayHaveAnyFieldAndScheme(String token, String name, String prefix) {
        String text = RIGHT.replace("    user: { id", "    token: { " + token + " }\n    user: { id");

        assertThat(Texts.settings(text).auth().tokenField()).isEqualTo(new TokenField(name, prefix));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "path: login,     | `` | 5: login.path: is missing: the path below auth.url of the call that logs in",
                "token: /token,   | `` | 5: login.token: is missing: where the answer has the token, such as /token",
                "token: /token    | token: token | 5: login.token: must be a JSON pointer such as /user/id, or \"\" for"
                        + " the whole",
                "token: /token    | token: \"\" | 5: login.token: must point into the answer, such as /token: the token"
                        + " cannot be the whole",
                "path: /session   | path: '*' | 6: validate.path: must be a path below auth.url, such as sessions",
                "me: { path: me } | me: { path: me, at: now } | 7: me.at: unknown key; allowed: path, user",
                "{ id: /id }      | {} | 8: user.id: is missing: where a user has its id, such as /id",
                "id: /id          | id: \"\" | 8: user.id: must point to a property of the user, such as /id: it cannot"
                        + " be all of him",
                "id: /id          | id: /id, roles: \"\" | 8: user.roles: must point to a property of the user,"
                        + " such as /id: it cannot be all of him",
                "me: {            | token: { header: Content-Language }@me: { | 7: token.header: is a header with a"
                        + " meaning of its own; use a name such as user-token",
                "me: {            | logout: { path: out, method: PUT }@me: { | 7: logout.method: must be one of POST,"
                        + " GET, DELETE",
                "me: {            | token: { header: Host }@me: { | 7: token.header: is a header with a meaning of its"
                        + " own; use a name such as user-token",
                "me: {            | token: { scheme: 'a b' }@me: { | 7: token.scheme: must be a word such as Bearer",
                "me: {            | token: { scheme: B33 }@me: { | 7: token.scheme: must be a word such as Bearer",
                "/user }          | /user, login: 'a b' } | 5: login.login: must be the name of a field, up to 64"
                        + " visible characters",
                "/user }          | /user, password: P65 } | 5: login.password: must be the name of a field, up to 64"
                        + " visible characters",
                "path: me }       | path: me/ } | 7: me.path: must be a path below auth.url, such as sessions",
            })
    void aMistakeIsSaidWithItsLine(String right, String wrong, String expected) {
        String text = RIGHT.replace(
                right,
                wrong.replace("@", "\n    ").replace("B33", "B".repeat(33)).replace("P65", "p".repeat(65)));

        assertThat(Texts.problems(text)).contains("usher.yaml:" + expected.replaceFirst(": ", ": auth.custom."));
    }

    @Test
    void theLongestNamesAreKept() {
        String text = RIGHT.replace("/user }", "/user, login: " + "l".repeat(64) + " }")
                .replace("    user: {", "    token: { scheme: " + "S".repeat(32) + " }\n    user: {");

        CustomSettings custom =
                Objects.requireNonNull(Texts.settings(text).auth().custom());

        assertThat(custom.login().loginField()).hasSize(64);
        assertThat(custom.token().prefix()).isEqualTo("S".repeat(32) + " ");
    }

    @ParameterizedTest
    @CsvSource({"'', POST", "', method: GET', GET", "', method: DELETE', DELETE", "', method: POST', POST"})
    void aLogoutIsAPostUnlessTheFileSaysOtherwise(String more, String method) {
        String text = RIGHT.replace("    me:", "    logout: { path: out" + more + " }\n    me:");
        CustomSettings custom =
                Objects.requireNonNull(Texts.settings(text).auth().custom());

        assertThat(custom.logout()).isEqualTo(new CustomSettings.Logout("/out", method));
    }

    @Test
    void eachPresetHasItsOwnKeys() {
        assertThat(Texts.problems(RIGHT.replace("preset: custom", "preset: backendless")))
                .containsExactly("usher.yaml:4: auth.custom: needs preset: custom");
        assertThat(Texts.problems(RIGHT.replace("preset: custom", "preset: custom\n  whoami: me")))
                .containsExactly(
                        "usher.yaml:4: auth.whoami: is for preset: backendless; " + "custom.me says whose a token is");
        assertThat(Texts.problems(RIGHT + "login: { facade: [domain] }\n"))
                .containsExactly("usher.yaml:10: login: has a facade, which needs auth.preset: backendless");
        assertThat(Texts.problems("auth: { url: http://users, preset: custom }\nroutes: { /a: http://a }\n"))
                .contains("usher.yaml:1: auth.custom.me.path: is missing: the path below auth.url of the call "
                        + "that answers a token's user");
    }
}
