package dev.usher.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads {@code identity}. */
final class IdentityReader {

    IdentitySettings read(Section identity) {
        return new IdentitySettings(headers(identity), identity.value("forward-token", false, Scalar::yesOrNo));
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
