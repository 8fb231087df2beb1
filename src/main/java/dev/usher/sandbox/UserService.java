package dev.usher.sandbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * What the user service does, without HTTP. One lock guards all of its state, since tests call it from their threads
 * while the event loop serves; nothing in here takes long.
 */
final class UserService {

    private final InstantSource clock;
    private final Accounts accounts;
    private final Sessions sessions;
    private final Logins logins;
    private SandboxSettings settings;

    UserService(InstantSource clock, SandboxSettings settings) {
        this.clock = clock;
        this.settings = settings;
        this.accounts = DemoUser.seed(clock.millis());
        this.sessions = new Sessions(clock);
        this.logins = new Logins(accounts, sessions, clock);
    }

    /** The caller a token stands for, if one came; a live one slides, any other refuses the call. */
    synchronized @Nullable Account caller(@Nullable String token) {
        if (token == null || token.isEmpty()) {
            return null;
        }
        Account account = sessions.peek(token, settings);
        if (account == null) {
            throw ErrorCode.DEAD_TOKEN.refusal(token);
        }
        if (account.status == UserStatus.DISABLED) {
            throw ErrorCode.DISABLED.refusal();
        }
        sessions.slide(token);
        return account;
    }

    synchronized JsonObject login(JsonObject body) {
        return logins.login(body, settings);
    }

    synchronized void logout(@Nullable String token) {
        if (caller(token) == null) {
            throw ErrorCode.CANNOT_LOG_OUT.refusal();
        }
        sessions.end(String.valueOf(token));
    }

    /** Asking about a token does not keep it alive; sending it as the header does. */
    synchronized boolean valid(String token, @Nullable String header) {
        if (header != null && live(header)) {
            sessions.slide(header);
        }
        return live(token);
    }

    private boolean live(String token) {
        Account account = sessions.peek(token, settings);
        return account != null && account.status != UserStatus.DISABLED;
    }

    synchronized JsonArray roles(@Nullable String token) {
        Account caller = caller(token);
        if (caller == null) {
            return JsonArray.of("NotAuthenticatedUser", "RestUser");
        }
        JsonArray roles = JsonArray.of("AuthenticatedUser", "RestUser");
        if (caller.guest()) {
            roles.add("GuestUser");
        }
        caller.roles.forEach(roles::add);
        return roles;
    }

    synchronized JsonObject register(JsonObject body) {
        if (!settings.registration()) {
            throw ErrorCode.REGISTRATION_DENIED.refusal();
        }
        String password = text(body, "password", ErrorCode.PASSWORD_MISSING);
        String email = text(body, "email", ErrorCode.IDENTITY_MISSING);
        if (!email.contains("@")) {
            throw ErrorCode.BAD_EMAIL.refusal();
        }
        if (accounts.byIdentity(email) != null) {
            throw ErrorCode.USER_EXISTS.refusal();
        }
        Account account = guestToConvert(body);
        if (account == null) {
            account = new Account(email, password, clock.millis());
            accounts.add(account);
        }
        account.status = UserStatus.ENABLED;
        account.write(body);
        return account.json();
    }

    private @Nullable Account guestToConvert(JsonObject body) {
        Account account = body.getValue("objectId") instanceof String id ? accounts.byId(id) : null;
        return account != null && account.guest() ? account : null;
    }

    private static String text(JsonObject body, String key, ErrorCode missing) {
        if (body.getValue(key) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw missing.refusal();
    }

    synchronized JsonObject guest() {
        Account account = new Account(null, "", clock.millis());
        account.status = UserStatus.GUEST;
        accounts.add(account);
        return logins.open(account);
    }

    synchronized void restorePassword(String identity) {
        if (byPathIdentity(identity) == null) {
            throw ErrorCode.UNKNOWN_IDENTITY.refusal();
        }
    }

    synchronized void resendConfirmation(String identity) {
        Account account = byPathIdentity(identity);
        if (account == null) {
            throw ErrorCode.NO_SUCH_CONFIRMATION.refusal();
        }
        if (account.status != UserStatus.EMAIL_CONFIRMATION_PENDING) {
            throw ErrorCode.ALREADY_CONFIRMED.refusal();
        }
    }

    /** In a path even a number is text. */
    private @Nullable Account byPathIdentity(String identity) {
        return accounts.byIdentity(identity.matches("\\d{1,18}") ? Long.valueOf(identity) : identity);
    }

    synchronized JsonObject read(String objectId) {
        return existing(objectId).json();
    }

    synchronized JsonObject update(String objectId, @Nullable String token, JsonObject changes) {
        Account caller = caller(token);
        if (caller == null) {
            throw ErrorCode.NOT_LOGGED_IN.refusal();
        }
        Account account = existing(objectId);
        if (account != caller) {
            throw ErrorCode.ANOTHER_USER.refusal();
        }
        account.update(changes, clock.millis());
        return account.json();
    }

    private Account existing(String objectId) {
        Account account = accounts.byId(objectId);
        if (account == null) {
            throw ErrorCode.ENTITY_NOT_FOUND.refusal(objectId);
        }
        return account;
    }

    synchronized SandboxSettings settings() {
        return settings;
    }

    synchronized void settings(SandboxSettings newSettings) {
        settings = newSettings;
    }

    synchronized void endAllSessions() {
        sessions.endAll();
    }

    synchronized int liveSessions() {
        return sessions.live(settings);
    }

    /** Enabling a user does not revive the sessions that disabling cut. */
    synchronized void status(String email, UserStatus status) {
        Account account = byEmail(email);
        if (account.status == UserStatus.DISABLED && status != UserStatus.DISABLED) {
            sessions.endAll(account);
        }
        account.status = status;
    }

    synchronized void roles(String email, List<String> roles) {
        byEmail(email).roles = List.copyOf(roles);
    }

    synchronized String objectId(String email) {
        return byEmail(email).objectId;
    }

    private Account byEmail(String email) {
        Account account = accounts.byIdentity(email);
        if (account == null) {
            throw new NoSuchElementException("No user has the email " + email);
        }
        return account;
    }
}
