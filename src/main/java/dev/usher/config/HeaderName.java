package dev.usher.config;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of headers, RFC 9110 section 5.1, and which of them the file may hand out. */
final class HeaderName {

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** Folded. Framing, connection and trust stand on these; a user's property must not get into them. */
    private static final Set<String> TAKEN = Set.of(
            "connection",
            "keepalive",
            "proxyconnection",
            "proxyauthenticate",
            "proxyauthorization",
            "te",
            "trailer",
            "transferencoding",
            "upgrade",
            "http2settings",
            "expect",
            "host",
            "authorization",
            "cookie",
            "setcookie",
            "forwarded",
            "via",
            "xrequestid",
            "xrealip",
            "xclientip",
            "xclusterclientip",
            "trueclientip",
            "xhttpmethod",
            "xhttpmethodoverride",
            "xmethodoverride",
            "xoriginalhost",
            "xauthstale",
            "xauthage",
            "xauthassertion",
            "xoriginalurl",
            "xoriginaluri",
            "xoriginalmethod",
            "xrewriteurl",
            "usertoken");

    private HeaderName() {}

    /** A header that may carry a property of the user. */
    static String forIdentity(String text) throws Rejected {
        String name = token(text);
        String folded = fold(name);
        if (TAKEN.contains(folded) || folded.startsWith("content") || folded.startsWith("xforwarded")) {
            throw new Rejected("is a header with a meaning of its own; use a name such as X-User-Name");
        }
        return name;
    }

    /** A header that may carry a client's token, in lower case. */
    static String forToken(String text) throws Rejected {
        String name = token(text).toLowerCase(Locale.ROOT);
        String folded = fold(name);
        if (folded.equals("authorization")) {
            throw new Rejected("must not be Authorization; write bearer instead");
        }
        boolean taken = TAKEN.contains(folded) && !folded.equals("usertoken");
        if (taken || folded.startsWith("content") || folded.startsWith("xforwarded")) {
            throw new Rejected("is a header with a meaning of its own; use a name such as user-token");
        }
        return name;
    }

    /** What servers behind us may take for the same name: case, {@code -}, {@code _} and {@code .} do not count. */
    static String fold(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** Any header at all. */
    static String token(String text) throws Rejected {
        if (!TOKEN.matcher(text).matches() || fold(text).isEmpty()) {
            throw new Rejected("must be the name of a header: letters, digits and '-'");
        }
        return text;
    }
}
