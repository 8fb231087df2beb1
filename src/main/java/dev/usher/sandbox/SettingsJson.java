package dev.usher.sandbox;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** The settings under the names the service's console uses; what is left out or null stays as it is. */
final class SettingsJson {

    private SettingsJson() {}

    static JsonObject write(SandboxSettings settings) {
        return new JsonObject()
                .put("sessionTimeoutSeconds", settings.sessionTimeout().toSeconds())
                .put("enableMultipleLogins", settings.logins() == LoginPolicy.SIDE_BY_SIDE)
                .put("logoutLastUser", settings.logins() == LoginPolicy.NEW_LOGIN_REFUSED)
                .put("maxConcurrentLogins", settings.maxConcurrentLogins())
                .put("failedLoginsLock", settings.failedLoginsLock())
                .put("lockoutSeconds", settings.lockout().toSeconds())
                .put("registration", settings.registration());
    }

    static SandboxSettings read(JsonObject changes, SandboxSettings current) {
        JsonObject json = write(current);
        changes.stream()
                .filter(change -> change.getValue() != null)
                .forEach(change -> json.put(change.getKey(), change.getValue()));
        return new SandboxSettings(
                Duration.ofSeconds(json.getLong("sessionTimeoutSeconds")),
                policy(json.getBoolean("enableMultipleLogins"), json.getBoolean("logoutLastUser")),
                json.getInteger("maxConcurrentLogins"),
                json.getInteger("failedLoginsLock"),
                Duration.ofSeconds(json.getLong("lockoutSeconds")),
                json.getBoolean("registration"));
    }

    private static LoginPolicy policy(boolean multiple, boolean logoutLastUser) {
        if (multiple) {
            return LoginPolicy.SIDE_BY_SIDE;
        }
        return logoutLastUser ? LoginPolicy.NEW_LOGIN_REFUSED : LoginPolicy.NEW_LOGIN_WINS;
    }
}
