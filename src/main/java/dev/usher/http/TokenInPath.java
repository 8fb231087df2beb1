package dev.usher.http;

/** The user server has one call with a token in its path, which no log may show wherever a client sends it. */
public final class TokenInPath {

    private static final String BEFORE_TOKEN = "/isvalidusertoken/";

    private TokenInPath() {}

    /** The path without what follows the name of that call, in whatever case. */
    public static String masked(String path) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            int token = slash + BEFORE_TOKEN.length();
            if (token < path.length() && path.regionMatches(true, slash, BEFORE_TOKEN, 0, BEFORE_TOKEN.length())) {
                return path.substring(0, token) + "***";
            }
        }
        return path;
    }
}
