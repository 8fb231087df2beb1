package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.RawHttp.Heard;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The path that was matched is the path that is forwarded, and no spelling gets around a route. */
class PathTest {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/**", "{ target: ECHO, auth: none }")
            .route("/admin/**", "ECHO")
            .route("/a@b/**", "ECHO")
            .route("/star/%2A/**", "ECHO")
            .route("/caf\u00e9/**", "ECHO")
            .route("/health", "{ target: ECHO, auth: none }")
            .route("/api/**", "{ target: ECHO, auth: none, strip: /api }")
            .route("/api/admin/**", "{ target: ECHO, strip: /api/admin }");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin",
                "/admin/",
                "//admin/x",
                "/admin//x",
                "/%61dmin/x",
                "/%61%64%6D%69%6E",
                "/admin?x=/health",
                "/a%40b/x",
                "/a@b",
                "/star/*/x",
                "/star/%2a",
                "/caf%c3%a9/x",
                "http://a/admin/x",
                "http://a//admin/x",
                "/api//admin/x",
                "/api/%61dmin",
                "/x/../admin",
                "/x/%2e%2e/admin",
                "/x/%2E./admin",
                "/x/..%2fadmin",
                "/x/..%5cadmin",
                "/x/..;/admin",
                "/admin;x",
                "/admin%2fx",
                "/admin\\x",
                "/%2fadmin",
                "/%5cadmin",
                "/\\admin",
                "/%00/../admin",
                "/admin%00",
                "/%252e%252e/admin",
                "/x%252f..%252fadmin",
                "/%25%36%31dmin",
                "/admin#/health",
                "/health/../admin",
                "/api/../admin",
                "/api/..%2fadmin",
                "/%c0%ae%c0%ae/admin",
                "/%c1%a1dmin"
            })
    @Tag("T5")
    @Tag("T7")
    void noSpellingGetsAroundAProtectedRoute(String target) {
        long before = gateway.echo().requests();

        Heard heard = get(target);

        assertThat(heard.status()).isIn(400, 401);
        assertThat(gateway.echo().requests()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /x/%7euser?q=%7e&r=../..      | /x/~user?q=%7e&r=../..
            //x///y/                      | /x/y/
            /x/a%2Bb+c                    | /x/a%2Bb+c
            /x/caf%c3%a9                  | /x/caf%C3%A9
            /x/a%20b?                     | /x/a%20b?
            /ADMIN                        | /ADMIN
            /administrator                | /administrator
            /x/*                          | /x/%2A
            http://a/x?y=/health          | /x?y=/health
            http://a                      | /
            http://a?x                    | /?x
            /api                          | /
            /api?x                        | /?x
            /api/                         | /
            /api//x/%61?q=/api            | /x/a?q=/api
            /api/..x                      | /..x
            """)
    @Tag("T5")
    @Tag("T6")
    void whatWasMatchedIsForwarded(String written, String forwarded) {
        Heard heard = get(written);

        assertThat(heard.status()).isEqualTo(200);
        assertThat(heard.text()).contains("\"target\":\"" + forwarded + "\"");
    }

    @Test
    void aQueryIsForwardedByteForByte() {
        String query = "a=%zz&b=%&c=\\;'<>{}|^`[]&d=%2e%2E/../..&&=?";

        assertThat(get("/x?" + query).text()).contains("\"target\":\"/x?" + query.replace("\\", "\\\\") + "\"");
    }

    private static Heard get(String target) {
        return RawHttp.say(gateway.port(), "GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    }
}
