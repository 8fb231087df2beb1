package dev.usher.config;

import dev.usher.config.UserServerSettings.Breaker;
import dev.usher.config.UserServerSettings.Budget;
import dev.usher.config.UserServerSettings.Preset;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads {@code auth}. */
final class UserServerReader {

    private static final Duration LONGEST_WINDOW = Duration.ofMinutes(10);
    static final URI STAND_IN = URI.create("http://stand-in.invalid");

    UserServerSettings read(Section auth) {
        URI url = auth.required(
                "url",
                STAND_IN,
                Address::root,
                "the user server's address, such as https://api.backendless.com/APP-ID/API-KEY");
        if (url.getScheme().equals("http") && !Address.isPrivate(url.getHost())) {
            auth.warn("url", "sends passwords over the internet in plain text; use https");
        }
        return new UserServerSettings(
                url,
                auth.positiveDuration("timeout", Duration.ofSeconds(2)),
                auth.positiveDuration("session-timeout", Duration.ofHours(1)),
                auth.optional("whoami", UserServerReader::whoami),
                auth.section("budget", UserServerReader::budget),
                auth.section("breaker", UserServerReader::breaker),
                custom(auth));
    }

    private static @Nullable CustomSettings custom(Section auth) {
        if (auth.choice("preset", Preset.BACKENDLESS) == Preset.CUSTOM) {
            if (auth.has("whoami")) {
                auth.problem("whoami", "is for preset: backendless; custom.me says whose a token is");
            }
            return auth.section("custom", CustomReader::read);
        }
        if (auth.field("custom") != null) {
            auth.problem("custom", "needs preset: custom");
        }
        return null;
    }

    private static Budget budget(Section budget) {
        return new Budget(
                budget.value("concurrent", 64, count(1, 10_000)),
                budget.value("rps", 500, count(1, 100_000)),
                budget.value("waiting", 1_000, count(0, 10_000)),
                budget.positiveDuration("wait", Duration.ofSeconds(1)));
    }

    private static Breaker breaker(Section breaker) {
        return new Breaker(
                breaker.value("failures", 0.5, Quantity::share),
                breaker.value("window", Duration.ofSeconds(10), UserServerReader::window),
                breaker.value("calls", 10, count(1, 100_000)),
                breaker.positiveDuration("open", Duration.ofSeconds(5)));
    }

    /** Each second of it is counted apart. */
    private static Duration window(String text) throws Rejected {
        Duration window = Quantity.positiveDuration(text);
        if (window.toMillis() % 1_000 != 0 || window.compareTo(LONGEST_WINDOW) > 0) {
            throw new Rejected("must be whole seconds, at most 10m");
        }
        return window;
    }

    private static Parser<Integer> count(int least, int most) {
        return text -> Scalar.number(text, least, most, "must be a whole number, " + least + " to " + most);
    }

    private static String whoami(String text) throws Rejected {
        String path = text.startsWith("/") ? text : "/" + text;
        String rule = "must be a path below auth.url, such as services/Account/currentUser";
        return String.join("/", PatternParser.literalPath(path, rule));
    }
}
