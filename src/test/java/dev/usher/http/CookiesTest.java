package dev.usher.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookiesTest {

    @Test
    void everyCopyIsFoundInEveryField() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("Cookie", "a=1; s=one; b=2;s=two")
                .add("cookie", " s = three ;S=other;xs=4;s");

        assertThat(Cookies.values(headers, "s")).containsExactly("one", "two", "three");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=1; s=2; b=3     | a=1; b=3",
                "s=2; a=1          | a=1",
                "a=1; s=2;         | a=1",
                "a=s; s=2; s=3     | a=s",
                "a=1;s=2;b=\"x=y\" | a=1; b=\"x=y\"",
                "a=1;; b=2; ss=1   | a=1; b=2; ss=1",
            })
    void oneCookieIsTakenOutAndTheOthersStay(String line, String expected) {
        assertThat(Cookies.without(line, "s")).isEqualTo(expected);
    }

    /** Java would strip these, and browsers do not guard such a name's {@code __Host-}. */
    @ParameterizedTest
    @ValueSource(strings = {"\u001ds=1", "s\u001f=1", "\u2000s=1", "a=1;\u000cs=1"})
    void onlyBlanksAndTabsAreNoPartOfAName(String line) {
        assertThat(Cookies.values(MultiMap.caseInsensitiveMultiMap().add("Cookie", line), "s"))
                .isEmpty();
        assertThat(Cookies.without(line, "s")).isEqualTo(line.replace("a=1;", "a=1; "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"s=1", "s=1;", " ; s=1 ; ", "s=1; s=2"})
    void nothingIsLeftOfACookieAlone(String line) {
        assertThat(Cookies.without(line, "s")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "__Host-session=1",
                "__Host-session=",
                " \t__Host-session\t =1; Path=/",
                "__HOST-session=1",
                "__hOsT-session=1",
                "=__Host-session=1",
                " = __host-session =1",
            })
    void whatABrowserWouldTakeForACookieOfThatNameSetsIt(String setCookie) {
        assertThat(Cookies.sets(setCookie, "__Host-session")).isTrue();
        assertThat(Cookies.sets(setCookie.replaceAll("(?i)host", "Secure"), "__Secure-session"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "__Host-Session=1",
                "__Host-sessions=1",
                "x__Host-session=1",
                "session=1",
                "__Host-session",
                "=__Host-session",
                "==__Host-session=1",
                "theme=__Host-session=1",
                "theme=1; __Host-session=1",
                "",
                "=",
            })
    void anyOtherSetsAnother(String setCookie) {
        assertThat(Cookies.sets(setCookie, "__Host-session")).isFalse();
    }

    @Test
    void aNameWithoutAPrefixHasOneSpelling() {
        assertThat(Cookies.sets("sid=1", "sid")).isTrue();
        assertThat(Cookies.sets("=sid=1", "sid")).isTrue();
        assertThat(Cookies.sets("SID=1", "sid")).isFalse();
    }
}
