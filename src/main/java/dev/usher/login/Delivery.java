package dev.usher.login;

import org.jspecify.annotations.Nullable;

/** How a client gets the token of its login, and with it the answer. */
public sealed interface Delivery {

    /** Programs: in the body, to be sent in a header from then on. */
    record Body() implements Delivery {
        static final Body INSTANCE = new Body();
    }

    /** Scripts of a page that asked for it: in the cookie alone, where no script can read it. */
    record Cookie() implements Delivery {
        static final Cookie INSTANCE = new Cookie();
    }

    /**
     * Pages: in the cookie, and on to another page.
     *
     * @param returnTo where the page said to go on, believed by nobody yet; absent: it did not say
     */
    record Form(@Nullable String returnTo) implements Delivery {}
}
