package dev.usher.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.usher.config.ConfigFile;
import dev.usher.config.Reading;
import dev.usher.http.GatewayFailure;
import dev.usher.http.RequestTarget;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The path matched is the path forwarded, and no reading of it belongs to another route. */
public class PathFuzz {

    private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");

    private static final Pattern UNPATTERNED = Pattern.compile("[^/A-Za-z0-9._~!$&'(),=:@%-]");

    private static final RouteTable TABLE = table("""
            auth: { url: http://users.internal/APP/KEY }
            session: { tokens: native }
            routes:
              /**: { target: http://a:1, auth: none }
              /admin/**: http://a:1
              /admin/*/open: { target: http://a:1, auth: none }
              /secret: http://a:1
              /api/**: { target: http://a:1, auth: none, strip: /api }
              /api/admin/**: { target: http://a:1, strip: /api/admin }
              /a%20b/*: http://a:1
            """);

    /** What services do to a path before they look at it, in whatever order. */
    private static final List<UnaryOperator<String>> HABITS = List.of(
            PathFuzz::decoded,
            path -> path.replace('\\', '/'),
            path -> path.replaceAll(";[^/]*", ""),
            path -> path.replaceAll("/+", "/"),
            PathFuzz::withoutDots);

    @FuzzTest(maxDuration = "2m")
    void fuzz(byte[] target) {
        law(new String(target, StandardCharsets.ISO_8859_1));
    }

    /** Holds of every target, however broken. */
    public static void law(String written) {
        RequestTarget target;
        try {
            target = RequestTarget.parse(written);
        } catch (GatewayFailure.BadRequest refused) {
            return;
        }
        assertThat(RequestTarget.parse(target.pathAndQuery())).isEqualTo(target);
        Route route = Objects.requireNonNull(TABLE.match("a", target.path()));
        assertThat(route).isSameAs(firstThatTakes(target.path()));
        isWhatWasMatched(route.forwardTarget(target), target, route.definition().strip());
        for (String reading : readings(target.path())) {
            assertThat(TABLE.match("a", escaped(reading))).as(reading).isSameAs(route);
        }
    }

    private static void isWhatWasMatched(String forwarded, RequestTarget matched, @Nullable String strip) {
        RequestTarget again = RequestTarget.parse(forwarded);
        assertThat(again.pathAndQuery()).isEqualTo(forwarded);
        assertThat(again.query()).isEqualTo(matched.query());
        String whole = strip == null ? again.path() : strip + again.path();
        assertThat(whole).isIn(matched.path(), matched.path() + "/");
        assertThat(strip == null
                        || whole.equals(matched.path())
                        || matched.path().equals(strip))
                .isTrue();
    }

    /** The table's tree is only a faster way to ask one pattern after the other. */
    private static Route firstThatTakes(String path) {
        return TABLE.inMatchingOrder().stream()
                .filter(route -> PathMatch.matches(route.definition().pattern(), path))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> readings(String path) {
        Set<String> readings = new HashSet<>(Set.of(path));
        for (int depth = 0; depth < 3; depth++) {
            for (String reading : List.copyOf(readings)) {
                HABITS.forEach(habit -> readings.add(habit.apply(reading)));
            }
        }
        return readings;
    }

    private static String decoded(String path) {
        return ESCAPE.matcher(path).replaceAll(escape -> {
            char octet = (char) Integer.parseInt(escape.group(1), 16);
            return Matcher.quoteReplacement(String.valueOf(octet));
        });
    }

    /** As patterns are written: the table knows a blank as %20 only. */
    private static String escaped(String reading) {
        return UNPATTERNED
                .matcher(reading)
                .replaceAll(c -> "%%%02X".formatted((int) c.group().charAt(0)));
    }

    /** RFC 3986 section 5.2.4. */
    private static String withoutDots(String path) {
        StringBuilder kept = new StringBuilder();
        for (String segment : path.substring(1).split("/", -1)) {
            if (segment.equals("..")) {
                kept.setLength(Math.max(0, kept.lastIndexOf("/")));
            } else if (!segment.equals(".")) {
                kept.append('/').append(segment);
            }
        }
        return kept.isEmpty() ? "/" : kept.toString();
    }

    private static RouteTable table(String file) {
        return switch (ConfigFile.read("fuzz.yaml", file, Path.of(""), name -> null)) {
            case Reading.Valid valid -> new RouteTable(valid.settings().routes());
            case Reading.Invalid invalid -> throw new IllegalArgumentException(invalid.toString());
        };
    }
}
