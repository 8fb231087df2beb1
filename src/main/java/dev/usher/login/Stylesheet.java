package dev.usher.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.config.Colour;
import dev.usher.config.PageSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Makes the pages' style sheet of our own, the file's colours, and the file's own sheet. Stateless. */
final class Stylesheet {

    private static final double BLACK_IS_FURTHER = 0.179;

    private Stylesheet() {}

    static String of(PageSettings settings) {
        String own = settings.stylesheet();
        return usual() + colours(settings.accent().light())
                + "@media (prefers-color-scheme: dark) { "
                + colours(settings.accent().dark()) + "}\n"
                + (own == null ? "" : own);
    }

    private static String usual() {
        try (var in = Objects.requireNonNull(Stylesheet.class.getResourceAsStream("page.css"))) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String colours(Colour accent) {
        return ":root { --accent: " + accent + "; --on-accent: " + textOn(accent) + "; }\n";
    }

    /** Whichever is further away, and that is always far enough to be read: WCAG 2.2, success criterion 1.4.3. */
    private static String textOn(Colour ground) {
        return luminance(ground) > BLACK_IS_FURTHER ? "#000" : "#fff";
    }

    /** WCAG 2.2, relative luminance. */
    private static double luminance(Colour colour) {
        return 0.2126 * linear(colour.rgb() >> 16) + 0.7152 * linear(colour.rgb() >> 8) + 0.0722 * linear(colour.rgb());
    }

    private static double linear(int octets) {
        double part = (octets & 0xff) / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }
}
