package dev.usher.facade;

import dev.usher.http.GatewayFailure;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Which of the user server's calls a request is, as far as the gateway treats them apart. */
sealed interface FacadeCall {

    /** {@code users/login}. */
    record Login() implements FacadeCall {}

    /** {@code users/register/guest}. */
    record Guest() implements FacadeCall {}

    /** {@code users/logout}. */
    record Logout() implements FacadeCall {}

    /** {@code users/isvalidusertoken/<token>}, the one call that has a token in its path. */
    record Validate(String token) implements FacadeCall {

        @Override
        public String toString() {
            return "Validate[***]";
        }
    }

    /** Asks where to log in elsewhere, so that the user server hands its token out by itself. */
    record AuthorizationUrl() implements FacadeCall {}

    /**
     * Another call about users, short in question and answer, that may carry a token in its answer.
     *
     * @param needsNobody it is for people without a session, and a dead one must not keep them from it
     * @param concerns whom it may change
     */
    record OfUsers(boolean needsNobody, Concerned concerns) implements FacadeCall {}

    /** Whom a call is about. */
    sealed interface Concerned {
        /** The user with this id. */
        record User(String id) implements Concerned {}

        /** Whoever logs in with this. */
        record Identity(String identity) implements Concerned {}

        record Nobody() implements Concerned {
            static final Nobody INSTANCE = new Nobody();
        }
    }

    /** What the Java and .NET SDKs say in a format of their own, with tokens that nobody here can read. */
    record Binary() implements FacadeCall {}

    /** Data, files, messages and the rest: as long as it likes. */
    record Other() implements FacadeCall {}

    /** Calls before a session, by the word behind {@code users}. */
    Set<String> BEFORE_LOGIN = Set.of(
            "register", "restorepassword", "resendconfirmation", "createemailconfirmationurl", "oauth", "social");

    /** A call or an id; with anything else in it, a parameter such as {@code ;a}, it may be read as either. */
    Pattern WORD = Pattern.compile("[A-Za-z0-9_-]+");

    /**
     * Finds out by the path, without regard to case or a final slash: no spelling that the user server may take for a
     * login must pass for something else.
     *
     * @param path below the facade
     * @throws GatewayFailure.BadRequest for a call that no word names
     */
    static FacadeCall of(String path) {
        List<String> segments = List.of(path.substring(1).split("/"));
        String first = segments.getFirst().toLowerCase(Locale.ROOT);
        String second = segments.size() < 2 ? "" : segments.get(1).toLowerCase(Locale.ROOT);
        if (!first.isEmpty() && !WORD.matcher(first).matches()) {
            throw new GatewayFailure.BadRequest("the user server has no such call");
        }
        if (first.equals("data")) {
            return segments.size() == 3
                            && second.equals("users")
                            && !segments.get(2).equals("find")
                    ? new OfUsers(false, user(segments.get(2)))
                    : new Other();
        }
        if (first.equals("binary")) {
            return new Binary();
        }
        if (!first.equals("users")) {
            return new Other();
        }
        if (segments.size() > 1 && !WORD.matcher(second).matches()) {
            throw new GatewayFailure.BadRequest("the user server has no such call about users");
        }
        boolean isAlone = segments.size() == 2;
        if (isAlone && second.equals("login")) {
            return new Login();
        }
        if (isAlone && second.equals("logout")) {
            return new Logout();
        }
        if (second.equals("isvalidusertoken") && segments.size() == 3) {
            return new Validate(segments.get(2));
        }
        if (second.equals("register") && segments.size() == 3 && segments.get(2).equalsIgnoreCase("guest")) {
            return new Guest();
        }
        if (decoded(segments.getLast()).strip().equalsIgnoreCase("request_url")) {
            return new AuthorizationUrl();
        }
        if (second.equals("restorepassword") && segments.size() == 3) {
            return new OfUsers(true, new Concerned.Identity(decoded(segments.get(2))));
        }
        boolean beforeLogin = BEFORE_LOGIN.contains(second);
        return new OfUsers(
                beforeLogin, beforeLogin || second.isEmpty() ? Concerned.Nobody.INSTANCE : user(segments.get(1)));
    }

    private static Concerned user(String segment) {
        return new Concerned.User(decoded(segment));
    }

    /** In a path, a plus is one. */
    private static String decoded(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** What the log shows: neither token nor identity. */
    static String shown(String path) {
        int last = path.lastIndexOf('/', path.length() - 2);
        boolean namesSomebody = path.regionMatches(true, 0, "/users/", 0, 7) && last > "/users".length();
        return namesSomebody ? path.substring(0, last + 1) + "***" : path;
    }
}
