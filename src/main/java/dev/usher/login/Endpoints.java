package dev.usher.login;

import dev.usher.config.CorsDefinition;
import dev.usher.config.LoginSettings;
import dev.usher.http.Exchange;
import dev.usher.http.GatewayFailure;
import dev.usher.http.Parting;
import dev.usher.http.Rescue;
import dev.usher.http.SmallBody;
import dev.usher.session.Authentication;
import dev.usher.session.Sessions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The calls below {@code login.path}, by method and path. One instance per event loop, called on it.
 *
 * <pre>
 * POST login    the user and a token
 * POST guest    the same for nobody in particular
 * GET  valid    true or false
 * GET  me       the current user
 * POST logout   gone, whatever it was
 * GET  sign-in  the page, where there is one
 * GET  sign-out the page that asks once more
 * GET  page.css how pages look, and logo, where the file has one
 * </pre>
 */
public final class Endpoints {

    private static final int MAX_BODY_BYTES = 8 * 1024;
    private static final Duration BODY_DEADLINE = Duration.ofSeconds(10);

    private final String path;
    private final @Nullable CorsDefinition cors;
    private final Browsers browsers;
    private final CrossSite crossSite;
    private final Rescue rescue;
    private final Parting parting;
    private final Map<String, Map<HttpMethod, Endpoint>> endpoints = new HashMap<>();

    public Endpoints(
            Vertx vertx,
            LoginSettings settings,
            Browsers browsers,
            Entrance entrance,
            CrossSite crossSite,
            Sessions sessions,
            Authentication authentication,
            Rescue rescue,
            Parting parting) {
        this.path = settings.path();
        this.cors = settings.cors();
        this.browsers = browsers;
        this.crossSite = crossSite;
        this.rescue = rescue;
        this.parting = parting;
        SmallBody body = new SmallBody(vertx, MAX_BODY_BYTES, BODY_DEADLINE);
        Welcome welcome = new Welcome(authentication, sessions, browsers, crossSite);
        post("/login", new Login(body, entrance, welcome, browsers));
        post("/guest", new Guest(body, entrance, welcome));
        get("/valid", new Valid(authentication, browsers));
        get("/me", new Me(authentication, sessions, browsers));
        post("/logout", new Logout(body, authentication, sessions, browsers));
        Pages pages = browsers.pages();
        if (pages != null) {
            Visitors visitors = new Visitors(authentication, browsers);
            get("/sign-in", new SignIn(visitors, browsers, pages));
            get("/sign-out", new SignOut(visitors, pages));
            pages.assets().forEach(asset -> get(asset.name(), asset));
        }
    }

    private void post(String below, Endpoint endpoint) {
        endpoints.put(path + below, Map.of(HttpMethod.POST, endpoint));
    }

    private void get(String below, Endpoint endpoint) {
        endpoints.put(path + below, Map.of(HttpMethod.GET, endpoint, HttpMethod.HEAD, endpoint));
    }

    /** Whether a path is the gateway's own, so that no route can take it. */
    public boolean own(String requested) {
        return requested.startsWith(path)
                && (requested.length() == path.length() || requested.charAt(path.length()) == '/');
    }

    /** Which pages of other origins may read the answers; absent: none. */
    public @Nullable CorsDefinition cors() {
        return cors;
    }

    /** Answers, or throws or reports the failure to {@code Rescue}. */
    public void handle(Exchange exchange, String requested) {
        Map<HttpMethod, Endpoint> methods = endpoints.get(requested);
        if (methods == null) {
            throw new GatewayFailure.NoRoute();
        }
        exchange.routedTo(requested);
        Endpoint endpoint = methods.get(exchange.request().method());
        if (endpoint == null) {
            Set<String> allowed = new TreeSet<>();
            methods.keySet().forEach(method -> allowed.add(method.name()));
            throw new GatewayFailure.MethodNotAllowed(String.join(", ", allowed));
        }
        if (Form.is(exchange.request().getHeader(HttpHeaders.CONTENT_TYPE))) {
            browsers.showFailures(exchange);
        }
        crossSite.refuse(exchange);
        rescue.guard(exchange, endpoint.call(exchange), reply -> reply.write(exchange, parting));
    }
}
