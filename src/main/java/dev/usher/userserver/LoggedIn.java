package dev.usher.userserver;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A login that the user server granted.
 *
 * @param user every column as it was sent, the token included
 */
public record LoggedIn(UserToken token, String userId, ObjectNode user) {

    @Override
    public String toString() {
        return "LoggedIn[" + userId + "]";
    }
}
