package dev.usher.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A path has one spelling, and what two servers could read differently has none. */
class RequestTargetTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /                       | /
            //                      | /
            //admin                 | /admin
            /a///b//                | /a/b/
            /a/                     | /a/
            /ADMIN                  | /ADMIN
            /%61dmin                | /admin
            /%41%5a%5A              | /AZZ
            /%7euser/%2d%2E%5f      | /~user/-._
            /caf%c3%a9              | /caf%C3%A9
            /%f0%9f%98%80           | /%F0%9F%98%80
            /a%20b%22%3c            | /a%20b%22%3C
            /a%3Fb%23c              | /a%3Fb%23c
            /a%5bb                  | /a%5Bb
            /100%25                 | /100%25
            /%25zz                  | /%25zz
            /a:b@c=d&e,f            | /a:b@c=d&e,f
            /%3a%40%3D%26%2c%24%21  | /:@=&,$!
            /%27%28%29              | /'()
            /a+b                    | /a+b
            /a%2bb                  | /a%2Bb
            /a*                     | /a%2A
            /a%2a                   | /a%2A
            /.well-known/x          | /.well-known/x
            /...                    | /...
            /..a                    | /..a
            /a..                    | /a..
            /a.b                    | /a.b
            """, quoteCharacter = '`')
    void aPathComesToItsOneSpelling(String written, String path) {
        assertThat(RequestTarget.parse(written)).isEqualTo(new RequestTarget(path, null));
        assertThat(RequestTarget.parse(path).path()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /                 | true
            /a/b?c=/d         | true
            /caf%c3%A9        | true
            /a*               | true
            /a%2a/x           | true
            /a%25             | true
            //                | false
            /a//b             | false
            /%61              | false
            /a%2e             | false
            /a%7Eb            | false
            /a//              | false
            """)
    void whoSpellsItInAnotherWaySaysSomethingElse(String written, boolean isVerbatim) {
        assertThat(RequestTarget.parse(written).isVerbatim(written)).isEqualTo(isVerbatim);
    }

    @Test
    void anotherTargetIsNotVerbatim() {
        assertThat(RequestTarget.parse("/abc").isVerbatim("/ab")).isFalse();
        assertThat(RequestTarget.parse("/ab").isVerbatim("/abc")).isFalse();
        assertThat(RequestTarget.parse("/a%2A").isVerbatim("/a%2")).isFalse();
        assertThat(RequestTarget.parse("/a%2Ab").isVerbatim("/a*")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "admin",
                "?q=/a",
                "/public/../admin",
                "/public/..",
                "/..",
                "/.",
                "/./a",
                "/a/./b",
                "/a//../b",
                "/public/%2e%2e/admin",
                "/public/.%2E/admin",
                "/public/%2e/admin",
                "/%2e",
                "/public/..%2fadmin",
                "/public/%2e%2e%2fadmin",
                "/admin%2fx",
                "/admin%2Fx",
                "/admin%5cx",
                "/admin%5Cx",
                "/admin\\x",
                "/public\\..\\admin",
                "/admin;x",
                "/admin;jsessionid=1/x",
                "/public/..;/admin",
                "/public/..;x=y/admin",
                "/admin%3bx",
                "/a%3B/b",
                "/%00",
                "/admin%00.html",
                "/a%0d%0aX:%20y",
                "/a%09b",
                "/a%7f",
                "/%252e%252e/admin",
                "/admin%252fx",
                "/%25%32%65",
                "/%2525%32%65",
                "/%25%36%31",
                "/admin#x",
                "/#/admin",
                "/a b",
                "/a\tb",
                "/a\u0000b",
                "/caf\u00e9",
                "/\uff0e\uff0e/admin",
                "/a\u010ab",
                "/a\"b",
                "/a<b>",
                "/a|b",
                "/a^b",
                "/a`b",
                "/a{b}",
                "/a[b]",
                "/%",
                "/%4",
                "/%zz",
                "/%4g",
                "/%u002e",
                "/%-1",
                "/% 1",
                "/%\uff11\uff11",
                "/%c0%ae%c0%ae/admin",
                "/%c0%af",
                "/%e0%80%af",
                "/%f0%80%80%af",
                "/%c0%80",
                "/%ff",
                "/%80",
                "/%c3",
                "/%c3x",
                "/%ed%a0%80",
                "/%f4%90%80%80",
                "/%c3/%a9"
            })
    void whatIsAmbiguousIsRefused(String target) {
        assertThatThrownBy(() -> RequestTarget.parse(target)).isInstanceOf(GatewayFailure.BadRequest.class);
        assertThatThrownBy(() -> RequestTarget.parse(target + "?q=1")).isInstanceOf(GatewayFailure.BadRequest.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a=1",
                "a=1?b",
                "y=/health",
                "a=..%2f..%2fadmin&b=%00&c=%zz&d=%",
                "a=/../;\\'\"<>{}|^`[]",
                "%41=%61",
                "a=+&b=%20&&=",
                "//"
            })
    void aQueryIsPassedByteForByte(String query) {
        RequestTarget target = RequestTarget.parse("/a%62?" + query);

        assertThat(target).isEqualTo(new RequestTarget("/ab", query));
        assertThat(target.pathAndQuery()).isEqualTo("/ab?" + query);
        assertThat(target.withPath("/c")).isEqualTo("/c?" + query);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=#/health", "a b", "a\tb", "a\u0000", "a\u00e9", "a\u010ab", "\u007f"})
    void aQueryThatIsNoneIsRefused(String query) {
        assertThatThrownBy(() -> RequestTarget.parse("/a?" + query)).isInstanceOf(GatewayFailure.BadRequest.class);
    }

    /** Whatever is accepted holds what everything behind relies on. */
    @Test
    void everyAcceptedPathHasOneSpelling() {
        Random random = new Random(20_26);
        int accepted = 0;
        for (int i = 0; i < 300_000; i++) {
            RequestTarget target = parsed(randomTarget(random));
            if (target != null) {
                accepted++;
                hasOneSpelling(target);
            }
        }
        assertThat(accepted).isGreaterThan(50_000);
    }

    private static void hasOneSpelling(RequestTarget target) {
        String path = target.path();
        assertThat(RequestTarget.parse(target.pathAndQuery())).isEqualTo(target);
        assertThat(path).startsWith("/").doesNotContain("//", ";", "\\", "#", "?", "*", " ");
        for (String decoded : List.of(decode(path), decode(decode(path)))) {
            assertThat(decoded.split("/", -1)).as(path).doesNotContain(".", "..");
            assertThat(count(decoded, '/')).as(path).isEqualTo(count(path, '/'));
            assertThat(decoded).as(path).doesNotContain("\\", ";", "\0", "\r", "\n");
        }
    }

    /** A spelling may be changed without changing the path: any character that may stand for itself can be escaped. */
    @Test
    void escapingWhatNeedsNoEscapeChangesNothing() {
        Random random = new Random(9_112);
        for (int i = 0; i < 50_000; i++) {
            RequestTarget target = parsed(randomTarget(random));
            if (target != null) {
                assertThat(RequestTarget.parse(escapedSomewhere(target.path(), random))
                                .path())
                        .isEqualTo(target.path());
            }
        }
    }

    private static String escapedSomewhere(String path, Random random) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean mayBe = c != '/' && c != '%' && c != '+' && !isHexOfEscape(path, i);
            escaped.append(mayBe && random.nextBoolean() ? "%" + Integer.toHexString(c) : String.valueOf(c));
        }
        return escaped.toString();
    }

    private static boolean isHexOfEscape(String path, int i) {
        return i > 0 && path.charAt(i - 1) == '%' || i > 1 && path.charAt(i - 2) == '%';
    }

    private static String randomTarget(Random random) {
        String[] parts = {
            "/", "/", "/", "a", "B", "9", ".", "..", "%2e", "%2F", "%5c", "%41", "%7E", "%25", "%252", "%c3%a9",
            "%c0%ae", "%", "%2", ";", "\\", "+", "%2b", "*", "@", "%40", ":", "%3A", "~", "%20", "%3b", "%00", "#",
            "\u00e9", "-"
        };
        StringBuilder target = new StringBuilder("/");
        for (int n = random.nextInt(7); n >= 0; n--) {
            target.append(parts[random.nextInt(random.nextBoolean() ? parts.length : 12)]);
        }
        return random.nextInt(4) == 0 ? target + "?%2e/../" : target.toString();
    }

    private static @Nullable RequestTarget parsed(String target) {
        try {
            return RequestTarget.parse(target);
        } catch (GatewayFailure.BadRequest ambiguous) {
            return null;
        }
    }

    /** As a lenient service does it: what is no escape stays. */
    private static String decode(String path) {
        byte[] octets = path.getBytes(StandardCharsets.ISO_8859_1);
        StringBuilder decoded = new StringBuilder();
        for (int i = 0; i < octets.length; i++) {
            int high = i + 2 < octets.length ? Character.digit(octets[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(octets[i + 2], 16);
            if (octets[i] == '%' && low >= 0) {
                decoded.append((char) (high << 4 | low));
                i += 2;
            } else {
                decoded.append((char) (octets[i] & 0xff));
            }
        }
        return decoded.toString();
    }

    private static long count(String text, char c) {
        return text.chars().filter(each -> each == c).count();
    }
}
