package dev.usher.sandbox;

import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The rules of {@code users/login}: credentials, lockout, status, multiple logins, in this order. */
final class Logins {

    private final Accounts accounts;
    private final Sessions sessions;
    private final InstantSource clock;

    Logins(Accounts accounts, Sessions sessions, InstantSource clock) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.clock = clock;
    }

    JsonObject login(JsonObject body, SandboxSettings settings) {
        Account account = authenticate(body, settings);
        checkStatus(account);
        admit(account, settings);
        return open(account);
    }

    /** Opens a session without any check. */
    JsonObject open(Account account) {
        account.loggedIn(clock.millis());
        return account.json().put("user-token", sessions.open(account));
    }

    private Account authenticate(JsonObject body, SandboxSettings settings) {
        if (body.containsKey("objectId")) {
            throw ErrorCode.OBJECT_ID_LOGIN.refusal();
        }
        Object login = given(body.getValue("login"));
        Object password = given(body.getValue("password"));
        Account account = accounts.byIdentity(login);
        if (account == null) {
            throw ErrorCode.WRONG_PASSWORD.refusal();
        }
        if (clock.millis() < account.lockedUntil) {
            throw ErrorCode.LOCKED_OUT.refusal();
        }
        if (account.guest() || !account.password.equals(password)) {
            countFailure(account, settings);
            throw ErrorCode.WRONG_PASSWORD.refusal();
        }
        return account;
    }

    private static Object given(@Nullable Object credential) {
        if (credential == null) {
            throw ErrorCode.PARAMETER_NULL.refusal();
        }
        if (credential.equals("")) {
            throw ErrorCode.EMPTY_CREDENTIALS.refusal();
        }
        return credential;
    }

    private void countFailure(Account account, SandboxSettings settings) {
        account.failedLogins++;
        if (settings.failedLoginsLock() > 0 && account.failedLogins >= settings.failedLoginsLock()) {
            account.failedLogins = 0;
            account.lockedUntil = clock.millis() + settings.lockout().toMillis();
        }
    }

    private static void checkStatus(Account account) {
        if (account.refusal != null) {
            throw account.refusal.refusal();
        }
        switch (account.status) {
            case DISABLED -> throw ErrorCode.DISABLED.refusal();
            case EMAIL_CONFIRMATION_PENDING -> throw ErrorCode.EMAIL_NOT_CONFIRMED.refusal();
            case ENABLED, GUEST -> {
                // may log in
            }
        }
    }

    private void admit(Account account, SandboxSettings settings) {
        int live = sessions.live(account, settings);
        switch (settings.logins()) {
            case NEW_LOGIN_WINS -> sessions.endAll(account);
            case NEW_LOGIN_REFUSED -> {
                if (live > 0) {
                    throw ErrorCode.ALREADY_LOGGED_IN.refusal();
                }
            }
            case SIDE_BY_SIDE -> {
                if (settings.maxConcurrentLogins() > 0 && live >= settings.maxConcurrentLogins()) {
                    throw ErrorCode.LOGIN_LIMIT.refusal();
                }
            }
        }
    }
}
