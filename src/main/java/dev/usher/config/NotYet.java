package dev.usher.config;

import java.util.Set;

/**
 * The keys of the design that this version does not know yet. They are not unknown keys: whoever copies them from the
 * documentation deserves to hear the truth. They change who gets in or what is trusted, so a file that says one must
 * not start without it.
 */
final class NotYet {

    private static final Set<String> KEYS = Set.of(
            "identity.compat",
            "identity.assertion",
            "routes.*.where",
            "routes.*.enforce",
            "routes.*.rules.*.where",
            "routes.*.rules.*.enforce");

    private NotYet() {}

    /** @param key a path with {@code *} for what the file may choose, as {@link Place#schema} has it */
    static boolean contains(String key) {
        return KEYS.contains(key);
    }
}
