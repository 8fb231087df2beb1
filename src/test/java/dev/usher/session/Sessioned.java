package dev.usher.session;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.usher.userserver.UserToken;
import java.util.List;

/** Makes callers for tests of other packages, which cannot make a session themselves. */
public final class Sessioned {

    private Sessioned() {}

    /** A user with these roles and no headers. */
    public static Caller.Known withRoles(String... roles) {
        Binding binding = new Binding(
                new UserToken("AAAAAAAA-TEST"), "user-1", JsonNodeFactory.instance.objectNode(), 0, false, false);
        TokenHash hash = new TokenHash.Hasher().hash("test");
        return new Caller.Known(new Session(hash, binding, List.of(roles), List.of(), 0));
    }
}
