package dev.usher.config;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How many logins may be tried before no more are.
 *
 * @param perIp from one address; absent: any number
 * @param perAccount for one account without success, whoever tries; absent: any number
 */
public record ThrottleSettings(
        @Nullable Rate perIp, @Nullable Rate perAccount) {

    /** Enough for people who share an address or forget their password, and too few to guess one. */
    static final ThrottleSettings USUAL =
            new ThrottleSettings(new Rate(30, Duration.ofMinutes(1)), new Rate(5, Duration.ofMinutes(1)));

    static ThrottleSettings read(Section throttle) {
        return new ThrottleSettings(
                rate(throttle, "per-ip", USUAL.perIp()), rate(throttle, "per-account", USUAL.perAccount()));
    }

    private static @Nullable Rate rate(Section throttle, String key, @Nullable Rate usual) {
        Rate rate = throttle.<Optional<Rate>>value(
                        key,
                        Optional.ofNullable(usual),
                        text -> text.equals("off") ? Optional.empty() : Optional.of(Rate.parse(text)))
                .orElse(null);
        if (rate == null) {
            throttle.warn(key, "lets passwords be guessed without end; set a rate, such as 30/1m");
        }
        return rate;
    }
}
