package dev.usher.userserver;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What the user server answered to a call as a client made it, and not refused.
 *
 * @param json the body, which may hold tokens; absent: there was none
 */
public record Passed(@Nullable JsonNode json) {

    @Override
    public String toString() {
        return "Passed[***]";
    }
}
