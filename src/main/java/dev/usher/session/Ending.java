package dev.usher.session;

import org.jspecify.annotations.Nullable;

/**
 * A session that does not count from now on.
 *
 * @param token the hash of what its client holds, as in {@link Session#hash}
 * @param userId absent for a token whose user was not known here
 */
public record Ending(TokenHash token, @Nullable String userId, Cause cause) {

    /** Why a session ends. */
    public enum Cause {
        /** Its client logged out here. */
        LOGOUT,
        /** The user server said, in whatever words, that the token is none any more. */
        DEAD,
        /** An operator took it away. */
        REVOKED,
        /** It has reached {@code session.max-age}. */
        TOO_OLD,
        /** It was not used for {@code session.idle}. */
        IDLE,
        /** Another replica said that it has ended. */
        ELSEWHERE
    }
}
