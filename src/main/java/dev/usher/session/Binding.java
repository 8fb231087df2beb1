package dev.usher.session;

import static java.util.stream.Collectors.toUnmodifiableMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.StrictJson;
import dev.usher.userserver.UserToken;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a login bound together: a token of the user server's and the user it was given to. The only proof of whose token
 * it is, since the user server cannot be asked.
 *
 * @param properties the part of the user that headers are made of
 * @param createdAtMillis when the login was, in epoch milliseconds
 * @param stayLoggedIn whether the client asked to outlive the browser
 * @param guest whether it was a guest's, who stays one until he logs in
 */
record Binding(
        UserToken userToken,
        String userId,
        ObjectNode properties,
        long createdAtMillis,
        boolean stayLoggedIn,
        boolean guest) {

    /** The properties are kept for as long as the session, in a third of the room that Jackson gives them. */
    Binding {
        properties = new ObjectNode(
                JsonNodeFactory.instance,
                properties.propertyStream().collect(toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** The same of a user who has changed. */
    Binding with(ObjectNode newProperties) {
        return new Binding(userToken, userId, newProperties, createdAtMillis, stayLoggedIn, guest);
    }

    /** For sealing: it holds a token. */
    byte[] toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("t", userToken.value());
        json.put("u", userId);
        json.put("c", createdAtMillis);
        json.put("s", stayLoggedIn);
        if (guest) {
            json.put("g", true);
        }
        json.set("p", properties);
        return StrictJson.write(json);
    }

    /** Absent for anything else. */
    static @Nullable Binding ofJson(byte[] bytes) {
        try {
            JsonNode json = StrictJson.parse(bytes);
            String userToken = json.path("t").asText();
            if (!(json.get("p") instanceof ObjectNode properties) || !UserToken.hasShape(userToken)) {
                return null;
            }
            return new Binding(
                    new UserToken(userToken),
                    json.path("u").asText(),
                    properties,
                    json.path("c").longValue(),
                    json.path("s").booleanValue(),
                    json.path("g").booleanValue());
        } catch (IOException e) {
            return null;
        }
    }
}
