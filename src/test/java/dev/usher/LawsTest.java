package dev.usher;

import dev.usher.http.CookiesFuzz;
import dev.usher.http.ForwardedHeadersFuzz;
import dev.usher.http.HopByHopFuzz;
import dev.usher.http.StrictJsonFuzz;
import dev.usher.identity.HeaderValueFuzz;
import dev.usher.identity.ReservedNamesFuzz;
import dev.usher.route.PathFuzz;
import dev.usher.session.SealedTokensFuzz;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The laws that the fuzzers look for exceptions to, on seeded texts that come near what matters. */
class LawsTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    @Tag("T5")
    @Tag("T6")
    void thePathMatchedIsThePathForwarded(long seed) {
        new Cases(
                        seed,
                        "/",
                        "/",
                        "/",
                        "/admin",
                        "/secret",
                        "/api",
                        "/api/admin",
                        "/open",
                        "a",
                        "%20",
                        "b",
                        ".",
                        "..",
                        "%2e",
                        "%2E",
                        "%2f",
                        "%5c",
                        "\\",
                        ";",
                        "%3b",
                        "%61",
                        "%64",
                        "%25",
                        "2e",
                        "%c3%a9",
                        "%c0",
                        "*",
                        "%2a",
                        "?",
                        "%3f",
                        "#",
                        "%23",
                        "+",
                        "%2B")
                .obey(3_000, text -> PathFuzz.law("/" + text));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void noSpellingOfAReservedNameIsFree(long seed) {
        new Cases(
                        seed,
                        "x",
                        "user",
                        "id",
                        "-",
                        "_",
                        ".",
                        "X",
                        "User",
                        "ID",
                        "plan",
                        "forwarded",
                        "For",
                        "content",
                        "length",
                        "transfer",
                        "encoding",
                        "token",
                        "accept",
                        "own",
                        "cookie",
                        "team",
                        "name",
                        "!")
                .obey(3_000, ReservedNamesFuzz::law);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    @Tag("T4")
    void noPropertyForgesAField(long seed) {
        new Cases(
                        seed,
                        "\r\n",
                        "X-User-Id: evil",
                        "\n",
                        " ",
                        ",",
                        "%",
                        "%0D%0A",
                        "\u010d\u010a",
                        "\u0000",
                        "\u00e9",
                        "\ud83d\ude00",
                        "\ud83d",
                        "+",
                        "a",
                        "x".repeat(300))
                .obey(3_000, HeaderValueFuzz::law);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    @Tag("T8")
    void onlyAddressesAreBelievedAndOnlyOfProxies(long seed) {
        new Cases(
                        seed,
                        "10.0.0.2",
                        "203.0.113.9",
                        "2001:db8::1",
                        "[2001:db8::1]:80",
                        ":4711",
                        ",",
                        ", ",
                        "\n",
                        "\"",
                        "\\",
                        "for=",
                        ";",
                        "https",
                        "unknown",
                        "evil",
                        " ",
                        "0",
                        "::ffff:10.0.0.1",
                        "%eth0")
                .obey(3_000, ForwardedHeadersFuzz::law);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void theSessionCookieIsTakenOutAndNoOther(long seed) {
        new Cases(
                        seed,
                        "__Host-session",
                        "__Host-session=",
                        "=",
                        ";",
                        "; ",
                        " ",
                        "\t",
                        "a=1",
                        "\"",
                        ",",
                        "x",
                        "__host-session=")
                .obey(3_000, CookiesFuzz::law);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    @Tag("T3")
    void whatConnectionNominatesEndsHere(long seed) {
        new Cases(
                        seed,
                        "X-Evil",
                        "x-evil",
                        "Content-Length",
                        "content-length",
                        "close",
                        "Upgrade",
                        ",",
                        ",",
                        " ",
                        "\t",
                        "\n",
                        "\"",
                        ";")
                .obey(3_000, HopByHopFuzz::law);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void nothingOpensButWhatWasSealed(long seed) {
        new Cases(seed, "us1.", "66687aad", ".", "A", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "=", "-", "_", " ")
                .obey(2_000, SealedTokensFuzz::law);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void jsonIsReadInOneWay(long seed) {
        new Cases(
                        seed,
                        "{",
                        "}",
                        "[",
                        "]",
                        "\"a\"",
                        "\"b\"",
                        ":",
                        ",",
                        "1",
                        "1.50",
                        "1e400",
                        "-0",
                        "null",
                        "true",
                        " ",
                        "\"\\u0000\"",
                        "NaN",
                        "//",
                        "[[[[[[[[[[[[[[[[")
                .obey(3_000, StrictJsonFuzz::law);
    }
}
