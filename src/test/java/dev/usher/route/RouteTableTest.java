package dev.usher.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.Freshness;
import dev.usher.config.RouteDefinition;
import dev.usher.config.RouteDefinition.AuthMode;
import dev.usher.config.RouteLimits;
import dev.usher.config.RoutePattern;
import dev.usher.config.TargetSettings;
import dev.usher.http.RequestTarget;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The most specific pattern wins, whatever its order in the file. */
class RouteTableTest {

    private static final List<String> PATTERNS = List.of(
            "/**",
            "/",
            "/a",
            "/a/",
            "/a/**",
            "/a/*",
            "/a/*/c",
            "/a/*/c/**",
            "/a/b/**",
            "/*/b",
            "*.example.com/**",
            "*.x.example.com/**",
            "x.example.com/**",
            "x.example.com/a",
            "example.com/**");

    @ParameterizedTest
    @CsvSource(textBlock = """
            other,           /,        /
            other,           /z,       /**
            other,           /a,       /a
            other,           /a/,      /a/
            other,           /a/x,     /a/*
            other,           /a/b,     /a/b/**
            other,           /a/b/c,   /a/b/**
            other,           /a/x/c,   /a/*/c
            other,           /a/x/c/d, /a/*/c/**
            other,           /a/x/d,   /a/**
            other,           /ab,      /**
            other,           /A,       /**
            other,           /z/b,     /*/b
            example.com,     /a,       example.com/**
            x.example.com,   /a,       x.example.com/a
            x.example.com,   /a/,      x.example.com/a
            x.example.com,   /a/b,     x.example.com/**
            y.example.com,   /a,       *.example.com/**
            z.x.example.com, /a,       *.x.example.com/**
            notexample.com,  /z,       /**
            .example.com,    /z,       /**
            example.com.evil,/z,       /**
            """)
    void theMostSpecificPatternWinsInAnyOrder(String host, String path, String pattern) {
        List<String> shuffled = new ArrayList<>(PATTERNS);
        for (int i = 0; i < 5; i++) {
            Collections.shuffle(shuffled, new Random(i));
            assertThat(name(table(shuffled.stream().map(RouteTableTest::pattern).toList())
                            .match(host, path)))
                    .isEqualTo(pattern);
        }
    }

    @Test
    void withoutARouteThereIsNone() {
        RouteTable table = table(List.of(pattern("/a"), pattern("x.example.com/**")));

        assertThat(table.match("other", "/b")).isNull();
        assertThat(name(table.match("", "/a/"))).isEqualTo("/a");
        assertThat(table.match("", "/a/b")).isNull();
        assertThat(name(table.match("x.example.com", "/b"))).isEqualTo("x.example.com/**");
    }

    /** The tree is only a faster way to ask each pattern in turn. */
    @Test
    void theTableIsTheFirstPatternOfItsOrderThatMatches() {
        Random random = new Random(3_986);
        for (int i = 0; i < 3_000; i++) {
            Set<RoutePattern> patterns = new LinkedHashSet<>();
            for (int n = 1 + random.nextInt(12); n > 0; n--) {
                patterns.add(randomPattern(random));
            }
            RouteTable table = table(List.copyOf(patterns));
            for (int request = 0; request < 40; request++) {
                String host = randomHost(random);
                String path = randomPath(random);
                assertThat(name(table.match(host, path)))
                        .as("%s%s in %s", host, path, patterns)
                        .isEqualTo(firstOf(table.inMatchingOrder(), host, path));
            }
        }
    }

    @Test
    @Tag("T6")
    void strippingLeavesAPathOfTheRoute() {
        RoutePattern pattern = pattern("/api/orders/**");
        Route route = stripping("/api", pattern);

        assertThat(route.forwardTarget(target("/api/orders"))).isEqualTo("/orders");
        assertThat(route.forwardTarget(target("/api/orders/1?q=/api"))).isEqualTo("/orders/1?q=/api");
        assertThat(stripping("/api/orders", pattern).forwardTarget(target("/api/orders")))
                .isEqualTo("/");
        assertThat(stripping("/api/orders", pattern).forwardTarget(target("/api/orders?")))
                .isEqualTo("/?");
        assertThat(stripping("/api/orders", pattern).forwardTarget(target("//api//orders//..x")))
                .isEqualTo("/..x");
        assertThat(stripping(null, pattern).forwardTarget(target("/api/orders/%41")))
                .isEqualTo("/api/orders/A");
    }

    private static RequestTarget target(String written) {
        return RequestTarget.parse(written);
    }

    private static Route stripping(@Nullable String strip, RoutePattern pattern) {
        return new RouteTable(List.of(definition(pattern, strip)))
                .inMatchingOrder()
                .getFirst();
    }

    private static String firstOf(List<Route> routes, String host, String path) {
        return routes.stream()
                .filter(route -> takesHost(route.definition().pattern(), host)
                        && PathMatch.matches(route.definition().pattern(), path))
                .map(Route::name)
                .findFirst()
                .orElse("-");
    }

    private static boolean takesHost(RoutePattern pattern, String host) {
        return pattern.host() == null
                || (pattern.wildcardHost() ? host.endsWith("." + pattern.host()) : host.equals(pattern.host()));
    }

    private static RoutePattern randomPattern(Random random) {
        String host = new String[] {"", "", "h", "x.h", "*.h", "*.x.h"}[random.nextInt(6)];
        StringBuilder path = new StringBuilder();
        for (int n = random.nextInt(4); n > 0; n--) {
            path.append('/').append(List.of("a", "b", "*").get(random.nextInt(3)));
        }
        String end = random.nextInt(3) > 0 ? "/**" : path.isEmpty() || random.nextInt(4) == 0 ? "/" : "";
        return pattern(host + path + end);
    }

    private static String randomPath(Random random) {
        StringBuilder path = new StringBuilder();
        for (int n = random.nextInt(5); n > 0; n--) {
            path.append('/').append(List.of("a", "b", "c").get(random.nextInt(3)));
        }
        return path.isEmpty() || random.nextInt(4) == 0 ? path + "/" : path.toString();
    }

    private static String randomHost(Random random) {
        return List.of("h", "x.h", "y.h", "z.x.h", "xh", "").get(random.nextInt(6));
    }

    /** Written out, since only the file's reader parses patterns. */
    private static RoutePattern pattern(String text) {
        int slash = text.indexOf('/');
        String host = text.substring(0, slash);
        List<String> segments =
                new ArrayList<>(Arrays.asList(text.substring(slash + 1).split("/", -1)));
        boolean open = segments.getLast().equals("**");
        if (open) {
            segments.removeLast();
        }
        boolean wildcard = host.startsWith("*.");
        return new RoutePattern(host.isEmpty() ? null : wildcard ? host.substring(2) : host, wildcard, segments, open);
    }

    private static RouteTable table(List<RoutePattern> patterns) {
        return new RouteTable(
                patterns.stream().map(pattern -> definition(pattern, null)).toList());
    }

    private static RouteDefinition definition(RoutePattern pattern, @Nullable String strip) {
        Duration second = Duration.ofSeconds(1);
        return new RouteDefinition(
                pattern,
                List.of(URI.create("http://service:80")),
                AuthMode.REQUIRED,
                RouteDefinition.Unauthenticated.AUTO,
                Set.of(),
                Freshness.USUAL,
                List.of(),
                strip,
                null,
                new RouteDefinition.Timeouts(second, second, second, null),
                1,
                false,
                TargetSettings.USUAL,
                null,
                RouteLimits.USUAL,
                null);
    }

    private static String name(@Nullable Route route) {
        return route == null ? "-" : route.name();
    }
}
