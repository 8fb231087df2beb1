package dev.usher;

import dev.usher.TestClient.Answer;
import java.util.Arrays;
import java.util.List;

/** A cookie as an answer sets it. */
record SetCookie(String name, String value, List<String> attributes) {

    /** The only one of an answer. */
    static SetCookie of(Answer answer) {
        List<String> set = answer.headers().getOrDefault("set-cookie", List.of());
        if (set.size() != 1) {
            throw new AssertionError("not one cookie: " + set);
        }
        String[] parts = set.getFirst().split("; ", -1);
        int equals = parts[0].indexOf('=');
        return new SetCookie(
                parts[0].substring(0, equals),
                parts[0].substring(equals + 1),
                Arrays.asList(parts).subList(1, parts.length));
    }

    static boolean isIn(Answer answer) {
        return answer.headers().containsKey("set-cookie");
    }

    /** Where an answer hands over the token: {@code cookie}, {@code body}, {@code both} or {@code nowhere}. */
    static String delivery(Answer answer) {
        boolean inBody = answer.body().contains("user-token");
        if (isIn(answer)) {
            return inBody ? "both" : "cookie";
        }
        return inBody ? "body" : "nowhere";
    }

    /** As a browser sends it. */
    String pair() {
        return name + "=" + value;
    }

    /** What the answer said altogether. */
    String text() {
        return pair() + "; " + String.join("; ", attributes);
    }
}
