package dev.usher.session;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.usher.config.Settings;
import dev.usher.identity.HeaderMapping;
import dev.usher.userserver.UserToken;
import java.util.List;

/** The session that all benchmarks and tokens are about. */
public final class Alice {

    private Alice() {}

    public static Caller.Known known(Settings settings) {
        return new Caller.Known(session(new TokenHash(1, 2, 3, 4), settings));
    }

    static Session session(TokenHash hash, Settings settings) {
        List<String> roles = List.of("Manager");
        HeaderMapping mapping = new HeaderMapping(settings.identity());
        return new Session(hash, binding(), roles, mapping.encode(binding().properties(), roles), System.nanoTime());
    }

    static Binding binding() {
        return new Binding(
                new UserToken("5A3F4C1E-0D4B-4F5C-9A37-2B1C7D8E9F00"),
                "42B94154-EFC3-4B82-A539-CD4A057B5453",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("objectId", "42B94154-EFC3-4B82-A539-CD4A057B5453")
                        .put("email", "alice@example.com")
                        .put("name", "Alice"),
                System.currentTimeMillis(),
                false,
                false);
    }
}
