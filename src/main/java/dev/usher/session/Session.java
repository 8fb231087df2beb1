package dev.usher.session;

import dev.usher.identity.IdentityHeader;
import dev.usher.identity.StaleMark;
import dev.usher.userserver.LoggedIn;
import dev.usher.userserver.UserToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the gateway knows about a token: whose it is, with which roles, and the headers that say so, encoded once.
 * Immutable; made by this package alone, after the user server has said that the token is valid.
 */
public final class Session {

    private final TokenHash hash;
    private final Binding binding;
    private final List<String> roles;
    private final boolean guest;
    private final List<IdentityHeader> headers;
    private final List<IdentityHeader> marks;
    private final long askedNanos;

    /** @param askedNanos when the user server was asked about it, by the cache's ticker */
    Session(TokenHash hash, Binding binding, List<String> roles, List<IdentityHeader> headers, long askedNanos) {
        this(hash, binding, List.copyOf(roles), List.copyOf(headers), List.of(), askedNanos);
    }

    private Session(
            TokenHash hash,
            Binding binding,
            List<String> roles,
            List<IdentityHeader> headers,
            List<IdentityHeader> marks,
            long askedNanos) {
        this.hash = hash;
        this.binding = binding;
        this.roles = roles;
        this.guest = roles.contains(LoggedIn.GUEST_ROLE);
        this.headers = headers;
        this.marks = marks;
        this.askedNanos = askedNanos;
    }

    public String userId() {
        return binding.userId();
    }

    /** What a person knows the user by: name and e-mail address, as far as headers are made of them; else the id. */
    public String displayName() {
        if (guest) {
            return "a guest";
        }
        String name = binding.properties().path("name").asText();
        String email = binding.properties().path("email").asText();
        if (name.isBlank()) {
            return email.isBlank() ? userId() : email;
        }
        return email.isBlank() ? name : name + " (" + email + ")";
    }

    /** The user server's own token, which clients of sealed tokens never see. */
    public UserToken userToken() {
        return binding.userToken();
    }

    public List<String> roles() {
        return roles;
    }

    /** Whether it was given to somebody who did not say who he is. */
    public boolean isGuest() {
        return guest;
    }

    /** What services receive, in the order of the file. */
    public List<IdentityHeader> headers() {
        return headers;
    }

    /** Whether the client asked at its login to outlive the browser. */
    public boolean staysLoggedIn() {
        return binding.stayLoggedIn();
    }

    /** The same session where the user server could not be asked, with headers that say so. */
    Session stale(Duration age) {
        List<IdentityHeader> own = StaleMark.of(age);
        List<IdentityHeader> all = new ArrayList<>(headers);
        all.addAll(own);
        return new Session(hash, binding, roles, List.copyOf(all), own, askedNanos);
    }

    /** Those of the headers that clients see too: how old the answer is that this rests on. Empty: young enough. */
    List<IdentityHeader> marks() {
        return marks;
    }

    long askedNanos() {
        return askedNanos;
    }

    /** What the session is known by, here and in {@link Ending}. */
    public TokenHash hash() {
        return hash;
    }

    Binding binding() {
        return binding;
    }
}
