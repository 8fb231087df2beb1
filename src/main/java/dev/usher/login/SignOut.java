package dev.usher.login;

import dev.usher.http.Exchange;
import dev.usher.http.Page;
import dev.usher.session.Session;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** {@code GET sign-out}: a form that signs out, since an address that does could be put into any page. */
final class SignOut implements Endpoint {

    private final Visitors visitors;
    private final Pages pages;

    SignOut(Visitors visitors, Pages pages) {
        this.visitors = visitors;
        this.pages = pages;
    }

    @Override
    public Future<Reply> call(Exchange exchange) {
        String wish = Form.text(Form.query(exchange), "return_to");
        return visitors.of(exchange).map(visitor -> Reply.page(page(visitor, wish)));
    }

    private Page page(Visitors.Visitor visitor, @Nullable String wish) {
        return switch (visitor) {
            case Visitors.Known(Session session) -> pages.account().signOut(session.displayName(), wish);
            case Visitors.Uncertain() -> pages.account().signOut(null, wish);
            case Visitors.Nobody() -> pages.account().signedOut();
        };
    }
}
