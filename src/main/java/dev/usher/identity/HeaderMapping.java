package dev.usher.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.IdentitySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which property of the user becomes which header. Immutable; shared by all event loops. */
public final class HeaderMapping {

    private final List<Entry> entries = new ArrayList<>();

    public HeaderMapping(IdentitySettings settings) {
        for (Map.Entry<String, String> header : settings.headers().entrySet()) {
            entries.add(new Entry(
                    header.getKey(),
                    List.of(header.getValue().split("\\.", -1)),
                    header.getValue().equals(IdentitySettings.ROLES)));
        }
    }

    /** Whether the user server has to be asked for roles at all. */
    public boolean usesRoles() {
        return entries.stream().anyMatch(Entry::isRoles);
    }

    /** The headers of a user, in the order of the file; a property that is absent or null has none. */
    public List<IdentityHeader> encode(ObjectNode user, List<String> roles) {
        List<IdentityHeader> headers = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            String value = entry.isRoles ? HeaderValue.of(roles) : HeaderValue.of(find(user, entry.path));
            if (value != null) {
                headers.add(new IdentityHeader(entry.name, value));
            }
        }
        return List.copyOf(headers);
    }

    /** The least of a user that {@link #encode} needs, for tokens that carry it. */
    public ObjectNode project(ObjectNode user) {
        ObjectNode least = JsonNodeFactory.instance.objectNode();
        for (Entry entry : entries) {
            JsonNode property = entry.isRoles ? null : find(user, entry.path);
            if (property != null && HeaderValue.of(property) != null) {
                put(least, entry.path, property);
            }
        }
        return least;
    }

    private static @Nullable JsonNode find(ObjectNode user, List<String> path) {
        JsonNode node = user;
        for (String step : path) {
            node = node == null ? null : node.get(step);
        }
        return node;
    }

    private static void put(ObjectNode root, List<String> path, JsonNode property) {
        ObjectNode parent = root;
        for (String step : path.subList(0, path.size() - 1)) {
            parent = parent.withObjectProperty(step);
        }
        parent.set(path.getLast(), property);
    }

    private record Entry(String name, List<String> path, boolean isRoles) {}
}
