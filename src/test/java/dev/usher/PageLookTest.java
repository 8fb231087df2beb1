package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.TestClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How the pages look is the file's affair, and what they consist of is kept by browsers. */
class PageLookTest {

    private static final Path DIRECTORY = directory();

    @RegisterExtension
    static final TestGateway usual = TestGateway.usual();

    @RegisterExtension
    static final TestGateway dressed = TestGateway.usual()
            .with(
                    "login",
                    "{ path: /account, page: { title: \"Fish & <Chips>\", "
                            + "accent: { light: \"#fc0\", dark: \"#003366\" }, logo: \""
                            + file("logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>") + "\", stylesheet: \""
                            + file("own.css", "h1 { text-transform: uppercase }") + "\" } }");

    @AfterAll
    static void delete() throws IOException {
        for (String name : List.of("logo.svg", "own.css", ".")) {
            Files.delete(DIRECTORY.resolve(name).normalize());
        }
    }

    @Test
    void aPageWithAllThatBelongsToItIsBelow10Kib() {
        Answer page = usual.client().get("/auth/sign-in");
        Answer style = usual.client().get(stylesheet(page));

        assertThat(page.body()).doesNotContain("<script", "style=", "<img");
        assertThat(page.body().length() + style.body().length()).isLessThan(10 * 1024);
    }

    @Test
    void whatIsNamedWithItsVersionIsKeptForEver() {
        TestClient client = usual.client();
        String address = stylesheet(client.get("/auth/sign-in"));
        Answer style = client.get(address);

        assertThat(style.status()).isEqualTo(200);
        assertThat(style.header("content-type")).isEqualTo("text/css; charset=utf-8");
        assertThat(style.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(style.headers().get("cache-control")).containsExactly("public, max-age=31536000, immutable");
        String tag = String.valueOf(style.header("etag"));
        Answer again = client.get(address, "if-none-match", "W/\"x\", " + tag);
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(client.get(address, "if-none-match", "\"x\"").status()).isEqualTo(200);
    }

    /** While replicas are replaced one by one, a page and its style sheet may come from two of them. */
    @Test
    void anotherVersionIsAnsweredAndNotKept() {
        for (String address : new String[] {"/auth/page.css", "/auth/page.css?v=0123456789abcdef"}) {
            Answer style = usual.client().get(address);
            assertThat(style.status()).isEqualTo(200);
            assertThat(style.header("cache-control")).isEqualTo("no-cache");
        }
    }

    @Test
    void theFileChoosesTitleColoursLogoAndStyle() {
        TestClient client = dressed.client();
        Answer page = client.get("/account/sign-in");
        String style = client.get(stylesheet(page)).body();

        assertThat(page.body())
                .contains("<title>Fish &amp; &lt;Chips&gt;</title>", "<h1>Fish &amp; &lt;Chips&gt;</h1>")
                .contains("<img class=\"logo\" src=\"/account/logo?v=");
        assertThat(page.header("content-security-policy")).contains("; img-src 'self'; ");
        assertThat(style)
                .contains(":root { --accent: #ffcc00; --on-accent: #000; }")
                .contains("(prefers-color-scheme: dark) { :root { --accent: #003366; --on-accent: #fff; }")
                .endsWith("h1 { text-transform: uppercase }");
    }

    /** Who opens it by itself gets a document of this origin, which could have a script. */
    @Test
    void aLogoRunsNothing() {
        Answer logo = dressed.client().get("/account/logo");

        assertThat(logo.status()).isEqualTo(200);
        assertThat(logo.header("content-type")).isEqualTo("image/svg+xml");
        assertThat(logo.header("content-security-policy")).contains("default-src 'none'", "sandbox");
        assertThat(usual.client().get("/auth/logo").status()).isEqualTo(404);
    }

    private static String stylesheet(Answer page) {
        Matcher link =
                Pattern.compile("<link rel=\"stylesheet\" href=\"([^\"]+)\">").matcher(page.body());
        assertThat(link.find()).isTrue();
        return link.group(1);
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory("page");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path file(String name, String content) {
        try {
            return Files.writeString(DIRECTORY.resolve(name), content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
