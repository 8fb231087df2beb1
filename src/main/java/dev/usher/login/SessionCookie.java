package dev.usher.login;

import dev.usher.config.CookieSettings;
import dev.usher.config.SessionSettings;
import dev.usher.http.Client;
import dev.usher.session.Sessions.Begun;
import java.time.Duration;

/**
 * Writes the session cookie (RFC 6265bis section 4.1): for the gateway's own host and all its paths, out of reach of
 * scripts, and over TLS alone where the client came over TLS. Immutable.
 */
final class SessionCookie {

    private final CookieSettings settings;
    private final Duration maxAge;

    SessionCookie(CookieSettings settings, SessionSettings session) {
        this.settings = settings;
        this.maxAge = session.maxAge();
    }

    /** A {@code Set-Cookie} for a session that has just begun; it outlives the browser where that was asked for. */
    String of(Begun begun, Client client) {
        boolean stays = begun.session().staysLoggedIn();
        return written(begun.token(), stays ? "; Max-Age=" + maxAge.toSeconds() : "", client);
    }

    /** A {@code Set-Cookie} that removes the cookie; it must say what the cookie said when it was set. */
    String cleared(Client client) {
        return written("", "; Max-Age=0", client);
    }

    /** Whether no other host of the same domain can have set a cookie of this name. */
    boolean isOurs(Client client) {
        return !client.isOverTls() || settings.isOfOneHost();
    }

    private String written(String value, String age, Client client) {
        boolean overTls = client.isOverTls();
        return (overTls ? settings.name() : settings.plainName()) + "=" + value + "; Path=/" + age
                + (overTls ? "; Secure" : "") + "; HttpOnly; SameSite=" + settings.sameSite();
    }
}
