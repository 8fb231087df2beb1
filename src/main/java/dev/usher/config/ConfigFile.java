package dev.usher.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The configuration file: YAML in, settings or all of its problems out. Throws for nothing that a file may hold. */
public final class ConfigFile {

    private ConfigFile() {}

    /**
     * Reads a file; relative paths in it start from its directory.
     *
     * @param environment what variables are worth, {@code System::getenv}
     */
    public static Reading read(Path file, Function<String, @Nullable String> environment) {
        Problems problems = new Problems(file.toString());
        String text = text(file, problems);
        return text == null
                ? new Reading.Invalid(problems.errors())
                : read(text, file.toAbsolutePath().resolveSibling(""), environment, problems);
    }

    /**
     * Reads a text.
     *
     * @param name what problems call the file
     * @param directory what relative paths start from
     */
    public static Reading read(
            String name, String text, Path directory, Function<String, @Nullable String> environment) {
        return read(text, directory, environment, new Problems(name));
    }

    private static Reading read(
            String text, Path directory, Function<String, @Nullable String> environment, Problems problems) {
        Value document = Document.parse(text, new Interpolation(directory, environment), problems);
        if (document == null && problems.count() == 0) {
            problems.add(0, "", "is empty: at least auth.url and one route are needed");
        }
        if (document == null) {
            return new Reading.Invalid(problems.errors());
        }
        Field root = new Field(document.line(), document, Place.ROOT, problems);
        Supplier<Settings> settings = root.section(new SettingsReader(directory)::read);
        return problems.count() == 0
                ? new Reading.Valid(settings.get(), problems.warnings())
                : new Reading.Invalid(problems.errors());
    }

    private static @Nullable String text(Path file, Problems problems) {
        if (!Files.isRegularFile(file)) {
            problems.add(0, "", Files.exists(file) ? "is not a file" : "no such file");
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(Document.MAX_LENGTH + 1);
            if (bytes.length > Document.MAX_LENGTH) {
                problems.add(0, "", Document.TOO_LONG);
                return null;
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            problems.add(0, "", "is not UTF-8 text");
        } catch (IOException e) {
            problems.add(0, "", "cannot be read: " + e.getClass().getSimpleName());
        }
        return null;
    }
}
