package dev.usher.sandbox;

/** The {@code userStatus} column of a user. */
public enum UserStatus {
    ENABLED,
    DISABLED,
    EMAIL_CONFIRMATION_PENDING,
    GUEST
}
