package dev.usher.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

/**
 * Where the pages and what they call are.
 *
 * @param path {@code login.path}
 */
record Addresses(String path) {

    /** The parameter of an address, and its value, by which a user asks for the form whoever is signed in. */
    static final String ACCOUNT = "account";

    static final String OTHER = "other";

    String login() {
        return path + "/login";
    }

    String logout() {
        return path + "/logout";
    }

    String signIn() {
        return path + "/sign-in";
    }

    String signOut() {
        return path + "/sign-out";
    }

    /** @param back where to go on, which is safe */
    String signIn(String back) {
        return signIn() + (back.equals(ReturnTo.HOME) ? "" : "?return_to=" + URLEncoder.encode(back, UTF_8));
    }

    /** The same for who is signed in and wants to be somebody else. */
    String otherAccount(String back) {
        return signIn() + "?" + ACCOUNT + "=" + OTHER
                + (back.equals(ReturnTo.HOME) ? "" : "&return_to=" + URLEncoder.encode(back, UTF_8));
    }
}
