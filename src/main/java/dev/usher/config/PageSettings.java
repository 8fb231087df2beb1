package dev.usher.config;

import org.jspecify.annotations.Nullable;

/**
 * The page that people sign in on, and what goes with it.
 *
 * @param enabled whether there is one, so that a person is sent there instead of being refused
 * @param title what the page is called
 * @param logo above the title; absent: none
 * @param stylesheet CSS that comes after the page's own; absent: none
 */
public record PageSettings(
        boolean enabled,
        String title,
        Accent accent,
        @Nullable Logo logo,
        @Nullable String stylesheet) {

    /** The page as it is without a word about it. */
    public static final PageSettings USUAL = new PageSettings(true, "Sign in", Accent.USUAL, null, null);

    /** The colour of what a person is to press, on a light and on a dark page. */
    public record Accent(Colour light, Colour dark) {
        static final Accent USUAL = new Accent(new Colour(0x1d4ed8), new Colour(0x9db8ff));
    }
}
