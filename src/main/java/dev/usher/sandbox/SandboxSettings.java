package dev.usher.sandbox;

import java.time.Duration;

/**
 * What an administrator of the app would set in the console; may change while the server runs.
 *
 * @param sessionTimeout the idle time after which a session ends
 * @param maxConcurrentLogins sessions of one user under {@link LoginPolicy#SIDE_BY_SIDE}; 0: no limit
 * @param failedLoginsLock wrong passwords in a row that lock an account; 0: none do
 * @param lockout how long a lock lasts
 * @param registration whether {@code users/register} is open
 */
public record SandboxSettings(
        Duration sessionTimeout,
        LoginPolicy logins,
        int maxConcurrentLogins,
        int failedLoginsLock,
        Duration lockout,
        boolean registration) {

    public SandboxSettings {
        if (!sessionTimeout.isPositive() || !lockout.isPositive()) {
            throw new IllegalArgumentException("session timeout and lockout must be longer than nothing");
        }
        if (maxConcurrentLogins < 0 || failedLoginsLock < 0) {
            throw new IllegalArgumentException("limits must not be negative");
        }
    }

    public static SandboxSettings defaults() {
        return new SandboxSettings(Duration.ofHours(1), LoginPolicy.NEW_LOGIN_WINS, 0, 0, Duration.ofMinutes(10), true);
    }

    public SandboxSettings withSessionTimeout(Duration timeout) {
        return new SandboxSettings(timeout, logins, maxConcurrentLogins, failedLoginsLock, lockout, registration);
    }

    public SandboxSettings withLogins(LoginPolicy policy) {
        return new SandboxSettings(
                sessionTimeout, policy, maxConcurrentLogins, failedLoginsLock, lockout, registration);
    }

    public SandboxSettings withMaxConcurrentLogins(int max) {
        return new SandboxSettings(sessionTimeout, logins, max, failedLoginsLock, lockout, registration);
    }

    public SandboxSettings withFailedLoginsLock(int failures, Duration duration) {
        return new SandboxSettings(sessionTimeout, logins, maxConcurrentLogins, failures, duration, registration);
    }

    public SandboxSettings withRegistration(boolean open) {
        return new SandboxSettings(sessionTimeout, logins, maxConcurrentLogins, failedLoginsLock, lockout, open);
    }
}
