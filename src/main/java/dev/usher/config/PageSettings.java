package dev.usher.config;

/**
 * The page that people sign in on.
 *
 * @param enabled whether there is one, so that a person is sent there instead of being refused
 * @param title what the page is called
 */
public record PageSettings(boolean enabled, String title) {

    static PageSettings read(Section page) {
        return new PageSettings(
                page.value("enabled", true, Scalar::yesOrNo), page.value("title", "Sign in", Scalar::text));
    }
}
