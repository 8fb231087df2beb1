package dev.usher.http;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can keep a request from being forwarded or a login from succeeding. Thrown or carried by a failed
 * future up to {@link Rescue}, which alone turns it into an answer. The message is for the client: it says what is
 * wrong and what to do, and never holds a token, a password or another user's data; the cause is for the log.
 */
public abstract sealed class GatewayFailure extends RuntimeException
        permits CannotKnow,
                TokensDisagree,
                ServiceFailed,
                GatewayFailure.BadRequest,
                GatewayFailure.HeadTooLong,
                GatewayFailure.ExpectationFailed,
                GatewayFailure.MethodNotAllowed,
                GatewayFailure.WebSocketVersion,
                GatewayFailure.BodyTooLarge,
                GatewayFailure.BodyTooSlow,
                GatewayFailure.RateLimited,
                GatewayFailure.Overloaded,
                GatewayFailure.NoRoute,
                GatewayFailure.Unauthenticated,
                GatewayFailure.ProfileTooLong,
                GatewayFailure.Forbidden,
                GatewayFailure.RefusedByUserServer,
                GatewayFailure.NoWebSockets,
                GatewayFailure.Internal {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final Serializable code;

    GatewayFailure(int status, Serializable code, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.status = status;
        this.code = code;
    }

    public final int status() {
        return status;
    }

    /** What programs can branch on: a word of ours, or the number that the user server gave. */
    public final Object code() {
        return code;
    }

    /** The message for the client. */
    public final String text() {
        return String.valueOf(getMessage());
    }

    /** When to try again, for {@code Retry-After}; absent: not said. */
    public @Nullable Duration retryAfter() {
        return null;
    }

    /** The request breaks a rule that every client knows. On HTTP/1 the connection is closed after the answer. */
    public static final class BadRequest extends GatewayFailure {
        private static final long serialVersionUID = 1L;

        public BadRequest(String message) {
            this(message, null);
        }

        public BadRequest(String message, @Nullable Throwable cause) {
            super(400, "bad-request", message, cause);
        }

        public static BadRequest malformedBody(Throwable cause) {
            return new BadRequest("the body is not framed as HTTP has it", cause);
        }
    }

    /** The request line or the header section is longer than the gateway reads, RFC 9110 15.5.15 and RFC 6585 5. */
    public static final class HeadTooLong extends GatewayFailure {
        private static final long serialVersionUID = 1L;

        private HeadTooLong(String message) {
            super(431, "head-too-long", message, null);
        }

        private HeadTooLong(int status, String what, int limitBytes) {
            super(status, "head-too-long", what + " must not be longer than " + limitBytes + " bytes", null);
        }

        public static HeadTooLong line(int limitBytes) {
            return new HeadTooLong(414, "the request line", limitBytes);
        }

        public static HeadTooLong fields(int limit) {
            return new HeadTooLong("the headers must not be more than " + limit);
        }

        public static HeadTooLong headers(int limitBytes) {
            return new HeadTooLong(431, "the headers together", limitBytes);
        }
    }

    /** The request expects something else than an interim answer, RFC 9110 section 10.1.1. */
    public static final class ExpectationFailed extends GatewayFailure {
        private static final long serialVersionUID = 1L;

        public ExpectationFailed() {
            super(417, "expectation-failed", "the only expectation that is met here is 100-continue", null);
        }
    }

    /** The method is not for this path, or for no path at all ({@code CONNECT}, {@code TRACE}). */
    public static final class MethodNotAllowed extends GatewayFailure {
        private static final long serialVersionUID = 1L;
        private final String allow;

        public MethodNotAllowed(String allow) {
            super(405, "method-not-allowed", "this method is not allowed here", null);
            this.allow = allow;
        }

        /** For the {@code Allow} header, RFC 9110 section 10.2.1. */
        public String allow() {
            return allow;
        }
    }

    /** The client asks for a WebSocket of a version that nobody here speaks, RFC 6455 section 4.4. */
    public static final class WebSocketVersion extends GatewayFailure {
        private static final long serialVersionUID = 1L;
        private final String supported;

        public WebSocketVersion(String supported) {
            super(426, "websocket-version", "the version of WebSocket must be " + supported, null);
            this.supported = supported;
        }

        /** For {@code Sec-WebSocket-Version}. */
        public String supported() {
            return supported;
        }
    }

    /** The body is longer than this route or endpoint takes. */
    public static final class BodyTooLarge extends GatewayFailure {
        private static final long serialVersionUID = 1L;

        public BodyTooLarge(long limitBytes) {
            super(413, "body-too-large", "the body must not be longer than " + limitBytes + " bytes", null);
        }
    }

    /** The client did not send its body in time. */
    public static final class BodyTooSlow extends GatewayFailure {
        private static final long serialVersionUID = 1L;

        public BodyTooSlow() {
            super(408, "body-too-slow", "the body did not arrive in time", null);
        }
    }

    /** This user or address has asked the route too often. */
    public static final class RateLimited extends GatewayFailure {
        private static final long serialVersionUID = 1L;
        private final Duration retryAfter;

        public RateLimited(Duration retryAfter) {
            super(429, "rate-limited", "too many requests, try again later", null);
            this.retryAfter = retryAfter;
        }

        @Override
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** The gateway has as much to do as it can. */
    public static final class Overloaded extends GatewayFailure {
        private static final long serialVersionUID = 1L;

        public Overloaded() {
            super(503, "overloaded", "the gateway has too many requests, try again later", null);
        }

        @Override
        public Duration retryAfter() {
            return Duration.ofSeconds(1);
        }
    }

    /** No route takes this host and path. */
    public static final class NoRoute extends GatewayFailure {
        private static final long serialVersionUID = 1L;

        public NoRoute() {
            super(404, "no-route", "there is nothing at this address", null);
        }
    }

    /** A user is needed, and the request has no token or one that does not count. */
    public static final class Unauthenticated extends GatewayFailure {
        private static final long serialVersionUID = 1L;

        public Unauthenticated(String code, String message) {
            super(401, code, message, null);
        }
    }

    /** The user's properties do not fit into a token: an answer about this user's data, not a defect. */
    public static final class ProfileTooLong extends GatewayFailure {
        private static final long serialVersionUID = 1L;

        public ProfileTooLong() {
            super(
                    422,
                    "profile-too-long",
                    "the properties of this account are too long for a session; shorten its name or other texts",
                    null);
        }
    }

    /** The user is known and may not. */
    public static final class Forbidden extends GatewayFailure {
        private static final long serialVersionUID = 1L;

        /** The code of what another site sent. */
        public static final String CROSS_SITE = "cross-site";

        public Forbidden() {
            this("forbidden", "your account may not do this");
        }

        public Forbidden(String code, String message) {
            super(403, code, message, null);
        }

        /** A page of another site made the browser send its user's cookie. */
        public static Forbidden crossSite() {
            return new Forbidden(CROSS_SITE, "a cookie counts from pages of this site alone");
        }
    }

    /** The user server said no, with a code of its own. */
    public static final class RefusedByUserServer extends GatewayFailure {
        private static final long serialVersionUID = 1L;

        private static final int LOCKED = 423;

        public RefusedByUserServer(int status, int number, String message) {
            super(status, number, message, null);
        }

        /** The user server does not say when it unlocks an account; trying at once can only prolong it. */
        @Override
        public @Nullable Duration retryAfter() {
            return status() == LOCKED ? Duration.ofMinutes(1) : null;
        }
    }

    /** A WebSocket is asked for where the service is only spoken to in HTTP/2, which has none here. */
    public static final class NoWebSockets extends GatewayFailure {
        private static final long serialVersionUID = 1L;

        public NoWebSockets() {
            super(501, "no-websockets", "the service behind this route speaks HTTP/2 only: no WebSockets", null);
        }
    }

    /** A defect of the gateway; the cause is in the log under the request's id. */
    public static final class Internal extends GatewayFailure {
        private static final long serialVersionUID = 1L;

        public Internal(Throwable cause) {
            super(500, "internal", "the gateway failed; its log has this request's id", cause);
        }
    }
}
