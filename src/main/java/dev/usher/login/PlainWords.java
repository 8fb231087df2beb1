package dev.usher.login;

import dev.usher.http.CannotKnow;
import dev.usher.http.GatewayFailure;
import dev.usher.http.TokensDisagree;
import java.time.Duration;
import java.util.Locale;

/** Says a failure to a person, who has not heard of gateways and user servers, and how long to wait. Stateless. */
final class PlainWords {

    private PlainWords() {}

    static String of(GatewayFailure why) {
        Duration wait = why.retryAfter();
        return sentence(why) + (wait == null ? "" : " Try again in " + of(wait) + ".");
    }

    private static String sentence(GatewayFailure why) {
        if (why instanceof CannotKnow unknown) {
            return unknown.isThrottled()
                    ? "Too many people are signing in."
                    : "Signing in does not work at the moment, whatever the password.";
        }
        if (why instanceof GatewayFailure.RateLimited) {
            return "Too many attempts.";
        }
        if (why.code().equals(GatewayFailure.Forbidden.CROSS_SITE)) {
            return "This did not come from a page of this site, so nothing was done.";
        }
        if (why instanceof TokensDisagree) {
            return "This browser had two sessions here at once. Load the page again.";
        }
        if (why instanceof GatewayFailure.Internal) {
            return "Something went wrong here. Try again in a moment.";
        }
        if (why instanceof GatewayFailure.RefusedByUserServer && why.retryAfter() != null) {
            return "This account is locked after too many failed attempts.";
        }
        String text = why.text();
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
    }

    /** Rounded up: who comes back then must not come too early. */
    private static String of(Duration wait) {
        long seconds = Math.max(1, wait.plusNanos(999_999_999).toSeconds());
        long minutes = Math.ceilDiv(seconds, 60);
        if (minutes < 2) {
            return of(seconds, "second");
        }
        return minutes < 120 ? of(minutes, "minute") : of(Math.ceilDiv(minutes, 60), "hour");
    }

    private static String of(long count, String unit) {
        return count + " " + unit + (count == 1 ? "" : "s");
    }
}
