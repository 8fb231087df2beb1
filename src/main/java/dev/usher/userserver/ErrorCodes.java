package dev.usher.userserver;

import dev.usher.http.CannotKnow;
import dev.usher.http.GatewayFailure;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the user server's numeric codes mean to a client of the gateway. The HTTP status they came with is not
 * documented and decides nothing (backendless.com/docs/js/backendless_error_codes.html, /docs/rest/users_login.html).
 */
public final class ErrorCodes {

    /** The token in the header is no session any more. */
    private static final Set<Integer> DEAD_TOKEN = Set.of(3048, 3064, 3090, 3091);

    /** A quota is used up or the application is blocked: an answer about the plan, not about the user. */
    private static final Set<Integer> EXHAUSTED = Set.of(999, 9070, 11009, 11033);

    private static final Map<Integer, Meaning> LOGIN = Map.ofEntries(
            Map.entry(2002, new Meaning(502, "the user server does not know this application; tell its operator")),
            Map.entry(3000, new Meaning(403, "login is disabled for this account")),
            Map.entry(3001, new Meaning(502, "the user server has no login settings; tell its operator")),
            Map.entry(3002, new Meaning(409, "this account is already logged in elsewhere; log out there first")),
            Map.entry(3003, new Meaning(401, "wrong login or password")),
            Map.entry(3006, new Meaning(400, "login and password must not be empty")),
            Map.entry(3034, new Meaning(403, "logins are disabled for this application")),
            Map.entry(3036, new Meaning(423, "this account is locked after too many failed logins; try again later")),
            Map.entry(3038, new Meaning(400, "login and password are both needed")),
            Map.entry(3044, new Meaning(409, "this account is logged in too many times; log out elsewhere first")),
            Map.entry(3082, new Meaning(403, "confirm your e-mail address first")),
            Map.entry(3087, new Meaning(403, "confirm your e-mail address first")),
            Map.entry(3090, new Meaning(403, "this account is disabled")),
            Map.entry(8000, new Meaning(400, "a value is too long")));

    private ErrorCodes() {}

    /** Whether an error with this code says that the token it was asked with counts no more. */
    public static boolean saysTokenIsDead(int code) {
        return DEAD_TOKEN.contains(code);
    }

    static boolean saysQuotaIsUsedUp(int code) {
        return EXHAUSTED.contains(code);
    }

    /** The failure of a login. */
    static GatewayFailure ofLogin(int code, int httpStatus) {
        Meaning meaning = LOGIN.get(code);
        return meaning != null
                ? new GatewayFailure.RefusedByUserServer(meaning.status, code, meaning.message)
                : of(code, httpStatus);
    }

    /** The failure of a call that was made for a client. */
    static GatewayFailure ofCall(int code, int httpStatus) {
        return saysTokenIsDead(code) ? deadToken() : of(code, httpStatus);
    }

    /** The failure of a question of the gateway's own: the client asked for something else, so no refusal is its. */
    static GatewayFailure ofQuestion(int code, int httpStatus) {
        if (saysTokenIsDead(code)) {
            return deadToken();
        }
        return of(code, httpStatus) instanceof CannotKnow unknown
                ? unknown
                : CannotKnow.nonsense("HTTP " + httpStatus + " with code " + code);
    }

    /** The failure of a call as a client made it, in the words of the user server but for the token. */
    static GatewayFailure asItIs(Answer answer, @Nullable UserToken token) {
        if (saysQuotaIsUsedUp(answer.code()) || answer.status() >= 500) {
            return of(answer.code(), answer.status());
        }
        String words = redacted(answer.message(), token);
        return new GatewayFailure.RefusedByUserServer(answer.status(), answer.code(), words);
    }

    /** The user server's words for a dead token hold the token. */
    public static String redacted(String words, @Nullable UserToken token) {
        return token == null ? words : words.replace(token.value(), "***");
    }

    static GatewayFailure deadToken() {
        return new GatewayFailure.Unauthenticated("token-invalid", "this session has ended; log in again");
    }

    private static GatewayFailure of(int code, int httpStatus) {
        if (saysQuotaIsUsedUp(code)) {
            return CannotKnow.exhausted(code);
        }
        if (httpStatus >= 500) {
            return CannotKnow.unavailable("HTTP " + httpStatus + " with code " + code, null);
        }
        return new GatewayFailure.RefusedByUserServer(400, code, "the user server refused with code " + code);
    }

    private record Meaning(int status, String message) {}
}
