package dev.usher.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The headers that carry the user to services.
 *
 * @param headers header name to the dot path of a user property, or {@code roles}; in the order of the file
 * @param forwardToken whether services receive the user server's token as {@code user-token}
 */
public record IdentitySettings(Map<String, String> headers, boolean forwardToken) {

    /** The pseudo property that stands for the user's roles, which are no column of the user. */
    public static final String ROLES = "roles";

    public IdentitySettings {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }
}
