package dev.usher.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code identity}. */
final class IdentityReader {

    IdentitySettings read(Section identity) {
        Map<String, String> headers = headers(identity);
        return new IdentitySettings(
                headers, clientCertificate(identity, headers), identity.value("forward-token", false, Scalar::yesOrNo));
    }

    private static @Nullable String clientCertificate(Section identity, Map<String, String> headers) {
        String name = identity.optional("client-certificate", HeaderName::forIdentity);
        if (name != null
                && headers.keySet().stream()
                        .anyMatch(header -> HeaderName.fold(header).equals(HeaderName.fold(name)))) {
            identity.problem("client-certificate", "is the name of one of identity.headers; choose another");
        }
        return name;
    }

    private static Map<String, String> defaults() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-User-Id", "objectId");
        headers.put("X-User-Email", "email");
        headers.put("X-User-Name", "name");
        headers.put("X-User-Roles", IdentitySettings.ROLES);
        return headers;
    }

    private static Map<String, String> headers(Section identity) {
        Field field = identity.field("headers");
        if (field == null) {
            return defaults();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        Map<String, Integer> lines = new HashMap<>();
        for (Field.Named entry : field.entries()) {
            String name = entry.key().read(HeaderName::forIdentity);
            String property = entry.value().read(Scalar::dotPath);
            if (name == null || property == null) {
                continue;
            }
            Integer twin = lines.putIfAbsent(HeaderName.fold(name), entry.key().line());
            if (twin != null) {
                entry.key()
                        .problem("is the same name as the one on line " + twin + " to services that do not tell "
                                + "case, '-' and '_' apart; remove one");
            }
            headers.put(name, property);
        }
        return headers;
    }
}
