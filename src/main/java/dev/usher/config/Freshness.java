package dev.usher.config;

import dev.usher.config.RouteDefinition.AuthMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How sure a route or a rule wants to be that a session still counts.
 *
 * @param within how old the user server's answer may be, before it is asked again; absent: {@code session.ttl}
 * @param stale whether an older answer will do while the user server cannot be asked
 */
public record Freshness(@Nullable Duration within, boolean stale) {

    /** What is sure enough for the session cache. */
    public static final Freshness USUAL = new Freshness(null, true);

    /** Whether an answer of this age, in nanoseconds, is young enough. */
    public boolean isMetBy(long age) {
        return within == null || age < within.toNanos();
    }

    /** What satisfies both. */
    public Freshness and(Freshness other) {
        if (equals(other) || other.equals(USUAL)) {
            return this;
        }
        return new Freshness(shorter(within, other.within), stale && other.stale);
    }

    private static @Nullable Duration shorter(@Nullable Duration one, @Nullable Duration other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) <= 0 ? one : other;
    }

    static Freshness read(Section section, AuthMode auth) {
        if (auth == AuthMode.NONE) {
            refuse(section, "fresh");
            refuse(section, "stale");
        }
        return new Freshness(
                section.optional("fresh", Quantity::duration), section.value("stale", true, Scalar::yesOrNo));
    }

    private static void refuse(Section section, String key) {
        if (section.has(key)) {
            section.problem(key, "needs auth: required, guest or optional; with none no token is looked at");
        }
    }
}
