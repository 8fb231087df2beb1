package dev.usher.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills in <code>${VAR}</code>, <code>${VAR:default}</code> and <code>${file:/path}</code>; <code>$${</code> is a plain
 * <code>${</code>. What was filled in is not looked at again, so a variable cannot smuggle in a file.
 */
final class Interpolation {

    private static final int MAX_SECRET_BYTES = 64 * 1024;
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)(}?)");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Path directory;
    private final Function<String, @Nullable String> environment;

    Interpolation(Path directory, Function<String, @Nullable String> environment) {
        this.directory = directory;
        this.environment = environment;
    }

    static boolean occursIn(String text) {
        return text.contains("${");
    }

    String fill(String text) throws Rejected {
        Matcher reference = REFERENCE.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (reference.find()) {
            reference.appendReplacement(filled, Matcher.quoteReplacement(replacement(reference)));
        }
        return reference.appendTail(filled).toString();
    }

    private String replacement(Matcher reference) throws Rejected {
        String inside = reference.group(1);
        if (inside == null) {
            return "${";
        }
        if (!"}".equals(reference.group(2))) {
            throw new Rejected("has a ${ without its }; write $${ for a plain ${");
        }
        return inside.startsWith("file:") ? file(inside.substring("file:".length())) : variable(inside);
    }

    private String variable(String inside) throws Rejected {
        int colon = inside.indexOf(':');
        String name = colon < 0 ? inside : inside.substring(0, colon);
        if (!NAME.matcher(name).matches()) {
            throw new Rejected("${" + name + "} is not the name of a variable; allowed: ${NAME}, ${NAME:default} and "
                    + "${file:/path}");
        }
        String value = environment.apply(name);
        if (value != null) {
            return value;
        }
        if (colon < 0) {
            throw new Rejected("the variable " + name + " is not set; set it, or give a default: ${" + name + ":...}");
        }
        return inside.substring(colon + 1);
    }

    private String file(String name) throws Rejected {
        String reference = "${file:" + name + "}";
        try {
            Path path = directory.resolve(name);
            if (!Files.isRegularFile(path)) {
                throw new Rejected(reference + " is not there: a file is needed");
            }
            return withoutLastLineEnd(utf8(bounded(path, reference)));
        } catch (CharacterCodingException e) {
            throw new Rejected(reference + " is not UTF-8 text");
        } catch (IOException | InvalidPathException e) {
            throw new Rejected(reference + " cannot be read");
        }
    }

    private static byte[] bounded(Path path, String reference) throws IOException, Rejected {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_SECRET_BYTES + 1);
            if (bytes.length > MAX_SECRET_BYTES) {
                throw new Rejected(reference + " is larger than 64 KiB");
            }
            return bytes;
        }
    }

    private static String utf8(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static String withoutLastLineEnd(String text) {
        String withoutLf = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return withoutLf.endsWith("\r") ? withoutLf.substring(0, withoutLf.length() - 1) : withoutLf;
    }
}
