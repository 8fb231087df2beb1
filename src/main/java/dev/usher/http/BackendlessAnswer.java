package dev.usher.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * A failure as Backendless's own clients read it: a number and a message. Where Backendless has no number for it, it is
 * that of HTTP, which is smaller than all of theirs. Its SDK throws the body of a 502 away.
 */
public final class BackendlessAnswer {

    /** Who is logged in counts no more; clients look for these words, which are the user server's own. */
    private static final int DEAD_TOKEN = 3064;

    private static final String DEAD = "Not existing user token. Relogin user to update your user token";
    private static final int WRONG_PASSWORD = 3003;
    private static final int TOO_MANY = 999;

    private BackendlessAnswer() {}

    /** 401 says that a password was wrong, and nothing else. */
    static int status(GatewayFailure failure) {
        return switch (failure) {
            case GatewayFailure.Unauthenticated _ -> 400;
            case GatewayFailure.RefusedByUserServer refused -> ofRefusal(refused);
            default -> failure.status() == 502 ? 503 : failure.status();
        };
    }

    private static int ofRefusal(GatewayFailure.RefusedByUserServer refused) {
        boolean isWrong = refused.code().equals(WRONG_PASSWORD);
        boolean isClients = refused.status() >= 400 && refused.status() < 500 && refused.status() != 401;
        return isWrong ? 401 : isClients ? refused.status() : 400;
    }

    static Buffer body(GatewayFailure failure) {
        return switch (failure) {
            case GatewayFailure.Unauthenticated _ -> body(DEAD_TOKEN, DEAD);
            case GatewayFailure.RateLimited limited -> body(TOO_MANY, limited.text());
            default -> body(failure.code() instanceof Integer number ? number : status(failure), failure.text());
        };
    }

    /** Any failure, said like one of the user server's. */
    public static Buffer body(int code, String message) {
        return new JsonObject()
                .put("code", code)
                .put("message", message)
                .put("errorData", new JsonObject())
                .toBuffer();
    }
}
