package dev.usher.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/**
 * HTML for a person in front of a browser.
 *
 * @param policy what the browser may load for it and where its forms may go, as {@code Content-Security-Policy}
 */
public record Page(String html, String policy) {

    /** The fields of an answer that has this body. */
    public void describe(MultiMap headers) {
        headers.set(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .set("content-security-policy", policy)
                .set("x-content-type-options", "nosniff")
                // not no-referrer: browsers would say Origin: null in the page's own forms
                .set("referrer-policy", "same-origin");
    }
}
