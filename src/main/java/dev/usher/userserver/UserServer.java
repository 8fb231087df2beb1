package dev.usher.userserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.CustomSettings;
import dev.usher.config.UserServerSettings;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The user server's calls, by what they are for. Every future either has an answer that means something or fails with a
 * {@code GatewayFailure} that says which kind of not knowing it is; nothing is retried here. One instance per event
 * loop, called on it.
 */
public sealed interface UserServer permits Backendless, Custom {

    static UserServer of(Calls calls, UserServerSettings settings) {
        CustomSettings custom = settings.custom();
        return custom == null ? new Backendless(calls, settings) : new Custom(calls, custom);
    }

    /** Logs in; a wrong password counts toward the account's lockout, so one call here is at most one call there. */
    Future<LoggedIn> login(JsonNode login, String password, Asker asker);

    /** Makes a new user without a name, and logs it in. */
    Future<LoggedIn> guest(Asker asker);

    /**
     * Whether a token is a living session. The token rides in the header too, so that asking counts as activity and
     * slides the session there.
     */
    Future<Boolean> isValid(UserToken token, Urgency urgency, Asker asker);

    /** The developer's roles of the token's user; the system's own roles are left out. */
    Future<List<String>> roles(UserToken token, Urgency urgency, Asker asker);

    /** Ends the session there; false: it had ended already. */
    Future<Boolean> logout(UserToken token, Asker asker);

    /** The user as it is there now, with its id as {@code objectId}. */
    Future<ObjectNode> user(String userId, UserToken token, Asker asker);

    /** Whether {@link #whoami} is configured. */
    boolean canTellWhoseToken();

    /** The user of a token that was not given out here. */
    Future<LoggedIn> whoami(UserToken token, Asker asker);

    /**
     * One of Backendless's calls as a client made it; what is refused fails with the user server's own code and words.
     *
     * @param path below {@code auth.url}, with its query
     * @param token absent: in nobody's name
     */
    Future<Passed> pass(
            HttpMethod method, String path, @Nullable UserToken token, @Nullable JsonNode body, Asker asker);
}
