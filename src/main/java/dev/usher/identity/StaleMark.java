package dev.usher.identity;

import java.time.Duration;
import java.util.List;

/** The fields that say, to the service and to the client, that an identity could not be confirmed of late. */
public final class StaleMark {

    private StaleMark() {}

    /**
     * {@code X-Auth-Stale} and {@code X-Auth-Age}.
     *
     * @param age of the last confirmation; written in whole seconds
     */
    public static List<IdentityHeader> of(Duration age) {
        return List.of(
                new IdentityHeader("X-Auth-Stale", "true"),
                new IdentityHeader("X-Auth-Age", String.valueOf(age.toSeconds())));
    }
}
