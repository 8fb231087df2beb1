package dev.usher.userserver;

import java.util.Set;

/**
 * The roles that Backendless gives by itself. Those that only say how the request was made (which API key, logged in or
 * not) say nothing about the user; {@code GuestUser} and {@code SocialUser} do, and stay.
 */
final class SystemRoles {

    private static final Set<String> DROPPED = Set.of(
            "NotAuthenticatedUser",
            "AuthenticatedUser",
            "ASUser",
            "AndroidUser",
            "DotNetUser",
            "IOSUser",
            "JSUser",
            "RestUser",
            "ServerCodeUser");

    private SystemRoles() {}

    static boolean contains(String role) {
        return DROPPED.contains(role);
    }
}
