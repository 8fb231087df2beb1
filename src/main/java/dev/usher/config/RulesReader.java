package dev.usher.config;

import dev.usher.config.RouteDefinition.AuthMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the {@code rules} of one route, and refuses those that no request of the route can reach. */
final class RulesReader {

    private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z0-9_-]*");
    private static final List<String> USUAL = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final RoutePattern route;
    private final AuthMode auth;

    RulesReader(RoutePattern route, AuthMode auth) {
        this.route = route;
        this.auth = auth;
    }

    List<RuleDefinition> read(Section section) {
        List<RuleDefinition> rules = new ArrayList<>();
        for (Field field : section.items("rules")) {
            rules.add(field.section(this::rule));
        }
        return rules;
    }

    private RuleDefinition rule(Section rule) {
        return new RuleDefinition(
                Set.copyOf(rule.someOf("methods", RulesReader::method)),
                rule.optional("path", this::path),
                RouteReader.roles(rule, auth),
                Freshness.read(rule, auth));
    }

    static String method(String text) throws Rejected {
        if (!METHOD.matcher(text).matches()) {
            throw new Rejected("must be a method in upper case, such as GET", Suggestion.among(USUAL, text));
        }
        if (text.equals("CONNECT") || text.equals("TRACE")) {
            throw new Rejected("must not be CONNECT or TRACE: the gateway refuses both with 405");
        }
        return text;
    }

    private RoutePattern path(String text) throws Rejected {
        RoutePattern path = RoutePattern.parse(text);
        if (path.host() != null) {
            throw new Rejected("must be a path: it starts with /, and the host is the route's");
        }
        if (!route.takesPathsOf(path)) {
            throw new Rejected("is unreachable: must lie below the route's pattern");
        }
        return path;
    }
}
