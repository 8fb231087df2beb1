package dev.usher.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The headers that carry the user to services.
 *
 * @param headers header name to the dot path of a user property, or {@code roles}; in the order of the file
 * @param clientCertificate the header for the subject of a client's certificate; absent: none
 * @param forwardToken whether services receive the user server's token as {@code user-token}
 */
public record IdentitySettings(
        Map<String, String> headers, @Nullable String clientCertificate, boolean forwardToken) {

    /** The pseudo property that stands for the user's roles, which are no column of the user. */
    public static final String ROLES = "roles";

    public IdentitySettings {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** The names of all headers that the gateway may write by these settings. */
    public List<String> names() {
        List<String> names = new ArrayList<>(headers.keySet());
        if (clientCertificate != null) {
            names.add(clientCertificate);
        }
        return names;
    }
}
