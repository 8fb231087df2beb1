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
    WHOAMI;

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
