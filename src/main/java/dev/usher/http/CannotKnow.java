package dev.usher.http;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Nobody knows: the user server was not reached, or its answer says nothing about the question. */
public final class CannotKnow extends GatewayFailure {
    private static final long serialVersionUID = 1L;
    private static final int THROTTLED = 429;
    private static final int NONSENSE = 502;
    private static final String UNREACHABLE = "user-server-unreachable";
    private static final String ABANDONED = "abandoned";
    private static final String CROWDED = "user-server-crowded";
    private static final String PAUSED = "user-server-paused";
    private final @Nullable Duration retryAfter;

    private CannotKnow(
            int status, Serializable code, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(status, code, message, cause);
        this.retryAfter = retryAfter;
    }

    public static CannotKnow unreachable(@Nullable Throwable cause) {
        return new CannotKnow(503, UNREACHABLE, "the user server cannot be reached", Duration.ofSeconds(2), cause);
    }

    public static CannotKnow slow(@Nullable Throwable cause) {
        return new CannotKnow(504, "user-server-slow", "the user server did not answer in time", null, cause);
    }

    public static CannotKnow nonsense(String what) {
        return new CannotKnow(
                NONSENSE,
                "user-server-nonsense",
                "the user server gave an answer that makes no sense",
                null,
                new IllegalStateException(what));
    }

    /**
     * The user server answered that it cannot answer now.
     *
     * @param retryAfter when it can, in its own words; absent: it did not say
     */
    public static CannotKnow unavailable(String what, @Nullable Duration retryAfter) {
        return unavailable("user-server-unavailable", what, retryAfter);
    }

    /** The same, said with a code of the user server's: a quota, or a limit of its plan. */
    public static CannotKnow exhausted(int number) {
        return unavailable(number, "the user server answered code " + number, null);
    }

    private static CannotKnow unavailable(Serializable code, String what, @Nullable Duration retryAfter) {
        return new CannotKnow(
                503,
                code,
                "the user server cannot answer now",
                retryAfter == null ? Duration.ofSeconds(2) : retryAfter,
                new IllegalStateException(what));
    }

    public static CannotKnow throttled(@Nullable Duration retryAfter) {
        return new CannotKnow(THROTTLED, "user-server-busy", "too many requests, try again later", retryAfter, null);
    }

    /** Another replica may know whose token it is. */
    public static CannotKnow storeAway(Throwable cause) {
        return new CannotKnow(
                503, "store-away", "it cannot be known whose token this is", Duration.ofSeconds(2), cause);
    }

    /** The gateway did not ask: as many calls as it may make are under way, and enough wait. */
    public static CannotKnow crowded() {
        return new CannotKnow(
                503,
                CROWDED,
                "too many questions wait for the user server, try again later",
                Duration.ofSeconds(1),
                null);
    }

    /** The gateway did not ask: the user server fails or said that it is busy, and is left in peace for a while. */
    public static CannotKnow paused(Duration left) {
        return new CannotKnow(503, PAUSED, "the user server is not asked for a while, try again later", left, null);
    }

    /** The gateway did not ask: whoever wanted to know has gone. */
    public static CannotKnow abandoned() {
        return new CannotKnow(503, ABANDONED, "nobody waits for the answer any more", null, null);
    }

    public boolean isAbandoned() {
        return code().equals(ABANDONED);
    }

    /** Whether the user server may have heard the question; else the gateway did not ask it. */
    public boolean wasAsked() {
        return !List.<Object>of(CROWDED, PAUSED, ABANDONED).contains(code());
    }

    /**
     * Whether the user server did not get to the question, so that an earlier answer may stand in for this one.
     * Nonsense is an answer, if one that nobody understands. It came in time, and perhaps for what a client made up:
     * nobody should be able to shut the others out with it.
     */
    public boolean isOutage() {
        return status() != NONSENSE && !isAbandoned();
    }

    /**
     * Whether it would have been the same for every call: there is no connection, or the application's quota is used
     * up. What else keeps a call from being answered may be due to what its client put into it.
     */
    public boolean isEverybodys() {
        return code().equals(UNREACHABLE) || code() instanceof Integer;
    }

    /** Whether the user server wants fewer calls. It is well, and one client may be whom it means. */
    public boolean isThrottled() {
        return status() == THROTTLED;
    }

    @Override
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
