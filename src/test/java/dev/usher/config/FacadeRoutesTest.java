package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The entries of the route table that lead to the user server. */
class FacadeRoutesTest {

    @ParameterizedTest
    @CsvSource({
        "https://api.example.com/APP/KEY,      ids,    /APP/KEY/**, /APP/KEY",
        "http://localhost:8080/api/APP/KEY,    ids,    /APP/KEY/**, /api/APP/KEY",
        "https://api.example.com/APP/KEY,      domain, /api/**,     /APP/KEY",
        "https://xxxx.backendless.app/api,     domain, /api/**,     /api",
        "https://users.example.com,            domain, /api/**,     ''",
    })
    void leadToTheRootOfTheUserServer(String url, String form, String pattern, String root) {
        RouteDefinition route = facade(url, form).getFirst();

        assertThat(route.pattern()).hasToString(pattern);
        assertThat(route.userServerRoot()).isEqualTo(root);
        assertThat(route.targets()).singleElement().asString().isEqualTo(url.replaceFirst("(://[^/]*).*", "$1"));
    }

    @Test
    void theKeyIsNotTheirName() {
        assertThat(facade("http://users/APP/KEY", "ids").getFirst().name()).isEqualTo("/{app-id}/{api-key}/**");
        assertThat(facade("http://users/APP/KEY", "domain").getFirst().name()).isEqualTo("/api/**");
    }

    @Test
    void thereAreNoneUnlessTheFileSaysSo() {
        assertThat(Texts.settings(Texts.SMALLEST).routes()).noneMatch(RouteDefinition::isFacade);
    }

    @Test
    void noRouteHasTheSamePattern() {
        String text = "auth: { url: http://users/APP/S3CRET }\nlogin: { facade: [ids, domain] }\n";

        assertThat(Texts.problems(text + "routes: { /api/**: http://a }"))
                .containsExactly(
                        "usher.yaml:2: login: has a facade for domain, and there is a route with that pattern; "
                                + "remove one");
        assertThat(Texts.problems(text + "routes: { /APP/S3CRET/**: http://a }"))
                .containsExactly("usher.yaml:2: login: has a facade for ids, and there is a route with that pattern; "
                        + "remove one");
        assertThat(Texts.settings(text + "routes: { /api/a/**: http://a, /APP/**: http://a }")
                        .routes())
                .hasSize(4);
    }

    @Test
    void noEndpointOfTheGatewaysTakesTheirPlace() {
        for (String path : new String[] {"/api", "/APP", "/APP/KEY"}) {
            assertThat(Texts.problems("auth: { url: http://users/APP/KEY }\nlogin: { path: " + path + ", facade: "
                            + (path.equals("/api") ? "domain" : "ids") + " }\nroutes: { /a/**: http://a }"))
                    .containsExactly("usher.yaml:2: login: has a path that takes those of its own facade; move it");
        }
    }

    @Test
    void withoutIdAndKeyThereIsNoFormForThem() {
        assertThat(Texts.problems("auth: { url: https://xxxx.backendless.app/api }\nlogin: { facade: ids }\n"
                        + "routes: { /a/**: http://a }"))
                .containsExactly(
                        "usher.yaml:2: login: has a facade for ids, but auth.url has no application id and key "
                                + "in its path");
    }

    private static List<RouteDefinition> facade(String url, String form) {
        String text = "auth: { url: '" + url + "' }\nlogin: { facade: " + form + " }\nroutes: { /a/**: http://a }";
        return Texts.settings(text).routes().stream()
                .filter(RouteDefinition::isFacade)
                .toList();
    }
}
