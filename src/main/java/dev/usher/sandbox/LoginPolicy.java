package dev.usher.sandbox;

/** What a login does while its user has a live session already: the three console settings of a Backendless app. */
public enum LoginPolicy {
    /** {@code enableMultipleLogins:false, logoutLastUser:false}, the default: the new login ends the old session. */
    NEW_LOGIN_WINS,
    /** {@code enableMultipleLogins:false, logoutLastUser:true}: the new login is refused with 3002. */
    NEW_LOGIN_REFUSED,
    /** {@code enableMultipleLogins:true}: sessions live side by side; one too many is refused with 3044. */
    SIDE_BY_SIDE
}
