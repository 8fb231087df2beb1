package dev.usher.login;

import dev.usher.http.GatewayFailure;
import dev.usher.http.Page;
import org.jspecify.annotations.Nullable;

/** The page that people sign in on: made here, in one piece, and without a script. Immutable. */
final class SignInPage {

    private static final Html DESCRIBED = new Html(" aria-describedby=\"why\"");

    private final String title;
    private final Frame frame;
    private final Addresses addresses;

    SignInPage(String title, Frame frame, Addresses addresses) {
        this.title = title;
        this.frame = frame;
        this.addresses = addresses;
    }

    /**
     * What the form shows.
     *
     * @param why what went wrong before; absent: nothing
     * @param login what the user wrote; absent: nothing
     * @param stays whether the box for staying signed in is ticked
     * @param returnTo where to go on, as it was wished; absent: nowhere in particular
     */
    record Shown(
            @Nullable GatewayFailure why,
            @Nullable String login,
            boolean stays,
            @Nullable String returnTo) {}

    Page show(Shown shown) {
        GatewayFailure why = shown.why();
        Html form = Html.of(
                """
                {}<form method="post" action="{}">
                {}<label class="field" for="login">Login</label>
                <input id="login" name="login" autocomplete="username" autocapitalize="none" spellcheck="false" \
                required{}{}>
                <label class="field" for="password">Password</label>
                <input id="password" name="password" type="password" autocomplete="current-password" required{}>
                <label class="stay"><input name="stayLoggedIn" type="checkbox" value="true"{}>Stay signed in</label>
                <button class="do">Sign in</button>
                </form>
                """,
                why == null
                        ? Html.NOTHING
                        : Html.of(
                                "<p class=\"note bad\" id=\"why\" role=\"alert\" tabindex=\"-1\" autofocus>{}</p>\n",
                                PlainWords.of(why)),
                addresses.login(),
                hidden("return_to", shown.returnTo()),
                shown.login() == null ? Html.NOTHING : Html.of(" value=\"{}\"", shown.login()),
                why == null ? new Html(" autofocus") : DESCRIBED,
                why == null ? Html.NOTHING : DESCRIBED,
                shown.stays() ? new Html(" checked") : Html.NOTHING);
        return frame.around(title, form);
    }

    static Html hidden(String name, @Nullable String value) {
        return value == null
                ? Html.NOTHING
                : Html.of("<input name=\"{}\" type=\"hidden\" value=\"{}\">\n", name, value);
    }
}
