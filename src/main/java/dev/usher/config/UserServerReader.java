package dev.usher.config;

import java.net.URI;
import java.time.Duration;

/** Reads {@code auth}. */
final class UserServerReader {

    private static final URI STAND_IN = URI.create("http://stand-in.invalid");

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
                auth.optional("whoami", UserServerReader::whoami));
    }

    private static String whoami(String text) throws Rejected {
        String path = text.startsWith("/") ? text : "/" + text;
        String rule = "must be a path below auth.url, such as services/Account/currentUser";
        return String.join("/", PatternParser.literalPath(path, rule));
    }
}
