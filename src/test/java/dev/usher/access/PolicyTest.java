package dev.usher.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.Freshness;
import dev.usher.config.RouteDefinition;
import dev.usher.config.RouteDefinition.AuthMode;
import dev.usher.config.RouteLimits;
import dev.usher.config.RoutePattern;
import dev.usher.config.RuleDefinition;
import dev.usher.config.TargetSettings;
import dev.usher.http.GatewayFailure;
import dev.usher.route.Route;
import dev.usher.route.RouteTable;
import dev.usher.session.Caller;
import dev.usher.session.Sessioned;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a caller may do. */
class PolicyTest {

    private static final Caller ANYBODY = Sessioned.withRoles();
    private static final Caller MANAGER = Sessioned.withRoles("Reader", "Manager");
    private static final Caller GUEST = Sessioned.withRoles("GuestUser");
    private static final Caller NOBODY = Caller.Anonymous.INSTANCE;
    private static final Caller REFUSED = new Caller.Refused(Caller.Reason.INVALID);

    @Test
    void aProtectedRouteTakesAnyUserAndAsksTheOthersToLogIn() {
        Route route = route(AuthMode.REQUIRED, Set.of());

        assertThat(decide(route, ANYBODY)).isEqualTo("forward user-1");
        assertThat(decide(route, NOBODY)).isEqualTo("401 token-missing");
        assertThat(decide(route, REFUSED)).isEqualTo("401 token-invalid");
        assertThat(decide(route, new Caller.Refused(Caller.Reason.UNKNOWN_USER)))
                .isEqualTo("401 token-user-unknown");
    }

    /** A guest can do something about it, so it is not told that nothing helps. */
    @Test
    void whereAUserIsNeededAGuestIsAskedToLogIn() {
        assertThat(decide(route(AuthMode.REQUIRED, Set.of()), GUEST)).isEqualTo("401 login-required");
        assertThat(decide(route(AuthMode.GUEST, Set.of("Manager")), GUEST)).isEqualTo("401 login-required");
        assertThat(decide(route(AuthMode.GUEST, Set.of(), rule(Set.of("POST"), null)), GUEST))
                .isEqualTo("401 login-required");
        assertThat(decide(route(AuthMode.REQUIRED, Set.of("GuestUser")), GUEST)).isEqualTo("401 login-required");
    }

    @Test
    void aRouteForGuestsTakesThemAndEveryUserAndNobodyElse() {
        Route route = route(AuthMode.GUEST, Set.of());

        assertThat(decide(route, GUEST)).isEqualTo("forward user-1");
        assertThat(decide(route, ANYBODY)).isEqualTo("forward user-1");
        assertThat(decide(route, NOBODY)).isEqualTo("401 token-missing");
        assertThat(decide(route, REFUSED)).isEqualTo("401 token-invalid");
        assertThat(decide(route(AuthMode.GUEST, Set.of("GuestUser")), GUEST)).isEqualTo("forward user-1");
        assertThat(decide(route(AuthMode.OPTIONAL, Set.of()), GUEST)).isEqualTo("forward user-1");
    }

    @Test
    void whatIsOpenLastsNoLongerThanItsUserIsNoGuest() {
        Route route = route(AuthMode.REQUIRED, Set.of());

        assertThat(Policy.stillAllows(
                        route, "GET", "/r/x", Sessioned.withRoles().session()))
                .isTrue();
        assertThat(Policy.stillAllows(
                        route, "GET", "/r/x", Sessioned.withRoles("GuestUser").session()))
                .isFalse();
    }

    @Test
    void anOptionalRouteNamesTheUserWhoIsKnownAndNobodyElse() {
        Route route = route(AuthMode.OPTIONAL, Set.of());

        assertThat(decide(route, ANYBODY)).isEqualTo("forward user-1");
        assertThat(decide(route, NOBODY)).isEqualTo("forward nobody");
        assertThat(decide(route, REFUSED)).isEqualTo("forward nobody");
    }

    @Test
    void aPublicRouteTakesEverybody() {
        assertThat(decide(route(AuthMode.NONE, Set.of()), NOBODY)).isEqualTo("forward nobody");
    }

    @Test
    void oneOfTheRolesIsEnoughAndNoneIsForbidden() {
        Route route = route(AuthMode.REQUIRED, Set.of("Manager", "Owner"));

        assertThat(decide(route, MANAGER)).isEqualTo("forward user-1");
        assertThat(decide(route, ANYBODY)).isEqualTo("403 forbidden");
        assertThat(decide(route, Sessioned.withRoles("manager", "Managers"))).isEqualTo("403 forbidden");
        assertThat(decide(route, NOBODY)).isEqualTo("401 token-missing");
    }

    @Test
    void theRouteAndEveryRuleThatAppliesMustAgree() {
        Route route = route(
                AuthMode.REQUIRED,
                Set.of("Reader"),
                rule(Set.of("GET"), null),
                rule(Set.of(), "secret", "Manager"),
                rule(Set.of("POST"), null, "Writer"));

        assertThat(decide(route, "GET", "/r/x", MANAGER)).isEqualTo("forward user-1");
        assertThat(decide(route, "GET", "/r/secret", MANAGER)).isEqualTo("forward user-1");
        assertThat(decide(route, "GET", "/r/secret/x", Sessioned.withRoles("Reader")))
                .isEqualTo("403 forbidden");
        assertThat(decide(route, "GET", "/r/secrets", Sessioned.withRoles("Reader")))
                .isEqualTo("forward user-1");
        assertThat(decide(route, "GET", "/r/secret", Sessioned.withRoles("Manager")))
                .isEqualTo("403 forbidden");
        assertThat(decide(route, "POST", "/r/secret", MANAGER)).isEqualTo("403 forbidden");
        assertThat(decide(route, "POST", "/r/secret", Sessioned.withRoles("Reader", "Manager", "Writer")))
                .isEqualTo("forward user-1");
    }

    @Test
    void theStrictestOfTheRouteAndTheRulesThatApplySaysHowFreshAnAnswerMustBe() {
        Route route = route(
                new Freshness(Duration.ofMinutes(1), true),
                fresh(Set.of(), new Freshness(Duration.ofSeconds(5), true)),
                fresh(Set.of("DELETE"), new Freshness(Duration.ZERO, true)),
                fresh(Set.of("PUT"), new Freshness(Duration.ofSeconds(9), false)));

        assertThat(Policy.freshness(route, "GET", "/r/x")).isEqualTo(new Freshness(Duration.ofSeconds(5), true));
        assertThat(Policy.freshness(route, "DELETE", "/r/x")).isEqualTo(new Freshness(Duration.ZERO, true));
        assertThat(Policy.freshness(route, "PUT", "/r/x")).isEqualTo(new Freshness(Duration.ofSeconds(5), false));
        assertThat(Policy.freshness(route(AuthMode.REQUIRED, Set.of()), "GET", "/r/x"))
                .isSameAs(Freshness.USUAL);
    }

    @Test
    void theOrderOfRulesDoesNotMatter() {
        RuleDefinition all = rule(Set.of(), null);
        RuleDefinition managers = rule(Set.of(), "secret", "Manager");

        for (Route route : List.of(
                route(AuthMode.REQUIRED, Set.of(), all, managers), route(AuthMode.REQUIRED, Set.of(), managers, all))) {
            assertThat(decide(route, "GET", "/r/secret", ANYBODY)).isEqualTo("403 forbidden");
            assertThat(decide(route, "GET", "/r/x", ANYBODY)).isEqualTo("forward user-1");
        }
    }

    @Test
    void whereThereAreRulesARequestThatNoneTakesIsRefused() {
        RuleDefinition reading = rule(Set.of("GET", "HEAD"), null);

        assertThat(decide(route(AuthMode.REQUIRED, Set.of(), reading), "DELETE", "/r/x", MANAGER))
                .isEqualTo("403 forbidden");
        assertThat(decide(route(AuthMode.REQUIRED, Set.of(), reading), "get", "/r/x", MANAGER))
                .isEqualTo("403 forbidden");
        assertThat(decide(route(AuthMode.REQUIRED, Set.of(), reading), "DELETE", "/r/x", NOBODY))
                .isEqualTo("401 token-missing");
        assertThat(decide(route(AuthMode.OPTIONAL, Set.of(), reading), "DELETE", "/r/x", NOBODY))
                .isEqualTo("401 token-missing");
        assertThat(decide(route(AuthMode.OPTIONAL, Set.of(), reading), "DELETE", "/r/x", ANYBODY))
                .isEqualTo("403 forbidden");
        assertThat(decide(route(AuthMode.NONE, Set.of(), reading), "DELETE", "/r/x", NOBODY))
                .isEqualTo("403 forbidden");
        assertThat(decide(route(AuthMode.NONE, Set.of(), reading), "HEAD", "/r/x", NOBODY))
                .isEqualTo("forward nobody");
    }

    private static String decide(Route route, Caller caller) {
        return decide(route, "GET", "/r/x", caller);
    }

    private static String decide(Route route, String method, String path, Caller caller) {
        return switch (Policy.decide(route, method, path, caller)) {
            case Forward permit ->
                "forward "
                        + (permit.session() == null
                                ? "nobody"
                                : permit.session().userId());
            case Decision.SignIn(GatewayFailure why) -> why.status() + " " + why.code();
            case Decision.Refuse(GatewayFailure why) -> why.status() + " " + why.code();
        };
    }

    /** A rule of {@code /r/**}, or of what lies below a segment of it. */
    private static RuleDefinition rule(Set<String> methods, @Nullable String below, String... roles) {
        return new RuleDefinition(
                methods,
                below == null ? null : new RoutePattern(null, false, List.of("r", below), true),
                Set.of(roles),
                Freshness.USUAL);
    }

    private static RuleDefinition fresh(Set<String> methods, Freshness freshness) {
        return new RuleDefinition(methods, null, Set.of(), freshness);
    }

    private static Route route(AuthMode auth, Set<String> roles, RuleDefinition... rules) {
        return route(auth, roles, Freshness.USUAL, rules);
    }

    private static Route route(Freshness freshness, RuleDefinition... rules) {
        return route(AuthMode.REQUIRED, Set.of(), freshness, rules);
    }

    private static Route route(AuthMode auth, Set<String> roles, Freshness freshness, RuleDefinition... rules) {
        Duration second = Duration.ofSeconds(1);
        RouteDefinition definition = new RouteDefinition(
                new RoutePattern(null, false, List.of("r"), true),
                List.of(URI.create("http://service:80")),
                auth,
                RouteDefinition.Unauthenticated.AUTO,
                roles,
                freshness,
                List.of(rules),
                null,
                null,
                new RouteDefinition.Timeouts(second, second, second, null),
                1,
                false,
                TargetSettings.USUAL,
                null,
                RouteLimits.USUAL,
                null);
        return new RouteTable(List.of(definition)).inMatchingOrder().getFirst();
    }
}
