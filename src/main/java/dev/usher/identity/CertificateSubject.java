package dev.usher.identity;

import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** Whom a client's certificate was issued to, as services see it. */
public final class CertificateSubject {

    private CertificateSubject() {}

    /**
     * The distinguished name as RFC 2253 writes it, such as {@code CN=billing,O=Example}, with the encoding that every
     * identity header has.
     *
     * @return absent for a name that is empty or too long for a header
     */
    public static @Nullable String headerValue(X500Principal subject) {
        return HeaderValue.of(subject.getName(X500Principal.RFC2253));
    }
}
