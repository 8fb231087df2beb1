package dev.usher.login;

import dev.usher.http.Exchange;
import dev.usher.login.SignInPage.Shown;
import io.vertx.core.Future;

/** {@code GET sign-in}: the page, as it is before anything was filled in. */
final class SignIn implements Endpoint {

    private final SignInPage page;

    SignIn(SignInPage page) {
        this.page = page;
    }

    @Override
    public Future<Reply> call(Exchange exchange) {
        String query = exchange.request().query();
        String wish = query == null ? null : Form.text(Form.parse(query), "return_to");
        return Future.succeededFuture(Reply.page(page.show(new Shown(null, null, wish))));
    }
}
