package dev.usher.session;

import dev.usher.http.GatewayFailure;
import java.util.Locale;

/**
 * What goes on between a client and a service for as long as the session that it was permitted to counts. Called on the
 * event loop that it belongs to, and on no other.
 */
public interface LiveStream {

    Kind kind();

    /** Whether the user, as it is known now, may still have it. */
    boolean isAllowed(Session now);

    /** Whether it may go on for a while when nobody can say whether the session still counts. */
    boolean isPatient();

    /** Ends it. Never told twice, and not after it has left. */
    void end(GatewayFailure why);

    /** What it is for the client. */
    enum Kind {
        WEBSOCKET,
        /** {@code text/event-stream}. */
        EVENTS,
        /** Any other answer of which nobody knows how long it will be. */
        OTHER;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
