package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One mistake in the YAML or in what every file needs, one line. */
class OneFileProblemTest {

    @ParameterizedTest
    @MethodSource({"yaml", "limits", "needed", "userServer"})
    void isSaidInOneLine(String text, String expected) {
        assertThat(Texts.problems(text)).containsExactly("usher.yaml" + expected);
    }

    static Stream<Arguments> yaml() {
        return Stream.of(
                row("an empty file says what it needs", "", ": is empty: at least auth.url and one route are needed"),
                row(
                        "a file of comments is empty",
                        "# nothing\n",
                        ": is empty: at least auth.url and one route are needed"),
                row("a list at the top is no file", "- a\n- b\n", ":1: must be a mapping (key: value), not a list"),
                row(
                        "a word at the top is no file",
                        "usher\n",
                        ":1: must be a mapping (key: value), not a single value"),
                row("a tab cannot indent", "auth:\n\turl: http://u\n", ":2: tabs cannot indent in YAML; use spaces"),
                row(
                        "a bracket must be closed",
                        "auth: { url: http://u\n",
                        ":2: is not YAML: the file ends inside a quote, a { or a [ that line 1 opened"),
                row(
                        "a quote must be closed",
                        "auth: { url: 'http://u }\n",
                        ":2: is not YAML: the file ends inside a quote, a { or a [ that line 1 opened"),
                row(
                        "a second colon needs quotes",
                        "auth: url: http://u\n",
                        ":1: is not YAML here: a ': ' that no key stands before; quote a value that contains one, or "
                                + "look for a key without its ':' above"),
                row(
                        "a key needs its colon",
                        "auth:\n  url http://u\n  timeout: 2s\n",
                        ":3: is not YAML here: a ': ' that no key stands before; quote a value that contains one, or "
                                + "look for a key without its ':' above"),
                row(
                        "a variable in a flow mapping needs quotes",
                        "auth: { url: http://${HOST}/a }\n",
                        ":1: is not YAML here; a value with ${...} inside { } or [ ] needs quotes: \"${NAME}\""),
                row(
                        "a sign at the start needs quotes",
                        "auth:\n  url: @u\n",
                        ":2: is not YAML here: quote a value that starts with @, `, % or another sign"),
                row(
                        "indentation must fit",
                        "auth:\n    url: http://u\n  timeout: 2s\n",
                        ":3: is not YAML here; check the indentation and the quotes of this line and the one above"),
                row(
                        "a second document is not read",
                        Texts.SMALLEST + "---\na: b\n",
                        ":4: a second document starts here; one file is one document"),
                row(
                        "a tag means nothing",
                        "auth: !secret { url: http://u }\n",
                        ":1: tags (!name) mean nothing here; quote a value that starts with !"),
                row(
                        "an alias needs its anchor",
                        "auth: *users\n",
                        ":1: an alias without its anchor; quote a value that starts with *"),
                row(
                        "a key is plain text",
                        "[a, b]: c\n",
                        ":1: a key must be plain text; quote it if it starts with *, [ or {"),
                row(
                        "an escape is a character",
                        "auth:\n  \"\\UFFFFFFFF\"\n",
                        ":2: has an escape \\U that is no character"),
                row(
                        "a control character is no text",
                        "auth: \u0007\n",
                        ":1: has a character that YAML does not allow"));
    }

    static Stream<Arguments> limits() {
        return Stream.of(
                row("a file is not larger than a megabyte", "#".repeat(1_000_001), ": is larger than 1 MB"),
                row("a file is not nested without end", "[".repeat(100_000), ":1: is nested deeper than 32 levels"),
                row(
                        "a file does not laugh a billion times",
                        "a: &a [1]\nb: [" + "*a, ".repeat(101) + "]",
                        ":2: has more than 100 aliases (*name)"),
                row(
                        "an anchor does not hold itself",
                        "auth: &a { url: *a }",
                        ":1: an alias without its anchor; quote a value that starts with *"));
    }

    static Stream<Arguments> needed() {
        return Stream.of(
                row(
                        "a user server is needed",
                        "routes: { /a: http://a }",
                        ":1: auth.url: is missing: the user server's address, such as "
                                + "https://api.backendless.com/APP-ID/API-KEY"),
                row(
                        "a user server has a URL",
                        "routes: { /a: http://a }\nauth: { timeout: 5s }",
                        ":2: auth.url: is missing: the user server's address, such as "
                                + "https://api.backendless.com/APP-ID/API-KEY"),
                row(
                        "routes are needed",
                        "auth: { url: http://u }",
                        ":1: routes: no route: at least one is needed, such as /api/orders/**: http://orders:8080"),
                row(
                        "one route is needed",
                        "auth: { url: http://u }\nroutes: {}",
                        ":2: routes: no route: at least one is needed, such as /api/orders/**: http://orders:8080"));
    }

    static Stream<Arguments> userServer() {
        return Stream.of(
                auth(
                        "url: ftp://users",
                        "url: must be the user server's http or https address, such as "
                                + "https://api.backendless.com/APP-ID/API-KEY"),
                auth(
                        "url: users.internal",
                        "url: must be the user server's http or https address, such as "
                                + "https://api.backendless.com/APP-ID/API-KEY; did you mean http://users.internal?"),
                auth("url: 'http://users?app=1'", "url: must not have a query or a fragment"),
                auth("url: 'http://users/app#1'", "url: must not have a query or a fragment"),
                auth("url: http://me:secret@users", "url: must not have a user or password in it"),
                auth(
                        "url: http://users//key",
                        "url: must not have an empty segment (//) in its path; is a variable empty?"),
                auth("url: http://users/app/../key", "url: must not have . or .. in its path"),
                auth(
                        "url: http://users/d\u00e9mo/key",
                        "url: must have all but ASCII percent-encoded in its path; did you mean http://users/d%C3%A9mo/key?"),
                auth("url: http://users:0/", "url: must have a port of 1 to 65535"),
                auth(
                        "url: mailto:users",
                        "url: must be the user server's http or https address, such as "
                                + "https://api.backendless.com/APP-ID/API-KEY"),
                auth("{ url: http://users, timeout: 0s }", "timeout: must be longer than 0s"),
                auth("{ url: http://users, budget: { rps: 0 } }", "budget.rps: must be a whole number, 1 to 100000"),
                auth(
                        "{ url: http://users, breaker: { window: 1500ms } }",
                        "breaker.window: must be whole seconds, at most 10m"),
                auth(
                        "{ url: http://users, breaker: { window: 11m } }",
                        "breaker.window: must be whole seconds, at most 10m"),
                auth("{ url: http://users, budget: { wait: 0s } }", "budget.wait: must be longer than 0s"),
                auth(
                        "{ url: http://users, whoami: 'a?b' }",
                        "whoami: must not have spaces, control characters or any of ?#;\\{}<>|^`[]\"; use * for one "
                                + "segment, or an escape such as %20"),
                auth(
                        "{ url: http://users, whoami: '*' }",
                        "whoami: must be a path below auth.url, such as services/Account/currentUser"));
    }

    private static Arguments auth(String keys, String expected) {
        String auth = keys.startsWith("{") ? keys : "{ " + keys + " }";
        return argumentSet(keys, "routes: { /a: http://a }\nauth: " + auth, ":2: auth." + expected);
    }

    private static Arguments row(String sentence, String text, String expected) {
        return argumentSet(sentence, text, expected);
    }
}
