package dev.usher.proxy;

import dev.usher.http.FieldList;
import dev.usher.identity.CertificateSubject;
import io.vertx.core.http.HttpServerRequest;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Tells services the subject of the certificate that a client has shown. Stateless; shared by all event loops. */
final class ClientSubject {

    private static final String NOBODY = "";

    private final String header;

    ClientSubject(String header) {
        this.header = header;
    }

    void write(HttpServerRequest request, FieldList out) {
        SSLSession session = request.connection().sslSession();
        if (session != null) {
            String subject = subject(session);
            if (!subject.isEmpty()) {
                out.set(header, subject);
            }
        }
    }

    /** Remembered with the session: it is the same for all requests of a connection. */
    private String subject(SSLSession session) {
        if (session.getValue(header) instanceof String known) {
            return known;
        }
        String subject = read(session);
        String remembered = subject == null ? NOBODY : subject;
        session.putValue(header, remembered);
        return remembered;
    }

    private static @Nullable String read(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? CertificateSubject.headerValue(certificate.getSubjectX500Principal())
                    : null;
        } catch (SSLPeerUnverifiedException nobody) {
            return null;
        }
    }
}
