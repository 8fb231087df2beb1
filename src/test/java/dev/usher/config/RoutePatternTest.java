package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutePatternTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            /,                          /
            /**,                        /**
            /a/,                        /a/
            /a/*/b/**,                  /a/*/b/**
            /A/b,                       /A/b
            /%7euser/%41,               /~user/A
            /caf\u00e9,                 /caf%C3%A9
            /caf%c3%a9,                 /caf%C3%A9
            /a%20b,                     /a%20b
            /a:b@c=d&e,                 /a:b@c=d&e
            /%2a,                       /%2A
            /%40%3a%3d,                 /@:=
            /a.b/..c,                   /a.b/..c
            Admin.Example.COM./**,      admin.example.com/**
            *.example.com/**,           *.example.com/**
            localhost/,                 localhost/
            """)
    void comesToTheNormalFormOfRequestPaths(String written, String normal) throws Rejected {
        RoutePattern pattern = RoutePattern.parse(written);

        assertThat(pattern).hasToString(normal);
        assertThat(RoutePattern.parse(normal)).isEqualTo(pattern);
    }

    /** Services differ on whether it is a space, so requests may have it in two spellings. */
    @Test
    void aPlusIsRefusedInBothSpellings() {
        assertThatThrownBy(() -> RoutePattern.parse("/a+b")).isInstanceOf(Rejected.class);
        assertThatThrownBy(() -> RoutePattern.parse("/a%2Bb/**")).isInstanceOf(Rejected.class);
    }

    @Test
    void aTrailingSlashIsAnEmptySegment() throws Rejected {
        assertThat(RoutePattern.parse("/").segments()).containsExactly("");
        assertThat(RoutePattern.parse("/a/").segments()).containsExactly("a", "");
        assertThat(RoutePattern.parse("/**").segments()).isEqualTo(List.of());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            /**,      /,        true
            /**,      /a/*/**,  true
            /a/**,    /a,       true
            /a/**,    /a/,      true
            /a/**,    /a/b/**,  true
            /a/**,    /ab,      false
            /a/**,    /**,      false
            /a,       /a,       true
            /a,       /a/**,    false
            /a/*,     /a/b,     true
            /a/*,     /a/,      false
            /a/b,     /a/*,     false
            /*/b/**,  /a/b/c,   true
            /*/b/**,  /a/c/b,   false
            """)
    void oneTakesThePathsOfAnother(String one, String other, boolean takes) throws Rejected {
        assertThat(RoutePattern.parse(one).takesPathsOf(RoutePattern.parse(other)))
                .isEqualTo(takes);
    }
}
