package dev.usher.sandbox;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One row of the Users table and what the service knows beside it. Touched under the lock of {@link UserService}. */
final class Account {

    /** Columns a client sees but cannot write, however it sends them. */
    private static final Set<String> SYSTEM_COLUMNS = Set.of(
            "objectId",
            "ownerId",
            "created",
            "updated",
            "lastLogin",
            "userStatus",
            "accountType",
            "socialAccount",
            "___class",
            "user-token",
            "password",
            "oAuthIdentities");

    final String objectId = newId();
    final Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    private final long created;

    String password;
    UserStatus status = UserStatus.ENABLED;
    List<String> roles = List.of();

    @Nullable
    Long number;

    @Nullable
    ErrorCode refusal;

    int failedLogins;
    long lockedUntil;
    private @Nullable Long updated;
    private @Nullable Long lastLogin;

    Account(@Nullable String email, String password, long now) {
        this.password = password;
        this.created = now;
        columns.put("email", email);
        columns.put("name", null);
        columns.put("blUserLocale", "en");
    }

    /** The service's ids and tokens are upper-case UUIDs. */
    static String newId() {
        return UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
    }

    @Nullable
    String email() {
        return columns.get("email") instanceof String email ? email : null;
    }

    boolean guest() {
        return status == UserStatus.GUEST;
    }

    void loggedIn(long now) {
        failedLogins = 0;
        lastLogin = now;
    }

    void update(JsonObject changes, long now) {
        write(changes);
        updated = now;
    }

    void write(JsonObject changes) {
        if (changes.getValue("password") instanceof String newPassword) {
            password = newPassword;
        }
        changes.getMap().forEach((column, value) -> {
            if (!SYSTEM_COLUMNS.contains(column)) {
                columns.put(column, value);
            }
        });
    }

    /** All columns but the password, absent values as explicit nulls. */
    JsonObject json() {
        return new JsonObject()
                .put("lastLogin", lastLogin)
                .put("userStatus", status.name())
                .put("created", created)
                .put("accountType", guest() ? "GUEST" : "BACKENDLESS")
                .put("socialAccount", "BACKENDLESS")
                .put("ownerId", objectId)
                .put("oAuthIdentities", null)
                .put("___class", "Users")
                .put("updated", updated)
                .put("objectId", objectId)
                .mergeIn(new JsonObject(new LinkedHashMap<>(columns)));
    }
}
