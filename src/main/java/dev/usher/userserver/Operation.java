package dev.usher.userserver;

import java.util.Locale;

/** The calls, as metrics name them. */
enum Operation {
    LOGIN,
    GUEST,
    LOGOUT,
    IS_VALID,
    ROLES,
    USER,
    WHOAMI,
    PASSED;

    /** Whether the gateway asks for itself, and no client can choose what. */
    boolean isOwnQuestion() {
        return this == IS_VALID || this == ROLES;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
