package dev.usher.login;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Exchange;
import dev.usher.http.Page;
import dev.usher.login.SignInPage.Shown;
import dev.usher.session.Session;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** {@code GET sign-in}: the form, or who is signed in already. */
final class SignIn implements Endpoint {

    private final Visitors visitors;
    private final Browsers browsers;
    private final Pages pages;

    SignIn(Visitors visitors, Browsers browsers, Pages pages) {
        this.visitors = visitors;
        this.browsers = browsers;
        this.pages = pages;
    }

    @Override
    public Future<Reply> call(Exchange exchange) {
        ObjectNode query = Form.query(exchange);
        String wish = Form.text(query, "return_to");
        if (Addresses.OTHER.equals(Form.text(query, Addresses.ACCOUNT))) {
            return Future.succeededFuture(Reply.page(form(wish)));
        }
        return visitors.of(exchange)
                .map(visitor -> visitor instanceof Visitors.Known(Session session) && !session.isGuest()
                        ? pages.account().signedIn(session.displayName(), browsers.safe(exchange, wish))
                        : form(wish))
                .map(Reply::page);
    }

    private Page form(@Nullable String wish) {
        return pages.signIn().show(new Shown(null, null, false, wish));
    }
}
