package dev.usher;

import java.lang.reflect.Method;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;

/** What came of a client's handshake over QUIC. */
record QuicHandshake(SSLEngine engine) {

    /** Whose certificate the server has shown. */
    String shown() {
        try {
            X509Certificate certificate = (X509Certificate) engine.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        } catch (SSLPeerUnverifiedException nobody) {
            throw new AssertionError(nobody);
        }
    }

    /** Whether it was a short one, by a ticket; Netty tells that to itself alone. */
    boolean isResumed() {
        try {
            Method reused = engine.getClass().getDeclaredMethod("isSessionReused");
            reused.setAccessible(true);
            return (boolean) reused.invoke(engine);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("QUIC", e);
        }
    }
}
