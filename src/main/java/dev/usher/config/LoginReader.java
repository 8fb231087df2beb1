package dev.usher.config;

import dev.usher.config.LoginSettings.TokenSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads {@code login}. */
final class LoginReader {

    private static final Pattern COOKIE_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final List<TokenSource> EVERYWHERE =
            List.of(new TokenSource.Bearer(), new TokenSource.Header("user-token"), new TokenSource.Cookie());

    LoginSettings read(Section login) {
        return new LoginSettings(
                login.value("path", "/auth", LoginReader::path),
                login.section("cookie", LoginReader::cookieName),
                tokenFrom(login));
    }

    private static String path(String text) throws Rejected {
        String rule = "must be a path such as /auth: it starts with /, does not end with one, and has no *";
        return "/" + String.join("/", PatternParser.literalPath(text, rule));
    }

    private static String cookieName(Section cookie) {
        return cookie.value("name", "__Host-session", text -> {
            if (!COOKIE_NAME.matcher(text).matches()) {
                throw new Rejected("must be the name of a cookie: letters, digits, '-' and '_'");
            }
            return text;
        });
    }

    private static List<TokenSource> tokenFrom(Section login) {
        List<TokenSource> sources = new ArrayList<>();
        for (Field item : login.items("token-from")) {
            TokenSource source = item.read(LoginReader::tokenSource);
            if (source != null && sources.contains(source)) {
                item.problem("is there twice; remove one");
            } else if (source != null) {
                sources.add(source);
            }
        }
        return sources.isEmpty() ? EVERYWHERE : sources;
    }

    private static TokenSource tokenSource(String text) throws Rejected {
        if (text.startsWith("header:")) {
            return new TokenSource.Header(HeaderName.forToken(text.substring("header:".length())));
        }
        return switch (text) {
            case "bearer" -> new TokenSource.Bearer();
            case "cookie" -> new TokenSource.Cookie();
            default ->
                throw new Rejected(
                        "must be one of bearer, header:<name>, cookie",
                        Suggestion.among(List.of("bearer", "cookie", "header:user-token"), text));
        };
    }
}
