package dev.usher.login;

import dev.usher.config.LoginSettings;
import dev.usher.http.GatewayFailure;
import dev.usher.http.Page;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The page that people sign in on: made here, in one piece, and without a script. Immutable. */
final class SignInPage {

    private final String title;
    private final String action;
    private final String policy;

    SignInPage(LoginSettings settings) {
        this.title = settings.page().title();
        this.action = settings.path() + "/login";
        // browsers hold a form to this even when its answer sends them on
        String others =
                settings.returnTo().stream().sorted().map(host -> " " + host).collect(Collectors.joining());
        this.policy = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'" + others;
    }

    /**
     * What the form shows.
     *
     * @param why what went wrong before; absent: nothing
     * @param login what the user wrote; absent: nothing
     * @param returnTo where to go on, as it was wished; absent: nowhere in particular
     */
    record Shown(
            @Nullable GatewayFailure why,
            @Nullable String login,
            @Nullable String returnTo) {}

    Page show(Shown shown) {
        StringBuilder html = new StringBuilder(1_024)
                .append("<!doctype html><html lang=en><meta charset=utf-8>")
                .append("<meta name=viewport content='width=device-width'><title>")
                .append(escaped(title))
                .append("</title><main><h1>")
                .append(escaped(title))
                .append("</h1>");
        if (shown.why() != null) {
            html.append("<p role=alert>").append(escaped(shown.why().text())).append("</p>");
        }
        html.append("<form method=post action='").append(escaped(action)).append("'>");
        field(html, "Login", "name=login autocomplete=username required", shown.login());
        field(html, "Password", "name=password type=password autocomplete=current-password required", null);
        html.append("<p><label><input type=checkbox name=stayLoggedIn value=true> Stay signed in</label></p>");
        if (shown.returnTo() != null) {
            html.append("<input type=hidden name=return_to value='")
                    .append(escaped(shown.returnTo()))
                    .append("'>");
        }
        html.append("<p><button>Sign in</button></p></form></main></html>");
        return new Page(html.toString(), policy);
    }

    private static void field(StringBuilder html, String label, String attributes, @Nullable String value) {
        html.append("<p><label>").append(label).append(" <input ").append(attributes);
        if (value != null) {
            html.append(" value='").append(escaped(value)).append('\'');
        }
        html.append("></label></p>");
    }

    /** For text and for attributes in quotes of either kind. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
