package dev.usher.config;

/**
 * The session cookie.
 *
 * @param name over TLS
 */
public record CookieSettings(String name, SameSite sameSite) {

    /** With this prefix browsers take a cookie from its own host alone, over TLS and for every path. */
    private static final String OWN_HOST = "__Host-";

    private static final String TLS = "__Secure-";

    /** From where browsers send the cookie along, in the words of the {@code Set-Cookie} field. */
    public enum SameSite {
        STRICT("Strict"),
        LAX("Lax"),
        NONE("None");

        private final String word;

        SameSite(String word) {
            this.word = word;
        }

        static SameSite parse(String text) throws Rejected {
            for (SameSite known : values()) {
                if (known.word.equalsIgnoreCase(text)) {
                    return known;
                }
            }
            throw new Rejected("must be one of Strict, Lax, None");
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** Whether browsers take a cookie of this name from its own host alone. */
    public boolean isOfOneHost() {
        return name.startsWith(OWN_HOST);
    }

    /**
     * The name over plain HTTP, where browsers take none with a prefix. It is not the bare rest: cookies are shared by
     * all ports of a host, and {@code session} is what every other program calls its own.
     */
    public String plainName() {
        if (name.startsWith(OWN_HOST)) {
            return "usher-" + name.substring(OWN_HOST.length());
        }
        return name.startsWith(TLS) ? "usher-" + name.substring(TLS.length()) : name;
    }
}
