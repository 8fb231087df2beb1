package dev.usher.config;

import java.util.Set;

/**
 * The keys of the design that this version does not know yet. They are not unknown keys: whoever copies them from the
 * documentation deserves to hear the truth.
 */
enum NotYet {
    /** Changes who gets in or what is trusted; a file that says it must not start without it. */
    REFUSED,
    /** Tunes only; a file that says it may start, with a warning. */
    IGNORED,
    UNKNOWN;

    private static final Set<String> REFUSED_KEYS = Set.of(
            "session.store",
            "login.facade",
            "login.page",
            "login.throttle",
            "login.return-to",
            "identity.compat",
            "identity.assertion",
            "routes.*.where",
            "routes.*.enforce",
            "routes.*.rules.*.where",
            "routes.*.rules.*.enforce");

    private static final Set<String> IGNORED_KEYS = Set.of("login.cookie.same-site");

    /** @param key a path with {@code *} for what the file may choose, as {@link Place#schema} has it */
    static NotYet of(String key) {
        if (REFUSED_KEYS.contains(key)) {
            return REFUSED;
        }
        return IGNORED_KEYS.contains(key) ? IGNORED : UNKNOWN;
    }
}
