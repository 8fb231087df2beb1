package dev.usher.session;

import dev.usher.identity.IdentityHeader;
import dev.usher.userserver.UserToken;
import java.util.List;

/**
 * What the gateway knows about a token: whose it is, with which roles, and the headers that say so, encoded once.
 * Immutable; made by this package alone, after the user server has said that the token is valid.
 */
public final class Session {

    private final TokenHash hash;
    private final Binding binding;
    private final List<String> roles;
    private final List<IdentityHeader> headers;

    Session(TokenHash hash, Binding binding, List<String> roles, List<IdentityHeader> headers) {
        this.hash = hash;
        this.binding = binding;
        this.roles = List.copyOf(roles);
        this.headers = headers;
    }

    public String userId() {
        return binding.userId();
    }

    /** The user server's own token, which clients of sealed tokens never see. */
    public UserToken userToken() {
        return binding.userToken();
    }

    public List<String> roles() {
        return roles;
    }

    /** What services receive, in the order of the file. */
    public List<IdentityHeader> headers() {
        return headers;
    }

    /** Whether the client asked at its login to outlive the browser. */
    public boolean staysLoggedIn() {
        return binding.stayLoggedIn();
    }

    /** What the session is known by, here and in {@link Ending}. */
    public TokenHash hash() {
        return hash;
    }

    Binding binding() {
        return binding;
    }
}
