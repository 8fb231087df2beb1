package dev.usher.config;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where users live.
 *
 * @param url the root that {@code /users/login} is appended to, without a trailing slash
 * @param timeout for one call, from connecting to the last byte of the answer
 * @param sessionTimeout after how much inactivity the user server ends a session
 * @param whoami path below {@code url} of a call that answers the user of the token it carries; absent: tokens that
 *     were not given out here are refused
 * @param budget what one process asks at most
 * @param breaker when it stops asking
 * @param custom how it is asked; absent: as Backendless is
 */
public record UserServerSettings(
        URI url,
        Duration timeout,
        Duration sessionTimeout,
        @Nullable String whoami,
        Budget budget,
        Breaker breaker,
        @Nullable CustomSettings custom) {

    /** What calls have their token in. */
    public CustomSettings.TokenField tokenField() {
        return custom == null ? CustomSettings.TokenField.BACKENDLESS : custom.token();
    }

    /** The kinds of user servers that are known. */
    enum Preset {
        BACKENDLESS,
        CUSTOM
    }

    /**
     * How much one process asks.
     *
     * @param concurrent calls at once
     * @param perSecond calls in any second
     * @param waiting calls that may wait for their turn; one more fails
     * @param longestWait how long each may wait before it fails
     */
    public record Budget(int concurrent, int perSecond, int waiting, Duration longestWait) {}

    /**
     * When a process stops asking for a while.
     *
     * @param failures this share of the calls in the window has failed, from 0 to 1
     * @param window whole seconds
     * @param calls fewer in the window say nothing
     * @param open for so long nothing is asked, and then once
     */
    public record Breaker(double failures, Duration window, int calls, Duration open) {}
}
