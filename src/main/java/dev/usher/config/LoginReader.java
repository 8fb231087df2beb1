package dev.usher.config;

import dev.usher.config.CookieSettings.SameSite;
import dev.usher.config.LoginSettings.TokenSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code login}. */
final class LoginReader {

    private static final Pattern COOKIE_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");
    private static final Pattern HOST =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?");
    private static final List<TokenSource> EVERYWHERE =
            List.of(new TokenSource.Bearer(), new TokenSource.Header("user-token"), new TokenSource.Cookie());

    private final Path directory;

    LoginReader(Path directory) {
        this.directory = directory;
    }

    LoginSettings read(Section login) {
        return new LoginSettings(
                login.value("path", "/auth", LoginReader::path),
                login.section("cookie", LoginReader::cookie),
                tokenFrom(login),
                Set.copyOf(login.list("return-to", LoginReader::host)),
                Set.copyOf(login.list("safe-origins", CorsReader::exactOrigin)),
                login.section("page", new PageReader(directory)::read),
                login.section("throttle", ThrottleSettings::read),
                facade(login));
    }

    private static FacadeSettings facade(Section login) {
        Field facade = login.field("facade");
        return facade == null ? FacadeSettings.NONE : facade.section("forms", FacadeSettings::read);
    }

    private static String path(String text) throws Rejected {
        String rule = "must be a path such as /auth: it starts with /, does not end with one, and has no *";
        return "/" + String.join("/", PatternParser.literalPath(text, rule));
    }

    private static CookieSettings cookie(Section cookie) {
        return new CookieSettings(
                cookie.value("name", "__Host-session", LoginReader::cookieName),
                cookie.value("same-site", SameSite.LAX, SameSite::parse));
    }

    private static String cookieName(String text) throws Rejected {
        if (!COOKIE_NAME.matcher(text).matches()) {
            throw new Rejected("must be the name of a cookie: up to 64 letters, digits, '-' and '_'");
        }
        return text;
    }

    private static String host(String text) throws Rejected {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!HOST.matcher(lower).matches()) {
            throw new Rejected("must be a host, perhaps with a port, such as app.example.com");
        }
        return lower;
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
