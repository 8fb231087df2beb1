package dev.usher.userserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * A login that the user server granted, now or before.
 *
 * @param user every column as it was sent, the token included
 * @param isGuest whether it is a guest's; that is known even where nobody asks for roles
 */
public record LoggedIn(UserToken token, String userId, ObjectNode user, boolean isGuest) {

    /** What the user server calls somebody who did not say who he is. */
    public static final String GUEST_ROLE = "GuestUser";

    /** As Backendless has it. */
    public static LoggedIn of(UserToken token, ObjectNode user) {
        boolean isGuest = user.path("userStatus").asText().equals("GUEST");
        return new LoggedIn(token, user.path("objectId").asText(), user, isGuest);
    }

    /** A guest's roles, where they may be unknown. */
    public static List<String> withGuestRole(List<String> roles) {
        return roles.contains(GUEST_ROLE)
                ? roles
                : Stream.concat(Stream.of(GUEST_ROLE), roles.stream()).toList();
    }

    @Override
    public String toString() {
        return "LoggedIn[" + userId + "]";
    }
}
