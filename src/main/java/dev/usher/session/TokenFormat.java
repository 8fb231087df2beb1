package dev.usher.session;

import dev.usher.http.GatewayFailure;
import dev.usher.userserver.UserToken;

/** What clients hold, and what can be read from it without asking anybody. Safe from every thread. */
sealed interface TokenFormat permits SealedTokens, NativeTokens {

    /**
     * Makes the client's token for a new session.
     *
     * @throws GatewayFailure.ProfileTooLong when the binding does not fit into one
     */
    String issue(Binding binding);

    Opened open(String token);

    /** What a token says by itself. */
    sealed interface Opened {
        /** It was made here, for this user. */
        record Bound(Binding binding) implements Opened {}

        /** It may be one of the user server's; whose, it does not say. */
        record Foreign(UserToken token) implements Opened {}

        /** It cannot be a token. */
        record Malformed() implements Opened {
            static final Malformed INSTANCE = new Malformed();
        }
    }
}
