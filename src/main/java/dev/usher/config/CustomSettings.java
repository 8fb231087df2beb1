package dev.usher.config;

import com.fasterxml.jackson.core.JsonPointer;
import org.jspecify.annotations.Nullable;

/**
 * How a user server is asked that is none of Backendless's, and where its answers say what. Paths are below
 * {@code auth.url} and start with a slash; pointers are RFC 6901's.
 *
 * @param logout absent: it is not told
 */
public record CustomSettings(
        Login login, Validate validate, @Nullable Logout logout, Me me, User user, TokenField token) {

    /**
     * {@code POST} with a JSON object of two fields.
     *
     * @param token in the answer: the token of the new session
     * @param user in the answer: an object that is the user
     */
    public record Login(String path, String loginField, String passwordField, JsonPointer token, JsonPointer user) {}

    /**
     * {@code GET} in the name of a token.
     *
     * @param valid in a 2xx answer: whether the token counts; absent: any 2xx says so
     */
    public record Validate(String path, @Nullable JsonPointer valid) {}

    /** In the name of the token that is to end. */
    public record Logout(String path, String method) {}

    /**
     * {@code GET} in the name of a token.
     *
     * @param user in the answer: an object that is the token's user
     */
    public record Me(String path, JsonPointer user) {}

    /**
     * Where a user has what is not one of its properties.
     *
     * @param id text or a whole number that no other user has
     * @param roles a list of texts; absent: users have none
     */
    public record User(JsonPointer id, @Nullable JsonPointer roles) {}

    /**
     * The header that a call has its token in.
     *
     * @param name in lower case
     * @param prefix before the token, with its space; empty: nothing
     */
    public record TokenField(String name, String prefix) {

        static final TokenField BACKENDLESS = new TokenField("user-token", "");
    }
}
