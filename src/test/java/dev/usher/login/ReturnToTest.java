package dev.usher.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.http.Client;
import dev.usher.http.ForwardedHeaders;
import io.vertx.core.MultiMap;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever a page says to go on, a browser stays where it is at home. */
class ReturnToTest {

    private final ReturnTo returnTo = new ReturnTo(Set.of("app.example.com", "localhost:3000"));
    private final Client overTls = client("https", "good.example.com");
    private final Client inPlain = client("http", "good.example.com:8080");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/orders/1",
                "/orders/1?a=b&c=%2F%2Fd",
                "/orders?next=https://evil.com//x@y",
                "/#/orders//1",
                "/files/a%20b/%C3%BC",
                "/javascript:alert(1)",
                "https://app.example.com",
                "https://app.example.com/",
                "https://app.example.com/a?b#c",
                "https://localhost:3000/a",
                "https://good.example.com",
                "https://good.example.com/a?b"
            })
    void whatIsOursIsKept(String wish) {
        assertThat(returnTo.safe(wish, overTls)).isEqualTo(wish);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "//",
                "//e",
                "//evil.com",
                "///evil.com",
                "////evil.com",
                "//evil.com/..",
                "//evil.com@good.example.com",
                "//good.example.com@evil.com",
                "//good.example.com",
                "/\\e",
                "/\\evil.com",
                "/\\/evil.com",
                "\\/evil.com",
                "\\\\evil.com",
                "\\evil.com",
                "/\t/evil.com",
                "/\n/evil.com",
                "/\r/evil.com",
                "\t//evil.com",
                " //evil.com",
                "\u0000//evil.com",
                "\u0001/orders",
                "/\u0000/evil.com",
                "/\u000b/evil.com",
                "/orders\r\nSet-Cookie: a=b",
                "/orders\nLocation: //evil.com",
                "/orders\u007f",
                "/or ders",
                "/%09/e",
                "/%09/evil.com",
                "/%0a/evil.com",
                "/%0D%0ASet-Cookie:a=b",
                "/%00/evil.com",
                "/%7F/evil.com",
                "/%2f/evil.com",
                "/%2Fevil.com",
                "/%5cevil.com",
                "/%5C/evil.com",
                "/%252fevil.com",
                "/%2509/evil.com",
                "/%",
                "/%2",
                "/%zz",
                "/%u002f",
                "/.//evil.com",
                "/..//evil.com",
                "/a/..//evil.com",
                "/a//b",
                "/x@e",
                "/@evil.com",
                "/%40evil.com",
                "/:@evil.com",
                "x@evil.com",
                "@evil.com",
                "evil.com",
                "evil.com/orders",
                "orders/1",
                "./orders",
                "../orders",
                "?next=/orders",
                "#/orders",
                ".",
                "https:e",
                "https:evil.com",
                "https:/evil.com",
                "https:///evil.com",
                "https:\\\\evil.com",
                "https://",
                "https:///",
                "https://evil.com",
                "https://evil.com/good.example.com",
                "https://evil.com?good.example.com",
                "https://evil.com#good.example.com",
                "https://evil.com\\@good.example.com/",
                "https://good.example.com@evil.com/",
                "https://good.example.com:secret@evil.com/",
                "https://good.example.com%40evil.com/",
                "https://user@good.example.com/",
                "https://a.good.com.evil.com/",
                "https://good.example.com.evil.com/",
                "https://evilgood.example.com/",
                "https://good.example.comevil.com/",
                "https://sub.good.example.com/",
                "https://app.example.com.evil.com/",
                "https://evil-app.example.com/",
                "https://app.example.com:8443/",
                "https://app.example.com?next=/orders",
                "https://app.example.com#/orders",
                "https://app.example.com//evil.com",
                "https://app.example.com/x@e",
                "https://localhost/a",
                "https://localhost:30000/a",
                "http://app.example.com/",
                "http://good.example.com/",
                "https://good.example.com:443/",
                "https://good.example.com:8080/",
                "https://good.example.com./",
                "HTTPS://evil.com",
                "javascript:alert(1)",
                "JaVaScRiPt:alert(1)",
                "java\nscript:alert(1)",
                "javascript://good.example.com/%0aalert(1)",
                "data:text/html,x",
                "vbscript:x",
                "file:///etc/passwd",
                "ftp://good.example.com/",
                "ws://good.example.com/",
                "mailto:a@b",
                "view-source:https://good.example.com/",
                "blob:https://good.example.com/x",
                "/\u2028/evil.com",
                "/\u00fc",
                "\uff0f\uff0fevil.com",
                "/\uff0fevil.com",
                "https://g\u043e\u043ed.example.com/",
                "https://good\u3002example.com/",
                "https://\u202egood.example.com/"
            })
    @Tag("T16")
    void whatMayLeadAstrayIsHome(String wish) {
        assertThat(returnTo.safe(wish, overTls)).isEqualTo("/");
    }

    @ParameterizedTest
    @CsvSource({
        "http://good.example.com:8080/a, http://good.example.com:8080/a",
        "http://localhost:3000/a, http://localhost:3000/a",
        "https://app.example.com/a, https://app.example.com/a",
        "https://good.example.com:8080/a, /",
        "http://good.example.com/a, /",
    })
    void whoCameInPlainMayGoOnInPlain(String wish, String place) {
        assertThat(returnTo.safe(wish, inPlain)).isEqualTo(place);
    }

    @Test
    void noWishIsHome() {
        assertThat(returnTo.safe(null, overTls)).isEqualTo("/");
    }

    @Test
    @Tag("T16")
    void aWishOf2KibIsKeptAndNoLongerOne() {
        String longest = "/" + "x".repeat(2_047);

        assertThat(returnTo.safe(longest, overTls)).isEqualTo(longest);
        assertThat(returnTo.safe(longest + "x", overTls)).isEqualTo("/");
    }

    private static Client client(String scheme, String host) {
        ForwardedHeaders nobody = new ForwardedHeaders(address -> false);
        return nobody.client(nobody.peer("192.0.2.1"), scheme, host, MultiMap.caseInsensitiveMultiMap());
    }
}
