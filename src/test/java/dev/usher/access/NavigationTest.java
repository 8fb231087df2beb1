package dev.usher.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is a person on the way to a page, and who a program that would not know what to do with one. */
class NavigationTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "TEXT/HTML",
                "text/html;charset=utf-8",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                "text/html, application/json",
                "application/json;q=0.9, text/html",
                "application/xhtml+xml, */*;q=0.1",
                " text/html ; q=1.0 , */*",
                "text/html;q=0.5, */*;q=0.4"
            })
    void htmlIsPreferred(String accept) {
        assertThat(Navigation.prefersHtml(accept)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*/*",
                "text/*",
                "application/json",
                "application/json, text/html",
                "application/json, text/html;q=0.9",
                "*/*, text/html;q=0.8",
                "text/event-stream",
                "text/html;q=0",
                "text/html;q=0, */*;q=0",
                "text/html;q=x",
                "text/html;q=1e9",
                "text/html;q=NaN",
                "text/htmlx",
                "application/grpc"
            })
    void htmlIsNot(String accept) {
        assertThat(Navigation.prefersHtml(accept)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, navigate, document, text/html, false, true",
        "HEAD, navigate, document, text/html, false, true",
        "GET, navigate, document, , false, true",
        "GET, , , text/html, false, true",
        "GET, , document, text/html, false, true",
        "GET, navigate, iframe, text/html, false, false",
        "GET, navigate, frame, text/html, false, false",
        "GET, navigate, , text/html, false, false",
        "GET, cors, empty, text/html, false, false",
        "GET, same-origin, empty, text/html, false, false",
        "GET, no-cors, image, text/html, false, false",
        "GET, websocket, websocket, text/html, false, false",
        "GET, '', document, text/html, false, false",
        "GET, , , text/html, true, false",
        "GET, navigate, document, text/html, true, false",
        "GET, , , '*/*', false, false",
        "GET, , , , false, false",
        "POST, navigate, document, text/html, false, false",
        "POST, , , text/html, false, false",
        "OPTIONS, , , text/html, false, false",
    })
    void aPersonGoesToAPage(
            String method,
            @Nullable String mode,
            @Nullable String dest,
            @Nullable String accept,
            boolean byScript,
            boolean person) {
        assertThat(new Navigation(method, mode, dest, accept, byScript).isToPage())
                .isEqualTo(person);
    }
}
