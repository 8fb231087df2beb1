package dev.usher.session;

import dev.usher.http.GatewayFailure;
import dev.usher.session.Ending.Cause;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Who a request comes from, as far as its token says. */
public sealed interface Caller extends Lookup {

    @Override
    default Future<Caller> caller() {
        return Future.succeededFuture(this);
    }

    /** No token was looked at, or there was none. */
    record Anonymous() implements Caller {
        public static final Anonymous INSTANCE = new Anonymous();
    }

    /** A token that the user server believes in. */
    record Known(Session session) implements Caller {}

    /**
     * A token that does not count.
     *
     * @param ended what ended its session; absent: nobody here knows that it had one
     */
    record Refused(Reason reason, @Nullable Cause ended) implements Caller {

        public Refused(Reason reason) {
            this(reason, null);
        }

        Refused(Cause ended) {
            this(Reason.INVALID, ended);
        }
    }

    /** Why a token does not count, in words for its client. */
    enum Reason {
        INVALID("token-invalid", "the token is not valid or no longer; log in again"),
        UNKNOWN_USER(
                "token-user-unknown",
                "the token was not given out here, so its user is unknown; log in at this gateway");

        private final String code;
        private final String message;

        Reason(String code, String message) {
            this.code = code;
            this.message = message;
        }

        public GatewayFailure failure() {
            return new GatewayFailure.Unauthenticated(code, message);
        }
    }
}
