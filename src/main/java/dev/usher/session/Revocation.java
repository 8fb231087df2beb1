package dev.usher.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.StrictJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Sessions that are over before their time, as replicas say it to each other. */
sealed interface Revocation {

    /** The one of a token. */
    record OfToken(TokenHash hash) implements Revocation {}

    /** Those of a user that began until then, in epoch milliseconds. */
    record OfUser(String userId, long untilMillis) implements Revocation {}

    /** All that began until then, in epoch milliseconds. */
    record OfEverybody(long untilMillis) implements Revocation {}

    default byte[] toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        switch (this) {
            case OfToken(TokenHash hash) -> json.put("t", hash.hex());
            case OfUser(String userId, long until) -> json.put("u", userId).put("c", until);
            case OfEverybody(long until) -> json.put("c", until);
        }
        return StrictJson.write(json);
    }

    /** Absent for anything else. */
    static @Nullable Revocation ofJson(byte[] bytes) {
        try {
            JsonNode json = StrictJson.parse(bytes);
            if (json.has("t")) {
                TokenHash hash = TokenHash.ofHex(json.path("t").asText());
                return hash == null ? null : new OfToken(hash);
            }
            long until = json.path("c").longValue();
            return json.has("u") ? new OfUser(json.path("u").asText(), until) : new OfEverybody(until);
        } catch (IOException e) {
            return null;
        }
    }
}
