package dev.usher.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.usher.config.PageSettings.Accent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads {@code login.page}, with the files that it names: they are part of the page, and small. */
final class PageReader {

    private static final int MOST_BYTES = 64 * 1024;

    private final Path directory;

    PageReader(Path directory) {
        this.directory = directory;
    }

    PageSettings read(Section page) {
        Field accent = page.field("accent");
        return new PageSettings(
                page.value("enabled", true, Scalar::yesOrNo),
                page.value("title", PageSettings.USUAL.title(), Scalar::text),
                accent == null ? Accent.USUAL : accent.section("light", PageReader::accent),
                page.optional("logo", this::logo),
                page.optional("stylesheet", this::stylesheet));
    }

    private static Accent accent(Section accent) {
        Colour light = accent.value("light", Accent.USUAL.light(), Colour::parse);
        Colour sameAsLight = accent.has("light") ? light : Accent.USUAL.dark();
        return new Accent(light, accent.value("dark", sameAsLight, Colour::parse));
    }

    private Logo logo(String text) throws Rejected {
        String rule = "must be an SVG, PNG, JPEG or WebP file of 64 KiB at most";
        Logo logo = Logo.of(bytes(text, rule));
        if (logo == null) {
            throw new Rejected(rule);
        }
        return logo;
    }

    private String stylesheet(String text) throws Rejected {
        String rule = "must be a CSS file in UTF-8 of 64 KiB at most";
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(text, rule))).toString();
        } catch (CharacterCodingException e) {
            throw new Rejected(rule);
        }
    }

    private byte[] bytes(String text, String rule) throws Rejected {
        Path file = Scalar.readableFile(directory).parse(text);
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length <= MOST_BYTES) {
                return bytes;
            }
        } catch (IOException e) {
            throw new Rejected("must be a file that can be read");
        }
        throw new Rejected(rule);
    }
}
