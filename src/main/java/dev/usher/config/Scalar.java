package dev.usher.config;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The plain kinds of value. */
final class Scalar {

    private static final Pattern DIGITS = Pattern.compile("\\d{1,9}");
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern HOST_NAME = Pattern.compile(
            "(?![0-9.]+$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");
    private static final Pattern DOT_PATH = Pattern.compile("[^.\\s]+(\\.[^.\\s]+)*");
    private static final Pattern VISIBLE_ASCII = Pattern.compile("[!-~]+");

    private Scalar() {}

    /** A name that people chose, such as a role. */
    static String text(String text) throws Rejected {
        if (text.isBlank() || !text.equals(text.strip()) || text.chars().anyMatch(Character::isISOControl)) {
            throw new Rejected("must be a text that is not blank, without spaces around it");
        }
        return text;
    }

    static boolean yesOrNo(String text) throws Rejected {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new Rejected("must be true or false");
        };
    }

    static int port(String text) throws Rejected {
        return number(text, 0, 65_535, "must be a port, 0 to 65535 (0 picks a free one)");
    }

    static int count(String text) throws Rejected {
        return number(text, 1, 100_000_000, "must be a whole number, 1 to 100000000");
    }

    /** The same where none at all makes sense too. */
    static int countOrNone(String text) throws Rejected {
        return number(text, 0, 100_000_000, "must be a whole number, 0 to 100000000");
    }

    /** An address to listen on. */
    static String host(String text) throws Rejected {
        if (!HOST.matcher(text).matches()) {
            throw new Rejected("must be a host name or an address without a port, such as 0.0.0.0 or ::1");
        }
        return text;
    }

    /** A name of a server, as certificates have it. */
    static String hostName(String text) throws Rejected {
        if (!HOST_NAME.matcher(text).matches()) {
            throw new Rejected("must be a host name such as orders.internal, without a port and not an address");
        }
        return text.toLowerCase(Locale.ROOT);
    }

    static boolean isLoopback(String host) {
        if (host.equals("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            // A name: whoever answers for it may point it anywhere.
            return false;
        }
    }

    static <E extends Enum<E>> Parser<E> choice(Class<E> type) {
        Map<String, E> choices = new LinkedHashMap<>();
        Arrays.stream(type.getEnumConstants()).forEach(choice -> choices.put(word(choice), choice));
        return text -> {
            E choice = choices.get(text);
            if (choice == null) {
                throw new Rejected(
                        "must be one of " + String.join(", ", choices.keySet()),
                        Suggestion.among(choices.keySet(), text));
            }
            return choice;
        };
    }

    /** A choice as the file has it. */
    static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    static String dotPath(String text) throws Rejected {
        if (!DOT_PATH.matcher(text).matches()) {
            throw new Rejected("must be a property of the user, such as email or address.city");
        }
        return text;
    }

    /** Something that travels as a Bearer token. */
    static Secret secret(String text) throws Rejected {
        if (!VISIBLE_ASCII.matcher(text).matches()) {
            throw new Rejected("must be visible ASCII without spaces; make one with: openssl rand -hex 32");
        }
        return new Secret(text);
    }

    static Parser<Path> readableFile(Path directory) {
        return text -> {
            try {
                Path path = directory.resolve(text);
                if (!text.isEmpty() && Files.isRegularFile(path) && Files.isReadable(path)) {
                    return path;
                }
                throw new Rejected("must be a file that can be read", "looked for " + path);
            } catch (InvalidPathException e) {
                throw new Rejected("must be the path of a file");
            }
        };
    }

    static int number(String text, int least, int most, String rule) throws Rejected {
        if (DIGITS.matcher(text).matches()) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new Rejected(rule);
    }
}
