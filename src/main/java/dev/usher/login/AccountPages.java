package dev.usher.login;

import dev.usher.http.GatewayFailure;
import dev.usher.http.Page;
import org.jspecify.annotations.Nullable;

/** The pages for who is signed in or was, and for what else can happen to a person. Immutable. */
final class AccountPages {

    private final Frame frame;
    private final Addresses addresses;

    AccountPages(Frame frame, Addresses addresses) {
        this.frame = frame;
        this.addresses = addresses;
    }

    /**
     * Instead of the form, for who has no need of it.
     *
     * @param back where to go on, which is safe
     */
    Page signedIn(String who, String back) {
        return frame.around(
                "You are signed in", Html.of("""
                {}<a class="do" href="{}">Continue</a>
                <a class="or" href="{}">Use another account</a>
                <a class="or" href="{}">Sign out</a>
                """, as(who), back, addresses.otherAccount(back), addresses.signOut()));
    }

    /**
     * Instead of a page that this user may not have.
     *
     * @param back the page, which is safe
     */
    Page forbidden(String who, String back) {
        return frame.around("No access with this account", Html.of("""
                {}<p>The page that you asked for is not for this account. Another one may be able to open it.</p>
                <a class="do" href="{}">Use another account</a>
                <a class="or" href="/">Go to the start page</a>
                """, as(who), addresses.otherAccount(back)));
    }

    /**
     * Asks once more, so that no link can sign anybody out.
     *
     * @param who absent: it cannot be known now
     * @param returnTo where to go on afterwards, as it was wished; absent: back here
     */
    Page signOut(@Nullable String who, @Nullable String returnTo) {
        return frame.around(
                "Sign out?",
                Html.of(
                        """
                {}<form method="post" action="{}">
                {}<button class="do">Sign out</button>
                <a class="or" href="/">Stay signed in</a>
                </form>
                """,
                        who == null ? Html.NOTHING : as(who),
                        addresses.logout(),
                        SignInPage.hidden("return_to", returnTo == null ? addresses.signOut() : returnTo)));
    }

    Page signedOut() {
        return frame.around("You are signed out", Html.of("""
                <p class="note good" role="status">Nobody is signed in here now.</p>
                <a class="do" href="{}">Sign in</a>
                """, addresses.signIn()));
    }

    /** For a form that could not be taken at all. */
    Page failed(GatewayFailure why) {
        return frame.around("That did not work", Html.of("""
                <p class="note bad" role="alert" tabindex="-1" autofocus>{}</p>
                <a class="do" href="{}">Sign in</a>
                """, PlainWords.of(why), addresses.signIn()));
    }

    private static Html as(String who) {
        return Html.of("<p class=\"who\">Signed in as <b><bdi>{}</bdi></b></p>\n", who);
    }
}
